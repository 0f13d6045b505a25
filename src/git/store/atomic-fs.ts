import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { isErrno } from '../../runtime/errno.ts';

const MAX_TRIES = 6;
/** A smaller file is written faster than a thread is asked to. */
const SMALL_BYTES = 16 * 1024;

/**
 * The file system for isomorphic-git. `writeFile` writes to a temporary file in `folder` and renames it, because an
 * incomplete object would never be repaired. `folder` must be on the target's file system.
 */
export function atomicFs(folder: string) {
  return {
    promises: {
      ...fs.promises,
      readFile,
      async writeFile(
        target: string,
        data: string | Uint8Array,
        options?: fs.WriteFileOptions | BufferEncoding,
      ): Promise<void> {
        const temporary = path.join(folder, `tmp-${randomBytes(8).toString('hex')}`);
        try {
          if (data.length < SMALL_BYTES) fs.writeFileSync(temporary, data, options);
          else await fs.promises.writeFile(temporary, data, options);
          await renamed(temporary, target);
        } catch (error) {
          await fs.promises.rm(temporary, { force: true });
          throw error;
        }
      },
    },
  };
}

/** On each call isomorphic-git checks for promises by calling this without arguments: that must not fail. */
async function readFile(
  file?: string,
  options?: Parameters<typeof fs.promises.readFile>[1],
): Promise<string | Buffer> {
  return file === undefined ? '' : fs.promises.readFile(file, options);
}

/** Git removes a folder of objects when the last one is packed, possibly just before another is written to it. */
async function renamed(temporary: string, target: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await fs.promises.rename(temporary, target);
    } catch (error) {
      const missing = isErrno(error, 'ENOENT');
      if (!missing || tries === MAX_TRIES) throw error;
      // Never its parents: the repository may have been deleted.
      await fs.promises.mkdir(path.dirname(target)).catch(() => {});
    }
  }
}
