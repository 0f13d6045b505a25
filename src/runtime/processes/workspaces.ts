import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type ProcessFolder, removeFolder } from './process-folder.ts';

const CHECKS = 'checks';

/**
 * Folders in which this worker checks commits: one per target of a build, created and prepared once, however many
 * checks use it concurrently.
 */
export class Workspaces {
  readonly #own: ProcessFolder;
  readonly #prepared = new Map<string, Promise<string | null>>();

  constructor(own: ProcessFolder) {
    this.#own = own;
  }

  folder(key: string): string {
    return path.join(this.#own.path, CHECKS, key);
  }

  /**
   * Creates the folder `key` by `prepare`, once; every caller gets the same result: null, or why it failed. A thrown
   * error is not cached: the next caller tries again.
   */
  prepare(key: string, prepare: (folder: string) => Promise<string | null>): Promise<string | null> {
    let running = this.#prepared.get(key);
    if (running === undefined) {
      running = this.#fresh(key, prepare).catch((error: unknown) => {
        this.#prepared.delete(key);
        throw error;
      });
      this.#prepared.set(key, running);
    }
    return running;
  }

  /** Removes the folder `key`, even if another worker on the same data folder created it. */
  async release(key: string): Promise<void> {
    this.#prepared.delete(key);
    for (const worker of await this.#own.all()) await removeFolder(path.join(worker, CHECKS, key));
  }

  async #fresh(key: string, prepare: (folder: string) => Promise<string | null>): Promise<string | null> {
    const folder = this.folder(key);
    await removeFolder(folder);
    await mkdir(folder, { recursive: true });
    return prepare(folder);
  }
}
