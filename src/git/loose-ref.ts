import { open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';

export interface RefMove {
  readonly ref: string;
  /** What it must be now. */
  readonly from: string;
  readonly to: string;
}

/**
 * Moves one ref that has a file of its own, as native Git does: its lock file guards pushes and `git pack-refs`, the new
 * value is written there whole, and a rename puts it in place. Spares a process (20 ms) where nothing else is to be
 * done. Gives false where the ref is not what it must be, and null where native Git has to look: the ref has no file
 * of its own, or somebody holds its lock.
 */
export async function moveLooseRef(gitDir: string, { ref, from, to }: RefMove): Promise<boolean | null> {
  const file = path.join(gitDir, ref);
  const lock = `${file}.lock`;
  const handle = await unlessCode(open(lock, 'wx'), ['EEXIST', 'ENOENT', 'ENOTDIR', 'EISDIR']);
  if (handle === null) return null;
  let placed = false;
  try {
    const current = await unlessCode(readFile(file, 'utf8'), ['ENOENT', 'EISDIR']);
    if (current === null) return null;
    if (current.trim() !== from) return false;
    await handle.writeFile(`${to}\n`);
    await handle.datasync();
    await rename(lock, file);
    placed = true;
    return true;
  } finally {
    await handle.close();
    if (!placed) await rm(lock, { force: true });
  }
}

/** What a ref points at that has a file of its own and names an object; null where native Git or another has to look. */
export async function readLooseRef(gitDir: string, ref: string): Promise<string | null> {
  const missing = ['ENOENT', 'ENOTDIR', 'EISDIR'];
  const text = await unlessCode(readFile(path.join(gitDir, ref), 'latin1'), missing);
  return text !== null && /^[0-9a-f]{40}\n$/.test(text) ? text.slice(0, 40) : null;
}

async function unlessCode<T>(work: Promise<T>, codes: readonly string[]): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && codes.includes(String(error.code))) return null;
    throw error;
  }
}
