interface TurnOptions {
  readonly alone?: boolean;
  readonly signal?: AbortSignal;
}

/** So many places, taken in the order in which they are asked for: one request may ask for all of them. */
export class Turns {
  readonly #places: number;
  readonly #waiting: { readonly places: number; readonly go: () => void }[] = [];
  #free: number;

  constructor(places: number) {
    this.#places = places;
    this.#free = places;
  }

  /**
   * Runs `work` when there is a place for it; `alone`, when nothing else runs, nor will until it is done. Throws where
   * `signal` is aborted while it waits.
   */
  async run<T>(work: () => Promise<T>, { alone = false, signal }: TurnOptions = {}): Promise<T> {
    const places = alone ? this.#places : 1;
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(signal?.reason);
        this.#next();
      };
      const go = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const waiting = { places, go };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.push(waiting);
      this.#next();
    });
    try {
      return await work();
    } finally {
      this.#free += places;
      this.#next();
    }
  }

  #next(): void {
    for (;;) {
      const [first] = this.#waiting;
      if (first === undefined || first.places > this.#free) return;
      this.#waiting.shift();
      this.#free -= first.places;
      first.go();
    }
  }
}
