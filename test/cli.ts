import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { inject, vi } from 'vitest';
import { createProgram } from '../src/cli/program.ts';
import { PACKAGE_ROOT } from '../src/runtime/package-root.ts';

const run = promisify(execFile);

/** Runs a `kiln` command in this process on the database of the shared service. Returns its standard output. */
export async function kiln(...args: string[]): Promise<string> {
  vi.stubEnv('DATABASE_URL', inject('databaseUrl'));
  let out = '';
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    out += chunk.toString();
    return true;
  });
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  try {
    const program = await createProgram(args[0]);
    for (const command of [program, ...program.commands.flatMap((each) => [each, ...each.commands])]) {
      command.exitOverride();
    }
    await program.parseAsync(args, { from: 'user' });
    return out;
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
    vi.unstubAllEnvs();
  }
}

/** Runs a `kiln` command as a separate process. Returns its standard output. */
export async function kilnProcess(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const tsx = path.join(PACKAGE_ROOT, 'node_modules', '.bin', 'tsx');
  const { stdout } = await run(tsx, [path.join(PACKAGE_ROOT, 'src', 'cli', 'main.ts'), ...args], {
    env: { ...process.env, ...env },
  });
  return stdout;
}
