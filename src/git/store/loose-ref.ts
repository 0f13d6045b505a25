import { closeSync, fdatasync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { isErrno } from '../../runtime/errno.ts';

// Synchronous on purpose: a ref is a file of 41 bytes, and each of these calls takes microseconds, while a turn in
// Node's thread pool takes many times that, and a build of all targets makes hundreds of calls. Only calls that wait
// for the disk use the pool.
const synced = promisify(fdatasync);

export interface RefMove {
  readonly ref: string;
  /** Its expected current value. */
  readonly from: string;
  readonly to: string;
}

/**
 * Moves one loose ref in native Git's way: its lock file excludes pushes and `git pack-refs`, the new value is
 * written to it completely, and a rename puts it in place. Saves a process (20 ms) if nothing else is to be done.
 * Returns false if the ref does not have the expected value, and null if native Git must do it: the ref is packed, or
 * somebody holds its lock.
 */
export async function moveLooseRef(gitDir: string, { ref, from, to }: RefMove): Promise<boolean | null> {
  const file = path.join(gitDir, ref);
  const lock = `${file}.lock`;
  const descriptor = unlessCode(() => openSync(lock, 'wx'), ['EEXIST', 'ENOENT', 'ENOTDIR', 'EISDIR']);
  if (descriptor === null) return null;
  let placed = false;
  try {
    const current = unlessCode(() => readFileSync(file, 'utf8'), ['ENOENT', 'EISDIR']);
    if (current === null) return null;
    if (current.trim() !== from) return false;
    writeSync(descriptor, `${to}\n`);
    await synced(descriptor);
    renameSync(lock, file);
    placed = true;
    return true;
  } finally {
    closeSync(descriptor);
    if (!placed) rmSync(lock, { force: true });
  }
}

/** The object that a loose ref points at; null if native Git must look it up. */
export function readLooseRef(gitDir: string, ref: string): string | null {
  const missing = ['ENOENT', 'ENOTDIR', 'EISDIR'];
  const text = unlessCode(() => readFileSync(path.join(gitDir, ref), 'latin1'), missing);
  return text !== null && /^[0-9a-f]{40}\n$/.test(text) ? text.slice(0, 40) : null;
}

function unlessCode<T>(work: () => T, codes: readonly string[]): T | null {
  try {
    return work();
  } catch (error) {
    if (codes.some((code) => isErrno(error, code))) return null;
    throw error;
  }
}
