import { createReadStream, createWriteStream, existsSync, type ReadStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

/** Logs of checks, as files below one folder. A key is a relative path made by Kiln, never by a client. */
export class Logs {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /**
   * Opens an empty log for writing. Readers see what is written at once. Closing it reports whether everything was
   * written.
   */
  async create(key: string): Promise<WriteStream> {
    const file = path.join(this.#root, key);
    await mkdir(path.dirname(file), { recursive: true });
    const log = createWriteStream(file, { flags: 'w' });
    // Checked on close: the process continues even if the disk is full.
    log.on('error', () => {});
    return log;
  }

  /** Opens a log for reading from a byte offset; null if there is none. */
  open(key: string, from = 0): ReadStream | null {
    const file = path.join(this.#root, key);
    return existsSync(file) ? createReadStream(file, { start: from }) : null;
  }
}
