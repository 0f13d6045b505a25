import path from 'node:path';
import { childEnvironment } from '../environments.ts';
import { execute } from '../processes/execute.ts';

const known = new Map<string, Promise<string | null>>();

/** PATH with the programs of `kiln setup` (`<cache>/bin`) after those of the machine. */
export function toolPath(cacheDir: string): string {
  return `${childEnvironment().PATH ?? '/usr/bin:/bin'}${path.delimiter}${path.join(cacheDir, 'bin')}`;
}

/** The first line of a program's version output, or null if it is missing. Cached per process. */
export function toolVersion(
  command: string,
  args: readonly string[],
  cacheDir: string,
): Promise<string | null> {
  const key = [command, ...args].join(' ');
  let version = known.get(key);
  if (version === undefined) {
    version = askVersion(command, args, cacheDir);
    known.set(key, version);
  }
  return version;
}

/** The same without the cache. */
export async function askVersion(
  command: string,
  args: readonly string[],
  cacheDir: string,
): Promise<string | null> {
  try {
    const env = childEnvironment({ PATH: toolPath(cacheDir) });
    const { stdout, stderr } = await execute(command, args, { env, timeout: 20_000 });
    return (stdout || stderr).split('\n')[0]?.trim() || 'unknown';
  } catch {
    return null;
  }
}
