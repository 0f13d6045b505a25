import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { isErrno } from '../../runtime/errno.ts';

const MAX_TRIES = 6;
/** Less is written sooner than a thread is asked to. */
const SMALL_BYTES = 16 * 1024;

/**
 * The file system that isomorphic-git is given: its `writeFile` goes to a temporary file in `folder` that is renamed,
 * because an object that was half written would never be repaired. `folder` is on the file system of the target.
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

/** isomorphic-git finds out at each call whether this gives promises, by asking for nothing: that need not fail. */
async function readFile(
  file?: string,
  options?: Parameters<typeof fs.promises.readFile>[1],
): Promise<string | Buffer> {
  return file === undefined ? '' : fs.promises.readFile(file, options);
}

/** Git takes a folder of objects away when its last one is packed, also just before another is to be put there. */
async function renamed(temporary: string, target: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await fs.promises.rename(temporary, target);
    } catch (error) {
      const missing = isErrno(error, 'ENOENT');
      if (!missing || tries === MAX_TRIES) throw error;
      // Never what is above it: a repository may have been deleted.
      await fs.promises.mkdir(path.dirname(target)).catch(() => {});
    }
  }
}
