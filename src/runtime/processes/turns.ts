interface TurnOptions {
  readonly alone?: boolean;
  readonly signal?: AbortSignal;
}

/** A semaphore with a fair queue: places are given in the order of the requests, one of which may ask for all. */
export class Turns {
  readonly #places: number;
  readonly #waiting: { readonly places: number; readonly go: () => void }[] = [];
  #free: number;

  constructor(places: number) {
    this.#places = places;
    this.#free = places;
  }

  /**
   * Runs `work` when a place is free; `alone`: when nothing else is running, and nothing starts until it is done.
   * Throws if `signal` is aborted while it waits.
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
