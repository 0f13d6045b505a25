import { type ExecFileOptions, execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { childEnvironment } from '../environments.ts';

const execFileAsync = promisify(execFile);

/**
 * Runs a short program of this machine, without a shell, and returns what it wrote. Its environment is that of this
 * process without secrets, unless `options` has another. Rejects with `execFile`'s error, which has `code`, `stdout`
 * and `stderr`, if it is missing, fails, or exceeds `timeout` (ms).
 */
export function execute(
  program: string,
  args: readonly string[],
  options: Pick<ExecFileOptions, 'env' | 'timeout' | 'uid' | 'gid'> = {},
): Promise<{ stdout: string; stderr: string }> {
  return execFileAsync(program, [...args], { env: childEnvironment(), ...options, encoding: 'utf8' });
}
