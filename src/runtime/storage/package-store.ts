import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, type ReadStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NotInside, openInside } from './open-inside.ts';

/** A file of the store: its content's SHA-256 (hex) and its length. */
export interface StoredPackage {
  readonly sha256: string;
  readonly bytes: number;
}

/** Maximum size of a file. */
export const MAX_PACKAGE_BYTES = 256 * 1024 * 1024;

/** Why a file was not stored. */
export class NotKept extends Error {
  override readonly name = 'NotKept';
}

/**
 * Packages from builds, stored under the SHA-256 of their content: equal packages are stored once, however many
 * builds produced them, and every stored file is complete.
 */
export class PackageStore {
  readonly #root: string;
  readonly #temporary: string;
  readonly #maxBytes: number;

  /** @param temporary A folder on the file system of `root`, emptied when its process is gone. */
  constructor(root: string, temporary: string, maxBytes = MAX_PACKAGE_BYTES) {
    this.#root = root;
    this.#temporary = temporary;
    this.#maxBytes = maxBytes;
  }

  /**
   * Streams the file `name` (a path below `folder`) into the store. Throws `NotKept` if it exceeds the limit, is no
   * regular file, or lies outside the folder because of a link.
   */
  async keep(folder: string, name: string): Promise<StoredPackage> {
    const source = await openInside(folder, name).catch((error: unknown) => {
      throw error instanceof NotInside ? new NotKept(error.message) : error;
    });
    const temporary = path.join(this.#temporary, `${randomUUID()}.package`);
    try {
      const hash = createHash('sha256');
      let bytes = 0;
      const measure = new Transform({
        transform: (chunk: Buffer, _encoding, done) => {
          bytes += chunk.length;
          if (bytes > this.#maxBytes) return done(new NotKept(`is larger than ${this.#maxBytes} bytes`));
          hash.update(chunk);
          done(null, chunk);
        },
      });
      const to = createWriteStream(temporary, { flags: 'wx', mode: 0o644, flush: true });
      await pipeline(source.createReadStream({ autoClose: false }), measure, to);
      const sha256 = hash.digest('hex');
      const kept = this.#path(sha256);
      await mkdir(path.dirname(kept), { recursive: true });
      await rename(temporary, kept);
      return { sha256, bytes };
    } finally {
      await source.close();
      await rm(temporary, { force: true });
    }
  }

  has(sha256: string): boolean {
    return existsSync(this.#path(sha256));
  }

  /** Null if the store does not have it. */
  open(sha256: string): ReadStream | null {
    return this.has(sha256) ? createReadStream(this.#path(sha256)) : null;
  }

  #path(sha256: string): string {
    return path.join(this.#root, sha256.slice(0, 2), sha256);
  }
}
