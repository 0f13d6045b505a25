import { Turns } from './turns.ts';

/** Runs work with the same key one after the other, in the order of the calls. */
export class KeyedQueue {
  readonly #turns = new Map<string, { readonly turns: Turns; users: number }>();

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const entry = this.#turns.get(key) ?? { turns: new Turns(1), users: 0 };
    this.#turns.set(key, entry);
    entry.users += 1;
    try {
      return await entry.turns.run(work);
    } finally {
      entry.users -= 1;
      if (entry.users === 0) this.#turns.delete(key);
    }
  }
}
