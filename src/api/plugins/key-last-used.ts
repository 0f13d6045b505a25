import type { Database } from '../../records/database.ts';

const EVERY_MS = 60_000;
/** Above this many keys the oldest entry is dropped; that key is then written once more. */
const REMEMBERED = 10_000;

/**
 * Records when keys were last used, outside of requests and at most once a minute per key. A failed write is skipped:
 * the next use is recorded a minute later.
 */
export class KeyUse {
  readonly #db: Database;
  readonly #notedAt = new Map<string, number>();
  #written: Promise<unknown> = Promise.resolve();

  constructor(db: Database) {
    this.#db = db;
  }

  /** Notes that a key was used now. */
  note(id: string, now = Date.now()): void {
    if (now - (this.#notedAt.get(id) ?? Number.NEGATIVE_INFINITY) < EVERY_MS) return;
    this.#notedAt.delete(id);
    this.#notedAt.set(id, now);
    const [oldest] = this.#notedAt.keys();
    if (this.#notedAt.size > REMEMBERED && oldest !== undefined) this.#notedAt.delete(oldest);
    const write = this.#db.apiKey
      .updateMany({ where: { id }, data: { lastUsedAt: new Date(now) } })
      .catch(() => {});
    this.#written = Promise.all([this.#written, write]);
  }

  /** Settles when everything noted is written. */
  get written(): Promise<unknown> {
    return this.#written;
  }
}
