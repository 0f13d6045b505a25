import { spawn } from 'node:child_process';
import { childEnvironment } from '../environments.ts';
import { ExpectedError } from '../expected-error.ts';
import { execute } from '../processes/execute.ts';

/** Tells the user what is being done: one line. */
export type Say = (line: string) => void;

/** A requirement of Kiln cannot be fulfilled; the message says what to install. */
export class SetupError extends ExpectedError {
  override readonly name = 'SetupError';
}

/** The path of a program, or null. */
export async function find(program: string): Promise<string | null> {
  try {
    return (await execute('which', [program])).stdout.trim() || null;
  } catch {
    return null;
  }
}

/** Runs a program to its end. Throws `SetupError` with the tail of its output. */
export function runOrFail(
  program: string,
  args: readonly string[],
  env: Record<string, string>,
  cwd?: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let words = '';
    child.stderr.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString('utf8')).slice(-2000);
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new SetupError(`${program} exited with ${code}: ${words.trim()}`)),
    );
  });
}

/** Installs missing Debian packages, as root if there is apt. `without` describes the consequences of a failure. */
export async function installPackages(names: readonly string[], say: Say, without: string): Promise<void> {
  if ((await find('apt-get')) === null) return;
  const missing = await missingPackages(names);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    say(`Missing, ${without}: apt-get install ${missing.join(' ')}`);
    return;
  }
  say(`Installing ${missing.join(', ')}.`);
  const env = childEnvironment({ DEBIAN_FRONTEND: 'noninteractive' });
  try {
    await runOrFail('apt-get', ['update', '-qq'], env);
    await runOrFail('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], env);
  } catch (error) {
    say(`  could not be installed; ${without}. ${String(error).slice(0, 300)}`);
  }
}

async function missingPackages(names: readonly string[]): Promise<string[]> {
  const installed = await Promise.all(
    names.map((name) =>
      execute('dpkg', ['-s', name]).then(
        // Removed packages are still listed because of their configuration files.
        ({ stdout }) => /^Status: install ok installed$/m.test(stdout),
        () => false,
      ),
    ),
  );
  return names.filter((_, i) => installed[i] === false);
}
