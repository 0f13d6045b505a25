import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/**
 * The file system that isomorphic-git is given: its `writeFile` goes to a temporary file in `folder` that is renamed,
 * because an object that was half written would never be repaired. `folder` is on the file system of the target.
 */
export function atomicFs(folder: string) {
  return {
    promises: {
      ...fs.promises,
      async writeFile(
        target: string,
        data: string | Uint8Array,
        options?: fs.WriteFileOptions | BufferEncoding,
      ): Promise<void> {
        const temporary = path.join(folder, `tmp-${randomBytes(8).toString('hex')}`);
        try {
          await fs.promises.writeFile(temporary, data, options);
          await fs.promises.rename(temporary, target);
        } catch (error) {
          await fs.promises.rm(temporary, { force: true });
          throw error;
        }
      },
    },
  };
}
