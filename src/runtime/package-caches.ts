import { readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { folderBytes } from './old-files.ts';

const EVICTED = '.evicted-';

/**
 * Brings the package caches below `root` (a folder for each tool) to `limitBytes` or less. One tool's cache goes as a
 * whole, the largest first: half of one is a broken one. It is moved away before it is removed, so tools see it or do
 * not. While `busy` says so nothing is moved. Gives the bytes that were freed.
 */
export async function evictCaches(
  root: string,
  limitBytes: number,
  busy: () => Promise<boolean>,
): Promise<number> {
  const names = await readdir(root).catch(() => []);
  // What a run before moved away and did not live to remove.
  for (const name of names.filter((it) => it.startsWith(EVICTED))) await remove(path.join(root, name));
  const caches: { name: string; bytes: number }[] = [];
  for (const name of names.filter((it) => !it.startsWith('.'))) {
    caches.push({ name, bytes: await folderBytes(path.join(root, name)) });
  }
  let left = caches.reduce((sum, { bytes }) => sum + bytes, 0);
  let freed = 0;
  for (const { name, bytes } of caches.sort((a, b) => b.bytes - a.bytes)) {
    if (left <= limitBytes || (await busy())) break;
    const moved = path.join(root, `${EVICTED}${name}-${process.pid}`);
    await rename(path.join(root, name), moved);
    await remove(moved);
    left -= bytes;
    freed += bytes;
  }
  return freed;
}

async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
