import { execa } from 'execa';
import { readConfig } from '../../src/runtime/config.ts';
import { childEnvironment } from '../../src/runtime/environments.ts';
import { toolPath } from '../../src/runtime/toolchains/tool-version.ts';

/** The result of a program. */
export interface Ran {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  /** Both outputs, interleaved. */
  readonly all: string;
}

/** Longer than any published suite takes. */
const LIMIT_MS = 1_800_000;

/** Environment of every program: only the locations of programs and registries. */
export function environment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const home = process.env.HOME ?? '/';
  return childEnvironment({ HOME: home, PATH: toolPath(readConfig().cacheDir), ...extra });
}

/** Runs a program to its end, whatever its exit code is. */
export async function run(
  program: string,
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Ran> {
  const { exitCode, stdout, all } = await execa(program, args, {
    cwd,
    env: environment(env),
    extendEnv: false,
    all: true,
    reject: false,
    stdin: 'ignore',
    timeout: LIMIT_MS,
    maxBuffer: 2 ** 29,
  });
  return { exitCode, stdout, all };
}

/** Runs a program that must succeed; returns its output. */
export async function must(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<string> {
  const { exitCode, stdout, all } = await run(program, args, options);
  if (exitCode === 0) return stdout;
  throw new Error(
    `${program} ${args.join(' ')} failed (${exitCode ?? 'no exit code'}):\n${all.slice(-2000)}`,
  );
}
