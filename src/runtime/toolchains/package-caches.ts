import { readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { folderBytes } from '../storage/unused-files.ts';

const EVICTED = '.evicted-';

/** The folder with the package caches of an organisation, one per tool. Organisations do not share caches. */
export function packageCache(cacheDir: string, org: string): string {
  return path.join(packageCaches(cacheDir), org);
}

/** The folder with all of them. */
export function packageCaches(cacheDir: string): string {
  return path.join(cacheDir, 'packages');
}

/**
 * Shrinks the package caches below `root` (a folder per organisation, in it one per tool) to `limitBytes` or less.
 * The cache of a tool is removed as a whole, the largest first, because half a cache is a broken one; it is moved
 * away first, so tools see all or nothing of it. Does nothing while `busy` returns true. Returns the number of bytes
 * freed.
 */
export async function evictCaches(
  root: string,
  limitBytes: number,
  busy: () => Promise<boolean>,
): Promise<number> {
  const names = await readdir(root).catch(() => []);
  // Left over by an earlier run that died.
  for (const name of names.filter((it) => it.startsWith(EVICTED))) await remove(path.join(root, name));
  const caches: { folder: string; bytes: number }[] = [];
  for (const org of names.filter((it) => !it.startsWith('.'))) {
    for (const tool of await readdir(path.join(root, org)).catch(() => [])) {
      const folder = path.join(root, org, tool);
      caches.push({ folder, bytes: await folderBytes(folder) });
    }
  }
  let left = caches.reduce((sum, { bytes }) => sum + bytes, 0);
  let freed = 0;
  for (const { folder, bytes } of caches.sort((a, b) => b.bytes - a.bytes)) {
    if (left <= limitBytes || (await busy())) break;
    const [tool, org] = [path.basename(folder), path.basename(path.dirname(folder))];
    const moved = path.join(root, `${EVICTED}${org}-${tool}-${process.pid}`);
    await rename(folder, moved);
    await remove(moved);
    left -= bytes;
    freed += bytes;
  }
  return freed;
}

async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
