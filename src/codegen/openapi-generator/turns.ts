/** So many places, taken in the order in which they are asked for: one request may ask for all of them. */
export class Turns {
  readonly #places: number;
  readonly #waiting: { readonly places: number; readonly go: () => void }[] = [];
  #free: number;

  constructor(places: number) {
    this.#places = places;
    this.#free = places;
  }

  /** Runs `work` when there is a place for it; `alone`, when nothing else runs, nor will until it is done. */
  async run<T>(work: () => Promise<T>, { alone = false }: { readonly alone?: boolean } = {}): Promise<T> {
    const places = alone ? this.#places : 1;
    await new Promise<void>((go) => {
      this.#waiting.push({ places, go });
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
