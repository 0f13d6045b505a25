import { createHash } from 'node:crypto';

export interface ScopeOptions {
  /** Forbidden names: keywords, and names used by the language's own code. */
  readonly reserved?: ReadonlySet<string>;
  /** Replacement of a reserved name; by default `name_`. */
  readonly escape?: (name: string) => string;
  /** Names with the same result collide, e.g. lower case for files. By default only equal names do. */
  readonly fold?: (name: string) => string;
  /** Maximum length of a name, in characters; a longer one is cut and ends in a hash of the whole. By default 100. */
  readonly maxLength?: number;
}

/**
 * Unique names in one place (members of a class, files of a folder).
 *
 * The same claims in the same order give the same names, and a name never depends on the number of other names: if
 * all candidates are taken, also as escaped (`list_`), the name ends in a hash of its own key, so that additions
 * elsewhere rename nothing.
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
   * Claims a name for this key: the first free candidate, in order of preference. A key may claim several names.
   * Candidates must be valid identifiers.
   */
  claim(key: string, ...candidates: readonly [string, ...string[]]): string {
    for (const candidate of candidates) {
      const name = this.#fit(candidate);
      if (this.#take(name, key)) return name;
    }
    const base = this.#fit(candidates[candidates.length - 1] ?? candidates[0]);
    // One readable name. Numbers for further ones would depend on each other.
    const escaped = shorten(this.#options.escape(base), this.#options.maxLength);
    if (this.#take(escaped, key)) return escaped;
    for (let length = 4; ; length += 2) {
      const name = `${shorten(base, this.#options.maxLength - length - 1)}_${stableHash(key, length)}`;
      if (this.#take(name, key)) return name;
    }
  }

  /** Whether a name is free and not reserved. */
  isFree(name: string): boolean {
    return !this.#options.reserved.has(name) && !this.#owners.has(this.#options.fold(name));
  }

  /** The key that claimed the name; null if it is free. */
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

/** The name; if it exceeds `max` characters, its beginning with a hash of the whole. */
export function shorten(name: string, max: number): string {
  const characters = [...name];
  if (characters.length <= max) return name;
  return `${characters.slice(0, Math.max(1, max - 9)).join('')}_${stableHash(name, 8)}`;
}

/** `length` hex digits that depend only on the text; the first is a letter, so that a name may begin with it. */
export function stableHash(text: string, length: number): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${'abcdef'[Number.parseInt(hex.slice(0, 4), 16) % 6] ?? 'a'}${hex.slice(4)}`.slice(0, length);
}
