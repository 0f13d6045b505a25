import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { PACKAGE_ROOT } from '../src/runtime/package-root.ts';

export interface Said {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running command. */
export interface Running {
  readonly said: { readonly stdout: string; readonly stderr: string };
  /** Ctrl-C. */
  interrupt(): void;
  readonly ended: Promise<Said>;
}

/** A user at a command line without a terminal: `kiln` as a process, in a folder and with their own home. */
export class Person {
  readonly #home: string;
  readonly #url: string;
  /** Their working directory. */
  readonly folder: string;

  private constructor(home: string, url: string) {
    this.#home = home;
    this.#url = url;
    this.folder = path.join(home, 'shop');
  }

  static async arrive(url: string): Promise<Person> {
    const person = new Person(await mkdtemp(path.join(tmpdir(), 'kiln-person-')), url);
    await mkdir(person.folder);
    return person;
  }

  async run(args: readonly string[], options: { readonly input?: string } = {}): Promise<Said> {
    const { exitCode, stdout, stderr } = await execa(this.#program, [this.#main, ...args], {
      ...this.#options(),
      reject: false,
      input: options.input ?? '',
    });
    return { code: exitCode, stdout, stderr };
  }

  /** Starts a command; returns its output so far, and its end. */
  start(args: readonly string[]): Running {
    const running = execa(this.#program, [this.#main, ...args], { ...this.#options(), reject: false });
    const said = { stdout: '', stderr: '' };
    running.stdout.on('data', (chunk) => {
      said.stdout += String(chunk);
    });
    running.stderr.on('data', (chunk) => {
      said.stderr += String(chunk);
    });
    return {
      said,
      interrupt: () => running.kill('SIGINT'),
      ended: running.then(({ exitCode }) => ({ code: exitCode, ...said })),
    };
  }

  readonly #program = path.join(PACKAGE_ROOT, 'node_modules', '.bin', 'tsx');
  readonly #main = path.join(PACKAGE_ROOT, 'src', 'cli', 'main.ts');

  #options() {
    return {
      cwd: this.folder,
      env: { PATH: process.env.PATH ?? '', HOME: this.#home, KILN_URL: this.#url },
      extendEnv: false,
    } as const;
  }

  leave(): Promise<void> {
    return rm(this.#home, { recursive: true, force: true });
  }
}
