import { randomUUID } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Writes a file that nobody sees before it is whole. `temporary` is a folder on the same file system, emptied when its
 * process is gone: half a file, of a process that was killed, stays there.
 */
export async function writeWhole(file: string, text: string, temporary: string): Promise<void> {
  const half = path.join(temporary, `${randomUUID()}${path.extname(file)}`);
  await writeFile(half, text);
  await rename(half, file);
}
