import { constants } from 'node:fs';
import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

/** Why a file of a folder is not read. */
export class NotInside extends Error {
  override readonly name = 'NotInside';
}

/**
 * Opens a regular file below an untrusted folder: the opened file must be the one at its real path, and that must be
 * inside the folder. Does not block on a pipe without a writer.
 */
export async function openInside(folder: string, name: string): Promise<FileHandle> {
  const wanted = path.join(folder, name);
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(wanted, flags).catch((error: unknown) => {
    throw new NotInside(`cannot be read (${error instanceof Error ? error.message : String(error)})`);
  });
  try {
    const [root, real, opened] = [await realpath(folder), await realpath(wanted), await handle.stat()];
    if (!real.startsWith(root + path.sep)) throw new NotInside('is outside the checkout');
    if (!opened.isFile()) throw new NotInside('is not a regular file');
    const found = await stat(real);
    if (found.ino !== opened.ino || found.dev !== opened.dev)
      throw new NotInside('changed while it was read');
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The contents of a regular file below such a folder. Throws `NotInside`. */
export async function readInside(folder: string, name: string): Promise<Buffer> {
  const handle = await openInside(folder, name);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
