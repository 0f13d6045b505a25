import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, test } from 'vitest';
import { readConfig } from '../src/runtime/config.ts';
import { sandbox } from '../src/runtime/confinement/sandbox.ts';
import { PACKAGE_ROOT } from '../src/runtime/package-root.ts';
import { toolPath, toolVersion } from '../src/runtime/toolchains/tool-version.ts';
import { TOOLS, type Tool, versionOf } from '../src/runtime/toolchains/tools.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** What the test needs and this machine lacks, each with how to get it: the test is skipped. */
    missing?: readonly string[];
  }
}

/** What a test may need of a machine, beside what Kiln itself cannot run without. */
interface Needed {
  /** How to get it. */
  readonly get: string;
  readonly isHere: (cacheDir: string) => Promise<boolean>;
}

const APT = 'apt-get install';
const DOCTOR: readonly Tool[] = TOOLS;

/** A tool that `kiln doctor` looks for, with what else the checks of its language run. */
function toolchain(command: string, ...others: string[]): Needed {
  const tool = DOCTOR.find((each) => each.command === command);
  if (tool === undefined) throw new Error(`kiln doctor does not look for ${command}.`);
  return {
    get: tool.get,
    isHere: async (cacheDir) => {
      const versions = [
        versionOf(tool, cacheDir),
        ...others.map((other) => toolVersion(other, ['--version'], cacheDir)),
      ];
      return (await Promise.all(versions)).every((version) => version !== null);
    },
  };
}

/** A program that only tests use. */
function program(command: string, get = `${APT} ${command}`, args = ['--version']): Needed {
  return { get, isHere: async (cacheDir) => (await toolVersion(command, args, cacheDir)) !== null };
}

const NEEDS = {
  npm: toolchain('npm'),
  uv: toolchain('uv'),
  go: toolchain('go'),
  maven: toolchain('mvn'),
  ruby: toolchain('ruby'),
  rspec: toolchain('ruby', 'rspec'),
  php: toolchain('php'),
  phpunit: toolchain('php', 'composer', 'phpunit'),
  dotnet: toolchain('dotnet'),
  python: program('python3'),
  bash: program('bash'),
  zsh: program('zsh'),
  fish: program('fish'),
  sandbox: {
    get: `${APT} bubblewrap, and allow namespaces`,
    isHere: async () => (await sandbox()).works,
  },
  chromium: {
    get: `${APT} chromium`,
    isHere: async () => existsSync((await import('./browser.ts')).CHROMIUM),
  },
  page: {
    get: './kiln doctor, which builds it',
    isHere: async () => existsSync(path.join(PACKAGE_ROOT, 'dist', 'web', 'index.html')),
  },
  postgresql: { get: `${APT} postgresql`, isHere: async () => existsSync('/usr/lib/postgresql') },
  sshd: {
    get: `${APT} openssh-server`,
    isHere: async () => (await import('./ssh-server.ts')).HAS_SSHD,
  },
  root: { get: 'run the tests as root', isHere: async () => process.getuid?.() === 0 },
  network: { get: 'allow connections to the package registries', isHere: async () => isOnline() },
  linux: { get: 'run the tests on Linux', isHere: async () => existsSync('/proc/self/autogroup') },
} as const satisfies Readonly<Record<string, Needed>>;

/** Whether the npm registry of this machine answers: then the others do, or say why not. */
async function isOnline(): Promise<boolean> {
  try {
    await promisify(execFile)('npm', ['ping', '--fetch-retries=0', '--fetch-timeout=10000'], {
      timeout: 20_000,
    });
    return true;
  } catch {
    return false;
  }
}

export type Need = keyof typeof NEEDS;

/**
 * `test` and `describe` for tests that need something which not every machine has. Where it is missing, they are
 * skipped, and `./kiln test` counts them by what is missing.
 */
export async function needs(...names: readonly Need[]): Promise<Given> {
  const { cacheDir } = readConfig();
  // Tests run the programs by name: also those that are installed in the cache.
  if (!process.env.PATH?.endsWith(path.join(cacheDir, 'bin'))) process.env.PATH = toolPath(cacheDir);
  const missing: string[] = [];
  for (const name of names) {
    if (!(await NEEDS[name].isHere(cacheDir))) missing.push(`${name} (${NEEDS[name].get})`);
  }
  if (missing.length === 0) return { test, describe, isHere: true };
  return { test: skipping(test, missing), describe: skipping(describe, missing), isHere: false };
}

export interface Given {
  readonly test: typeof test;
  readonly describe: typeof describe;
  /** Whether nothing is missing: for what the tests of a file share. */
  readonly isHere: boolean;
}

/** `test` or `describe` that skips what it is given, and notes the reason for the report. */
function skipping<Api extends typeof test | typeof describe>(api: Api, missing: readonly string[]): Api {
  const noted = (owner: object, call: unknown): unknown =>
    typeof call !== 'function'
      ? call
      : new Proxy(call, {
          apply: (target, _self, [name, ...rest]: unknown[]) => {
            // `each` and the like take rows first, and give the function that takes a name.
            const isNamed = typeof name === 'string' || typeof name === 'function';
            const given = isNamed ? withNote(rest, missing) : rest;
            const made: unknown = Reflect.apply(target, owner, [name, ...given]);
            return isNamed ? made : noted(owner, made);
          },
        });
  const { skip } = api;
  return new Proxy(api, {
    apply: (_target, _self, [name, ...rest]: unknown[]) =>
      Reflect.apply(skip, undefined, [name, ...withNote(rest, missing)]),
    get: (target, key) =>
      typeof key === 'symbol' ? Reflect.get(target, key) : noted(skip, Reflect.get(skip, key)),
  });
}

/** What follows the name: a function and perhaps a time limit, or options and a function. */
function withNote(rest: readonly unknown[], missing: readonly string[]): unknown[] {
  const [first, second] = rest;
  const [options, run] = typeof first === 'function' ? [second, first] : [first, second];
  const given = typeof options === 'number' ? { timeout: options } : (options ?? {});
  return [{ ...given, meta: { missing } }, run];
}
