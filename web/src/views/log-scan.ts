/**
 * Finds lines of a log that match, by looking at each line once: a log that grows is not read again. `limit`: how many
 * matches are wanted.
 */
export class LogScan {
  readonly #matches: (line: string) => boolean;
  readonly #limit: number;
  #seen = 0;
  #found: readonly number[] = [];

  constructor(matches: (line: string) => boolean, limit = Number.POSITIVE_INFINITY) {
    this.#matches = matches;
    this.#limit = limit;
  }

  /** Places of the matching lines, in order; the same array as before if there are no new ones. */
  scan(lines: readonly string[]): readonly number[] {
    if (lines.length < this.#seen) {
      this.#seen = 0;
      this.#found = [];
    }
    const fresh: number[] = [];
    for (; this.#seen < lines.length && this.#found.length + fresh.length < this.#limit; this.#seen += 1) {
      if (this.#matches(lines[this.#seen] ?? '')) fresh.push(this.#seen);
    }
    if (fresh.length > 0) this.#found = [...this.#found, ...fresh];
    return this.#found;
  }
}
