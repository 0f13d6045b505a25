import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inject } from 'vitest';
import { readConfig } from '../src/runtime/config.ts';
import { childEnvironment } from '../src/runtime/environments.ts';
import { ensureStl } from '../src/runtime/toolchains/test-programs.ts';

export interface Ran {
  /** Exit code; 124 if it exceeded the time limit of commands. */
  readonly code: number;
  /** Whether it was still running when `until` settled, and was stopped. */
  readonly ended: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** The published command line, with its own home and folder, connected to the shared service. */
export class Stl {
  readonly #program: string;
  readonly #home: string;
  /** Its working directory, which it calls the workspace. */
  readonly folder: string;

  private constructor(program: string, home: string) {
    this.#program = program;
    this.#home = home;
    this.folder = path.join(home, 'work');
    mkdirSync(this.folder);
  }

  static async install(): Promise<Stl> {
    const program = await ensureStl(readConfig(), (line) => process.stderr.write(`${line}\n`));
    return new Stl(program, mkdtempSync(path.join(tmpdir(), 'kiln-stl-')));
  }

  /**
   * Runs a command without a terminal, to its end or until `until` settles. `key: null`: uses what it saved at its
   * own login.
   */
  run(
    args: readonly string[],
    options: { key?: string | null; until?: Promise<unknown> } = {},
  ): Promise<Ran> {
    const { key = inject('apiKey'), until } = options;
    const child = spawn('timeout', ['300', this.#program, ...args], {
      cwd: this.folder,
      env: childEnvironment({
        HOME: this.#home,
        ...(key === null ? {} : { STAINLESS_API_KEY: key }),
        STAINLESS_BASE_URL: inject('baseUrl'),
        GIT_CONFIG_NOSYSTEM: '1',
      }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString('utf8');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString('utf8');
    });
    let ended = false;
    const end = () => {
      ended = child.kill();
    };
    until?.then(end, end);
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code: code ?? -1, ended, stdout, stderr }));
    });
  }

  /** The JSON output of a command that must succeed. Throws with all of its output if it fails. */
  async json(...args: readonly string[]): Promise<unknown> {
    const ran = await this.run(args);
    if (ran.code !== 0) throw new Error(`stl ${args.join(' ')} ended with ${ran.code}\n${said(ran)}`);
    return JSON.parse(ran.stdout);
  }

  /** A list of documents, reduced by `transform` to one JSON value per line. */
  async lines(transform: string, ...args: readonly string[]): Promise<unknown[]> {
    const ran = await this.run([...args, '--format', 'jsonl', '--transform', transform]);
    if (ran.code !== 0) throw new Error(`stl ${args.join(' ')} ended with ${ran.code}\n${said(ran)}`);
    return ran.stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  }

  remove(): void {
    rmSync(this.#home, { recursive: true, force: true });
  }
}

/** Its whole output, for messages and for text that may be on either stream. */
export const said = ({ stdout, stderr }: Ran): string => stdout + stderr;
