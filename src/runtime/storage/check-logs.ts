import { createReadStream, createWriteStream, existsSync, type ReadStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

/** The key of the log that an attempt of a check writes. */
export function logKey({
  buildId,
  target,
  step,
  attempt,
}: {
  readonly buildId: string;
  readonly target: string;
  readonly step: string;
  readonly attempt: number;
}): string {
  return `${buildId}/${target}/${step}-${attempt}.log`;
}

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

  /** Whether there is such a log. */
  has(key: string): boolean {
    return existsSync(path.join(this.#root, key));
  }

  /** Opens a log for reading from a byte offset; null if there is none. */
  open(key: string, from = 0): ReadStream | null {
    const file = path.join(this.#root, key);
    return existsSync(file) ? createReadStream(file, { start: from }) : null;
  }
}
