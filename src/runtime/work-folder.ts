import { mkdir, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';

/**
 * A folder below `work` for this process alone, empty: several workers share one data folder, also from several
 * machines. What dead workers of this machine left is removed.
 */
export async function ownWorkFolder(work: string): Promise<string> {
  const prefix = `worker-${hostname()}-`;
  for (const name of await readdir(work)) {
    if (!name.startsWith(prefix)) continue;
    const pid = Number(name.slice(prefix.length));
    if (pid === process.pid || !isAlive(pid))
      await rm(path.join(work, name), { recursive: true, force: true });
  }
  const own = path.join(work, `${prefix}${process.pid}`);
  await mkdir(own, { recursive: true });
  return own;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
