import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/**
 * The file system that isomorphic-git is given: its `writeFile` goes to a temporary file that is renamed,
 * because an object that was half written would never be repaired.
 */
export const atomicFs = {
  promises: {
    ...fs.promises,
    async writeFile(
      target: string,
      data: string | Uint8Array,
      options?: fs.WriteFileOptions | BufferEncoding,
    ): Promise<void> {
      const temporary = path.join(path.dirname(target), `.tmp-${randomBytes(8).toString('hex')}`);
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
