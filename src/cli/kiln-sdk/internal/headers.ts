type HeaderValue = string | undefined | null;

export type HeadersLike =
  | Headers
  | readonly HeaderValue[][]
  | Record<string, HeaderValue | readonly HeaderValue[]>
  | NullableHeaders
  | undefined
  | null;

const brand = Symbol('NullableHeaders');

/** Headers, and the names of those that were taken out by null, so that later additions can respect it. */
export interface NullableHeaders {
  readonly [brand]: true;
  readonly values: Headers;
  readonly nulls: Set<string>;
}

/**
 * Merges headers; later ones win. Undefined leaves what is there, null removes it. Several values of one name (a list,
 * or repeated entries) are kept together.
 */
export function buildHeaders(sources: readonly HeadersLike[]): NullableHeaders {
  const values = new Headers();
  const nulls = new Set<string>();
  for (const source of sources) {
    const seen = new Set<string>();
    for (const { name, value, replaces } of entriesOf(source)) {
      const key = name.toLowerCase();
      if (replaces || !seen.has(key)) {
        values.delete(name);
        seen.add(key);
      }
      if (value === null) {
        values.delete(name);
        nulls.add(key);
      } else {
        values.append(name, value);
        nulls.delete(key);
      }
    }
  }
  return { [brand]: true, values, nulls };
}

interface Entry {
  readonly name: string;
  readonly value: string | null;
  /** Discards previous values of the name, even from the same source. */
  readonly replaces: boolean;
}

function* entriesOf(source: HeadersLike): Generator<Entry> {
  if (!source) return;
  if (brand in source) {
    for (const [name, value] of source.values) yield { name, value, replaces: false };
    for (const name of source.nulls) yield { name, value: null, replaces: false };
    return;
  }
  const keyed = !(source instanceof Headers) && !Array.isArray(source);
  const pairs: Iterable<readonly unknown[]> = keyed
    ? Object.entries(source)
    : (source as Iterable<unknown[]>);
  for (const [name, given] of pairs) {
    if (typeof name !== 'string') throw new TypeError('expected header name to be a string');
    let first = true;
    for (const value of Array.isArray(given) ? given : [given]) {
      if (value === undefined) continue;
      yield { name, value: value === null ? null : String(value), replaces: keyed && first };
      first = false;
    }
  }
}

export function isEmptyHeaders(headers: HeadersLike): boolean {
  for (const _ of entriesOf(headers)) return false;
  return true;
}

/** What a cookie's value may not contain (RFC 6265, section 4.1.1), except commas, which separate the items of lists. */
const NOT_IN_COOKIES = /[^\x21\x23-\x3a\x3c-\x5b\x5d-\x7e]+/g;

/** A parameter as an entry of the `Cookie` header. A semicolon in its value begins no other cookie. */
export function cookieEntry(name: string, value: unknown): string {
  return `${name}=${String(value).replaceAll(NOT_IN_COOKIES, encodeURIComponent)}`;
}
