import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * Folders in which this worker checks commits: one per target of a build, made and prepared once, however many
 * checks use it side by side.
 */
export class Workspaces {
  readonly #root: string;
  readonly #prepared = new Map<string, Promise<string | null>>();

  constructor(root: string) {
    this.#root = root;
  }

  folder(key: string): string {
    return path.join(this.#root, key);
  }

  /**
   * Makes the folder `key` by `prepare`, once; every caller gets the same result: null, or why it failed.
   * A thrown error is not kept: the next caller tries again.
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

  async release(key: string): Promise<void> {
    this.#prepared.delete(key);
    await remove(this.folder(key));
  }

  async #fresh(key: string, prepare: (folder: string) => Promise<string | null>): Promise<string | null> {
    const folder = this.folder(key);
    await remove(folder);
    await mkdir(folder, { recursive: true });
    return prepare(folder);
  }
}

/** Go marks its module cache read-only; a checkout may do worse. */
async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
