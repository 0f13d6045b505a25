import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';

const BATCH = 5000;

/** Paths of files below a folder, relative to it, that were last written before a time; in batches. */
async function* oldFiles(root: string, before: Date): AsyncGenerator<string[]> {
  let batch: string[] = [];
  for await (const file of walk(root, '')) {
    const at = await stat(path.join(root, file)).catch(() => null);
    if (at === null || at.mtime >= before) continue;
    if (batch.push(file) === BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

async function* walk(root: string, folder: string): AsyncGenerator<string> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(root, name);
    else if (entry.isFile()) yield name;
  }
}

/**
 * Removes files below a folder that were last written before a time and that `unnamed` reports as unreferenced.
 * Returns their number. Empty folders stay: they cost little, and somebody may be about to use them.
 */
export async function removeUnnamed(
  root: string,
  before: Date,
  unnamed: (files: readonly string[]) => Promise<readonly string[]>,
): Promise<number> {
  let removed = 0;
  for await (const batch of oldFiles(root, before)) {
    for (const file of await unnamed(batch)) {
      await rm(path.join(root, file), { force: true });
      removed += 1;
    }
  }
  return removed;
}

/** Total bytes of all files below a folder. */
export async function folderBytes(root: string): Promise<number> {
  let bytes = 0;
  for await (const file of walk(root, '')) {
    bytes += (await stat(path.join(root, file)).catch(() => null))?.size ?? 0;
  }
  return bytes;
}
