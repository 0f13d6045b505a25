import { createHash } from 'node:crypto';

export interface ScopeOptions {
  /** Names that nothing may have: keywords, and names that the language's own code uses there. */
  readonly reserved?: ReadonlySet<string>;
  /** What a reserved name becomes; by default `name_`. */
  readonly escape?: (name: string) => string;
  /** Names that this makes equal collide, e.g. lower case for files. By default only equal names do. */
  readonly fold?: (name: string) => string;
  /** Longest name, in characters; a longer one is cut and ends in a hash of the whole. By default 100. */
  readonly maxLength?: number;
}

/**
 * Names of one place (members of a class, files of a folder): each is given to one thing only.
 *
 * The same claims in the same order give the same names, and a name never depends on how many things were named
 * before: where every candidate is taken, the name ends in a hash of the thing's own key, so that what is added
 * elsewhere renames nothing.
 */
export class Scope {
  readonly #owners = new Map<string, string>();
  readonly #options: Required<ScopeOptions>;

  constructor(options: ScopeOptions = {}) {
    this.#options = {
      reserved: options.reserved ?? new Set(),
      escape: options.escape ?? ((name) => `${name}_`),
      fold: options.fold ?? ((name) => name),
      maxLength: options.maxLength ?? 100,
    };
  }

  /**
   * A name for the thing with this key: the first candidate that is free, in the order of preference. The same key
   * may claim several names. Candidates must be valid identifiers already.
   */
  claim(key: string, ...candidates: readonly [string, ...string[]]): string {
    for (const candidate of candidates) {
      const name = this.#fit(candidate);
      if (this.#take(name, key)) return name;
    }
    const base = this.#fit(candidates[candidates.length - 1] ?? candidates[0]);
    for (let length = 4; ; length += 2) {
      const name = `${shorten(base, this.#options.maxLength - length - 1)}_${stableHash(key, length)}`;
      if (this.#take(name, key)) return name;
    }
  }

  /** Whether nothing has the name, and it is not reserved. */
  isFree(name: string): boolean {
    return !this.#options.reserved.has(name) && !this.#owners.has(this.#options.fold(name));
  }

  /** The key of what has the name; null where nothing has. */
  ownerOf(name: string): string | null {
    return this.#owners.get(this.#options.fold(name)) ?? null;
  }

  #fit(candidate: string): string {
    const short = shorten(candidate, this.#options.maxLength);
    return this.#options.reserved.has(short) ? this.#options.escape(short) : short;
  }

  #take(name: string, key: string): boolean {
    const folded = this.#options.fold(name);
    if (this.#options.reserved.has(name) || this.#owners.has(folded)) return false;
    this.#owners.set(folded, key);
    return true;
  }
}

/** The name, or where it is longer than `max` characters its beginning with a hash of the whole. */
export function shorten(name: string, max: number): string {
  const characters = [...name];
  if (characters.length <= max) return name;
  return `${characters.slice(0, Math.max(1, max - 9)).join('')}_${stableHash(name, 8)}`;
}

/** `length` hex digits that depend on the text alone; the first is a letter, so that a name may begin with it. */
export function stableHash(text: string, length: number): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${'abcdef'[Number.parseInt(hex.slice(0, 4), 16) % 6] ?? 'a'}${hex.slice(4)}`.slice(0, length);
}
