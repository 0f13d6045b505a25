import { createReadStream, createWriteStream, existsSync, type ReadStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

/** Logs of checks, as files below one folder. A key is a relative path that we made, never a client's. */
export class Logs {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** Opens a log for writing, empty. Readers see what is written as it is written. Its end says whether all was. */
  async create(key: string): Promise<WriteStream> {
    const file = path.join(this.#root, key);
    await mkdir(path.dirname(file), { recursive: true });
    const log = createWriteStream(file, { flags: 'w' });
    // Looked at when it ends: where a disk is full, the process goes on.
    log.on('error', () => {});
    return log;
  }

  /** Opens a log for reading, from so many bytes on; null where there is none. */
  open(key: string, from = 0): ReadStream | null {
    const file = path.join(this.#root, key);
    return existsSync(file) ? createReadStream(file, { start: from }) : null;
  }
}
