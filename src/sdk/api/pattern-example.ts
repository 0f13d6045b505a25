import { matches } from './fits.ts';

/** Maximum length of generated text. */
const MAX_LENGTH = 200;

/**
 * A short string of a given length range that matches a regular expression; null if none is found. Supports classes,
 * groups, alternatives, anchors and quantifiers, and verifies the result.
 */
export function textMatching(pattern: string, minLength: number, maxLength: number): string | null {
  if (minLength > MAX_LENGTH || pattern.length > 1000) return null;
  for (let extra = 0; extra <= MAX_LENGTH; extra = extra === 0 ? 1 : extra * 2) {
    for (const more of [extra, Math.max(0, minLength - extra)]) {
      const made = new PatternReader(pattern, more).read();
      if (made === null) return null;
      const long = made.length < minLength ? fill(made, minLength, pattern) : made;
      if (long.length >= minLength && long.length <= maxLength && matches(pattern, long)) return long;
    }
  }
  return null;
}

/** For patterns without an end: the string is extended by repeating its end. */
function fill(text: string, length: number, pattern: string): string {
  return pattern.endsWith('$') ? text : text.padEnd(length, text.at(-1) ?? 'a');
}

/** Parses a pattern and generates the shortest match. The first unbounded quantifier may add `extra` repetitions. */
class PatternReader {
  readonly #pattern: string;
  #at = 0;
  #extra: number;
  #failed = false;

  constructor(pattern: string, extra: number) {
    this.#pattern = pattern;
    this.#extra = extra;
  }

  read(): string | null {
    const text = this.#alternatives();
    return this.#failed || this.#at < this.#pattern.length ? null : text;
  }

  #alternatives(): string {
    let chosen: string | null = null;
    for (;;) {
      const text = this.#sequence();
      chosen ??= text;
      if (this.#pattern[this.#at] !== '|') return chosen;
      this.#at += 1;
    }
  }

  #sequence(): string {
    let text = '';
    while (this.#at < this.#pattern.length && !/[|)]/.test(this.#pattern[this.#at] ?? '')) {
      const piece = this.#atom();
      const [least, most] = this.#quantifier();
      let count = least;
      if (piece !== '' && this.#extra > 0 && most > least) {
        const more = Math.min(this.#extra, most - least);
        count += more;
        this.#extra -= more;
      }
      text += piece.repeat(Math.min(count, MAX_LENGTH));
    }
    return text;
  }

  #atom(): string {
    const character = this.#pattern[this.#at] ?? '';
    this.#at += 1;
    switch (character) {
      case '^':
      case '$':
        return '';
      case '.':
        return 'a';
      case '(':
        return this.#group();
      case '[':
        return this.#class();
      case '\\':
        return this.#escape();
      default:
        return character;
    }
  }

  #group(): string {
    const start = /^\?(?::|<[A-Za-z]\w*>|=|!|<=|<!)/.exec(this.#pattern.slice(this.#at))?.[0] ?? '';
    this.#at += start.length;
    const text = this.#alternatives();
    if (this.#pattern[this.#at] !== ')') this.#failed = true;
    this.#at += 1;
    // Lookahead and lookbehind consume nothing.
    return /^\?<?[=!]$/.test(start) ? '' : text;
  }

  #class(): string {
    const negated = this.#pattern[this.#at] === '^';
    const end = this.#classEnd();
    if (end === -1) {
      this.#failed = true;
      return '';
    }
    const body = this.#pattern.slice(this.#at - 1, end + 1);
    this.#at = end + 1;
    const candidates = ['a', 'A', '1', '0', '-', '_', ' ', '.', '/', '+', '@', ':', '!', '#', '"', '~'];
    const listed = negated ? [] : [...body.slice(1, -1).replaceAll(/\\[a-zA-Z]/g, '')];
    return [...candidates, ...listed].find((one) => matches(`^${body}$`, one)) ?? 'a';
  }

  #classEnd(): number {
    for (let at = this.#at; at < this.#pattern.length; at++) {
      if (this.#pattern[at] === '\\') at += 1;
      else if (this.#pattern[at] === ']' && at > this.#at) return at;
    }
    return -1;
  }

  #escape(): string {
    const character = this.#pattern[this.#at] ?? '';
    this.#at += 1;
    if (character === 'p' || character === 'P') {
      const property = /^\{[^}]*\}/.exec(this.#pattern.slice(this.#at))?.[0] ?? '';
      this.#at += property.length;
      return ['a', 'A', '1', ' ', '.', '-'].find((one) => matches(`^\\${character}${property}$`, one)) ?? 'a';
    }
    if (character === 'u' || character === 'x') {
      const code = /^\{?([0-9a-fA-F]{2,6})\}?/.exec(
        this.#pattern.slice(this.#at, this.#at + (character === 'x' ? 2 : 8)),
      );
      const digits =
        character === 'u' && code?.[0].startsWith('{') === false ? code[1]?.slice(0, 4) : code?.[1];
      this.#at += code?.[0].startsWith('{') === true ? code[0].length : (digits?.length ?? 0);
      return String.fromCodePoint(Number.parseInt(digits ?? '61', 16));
    }
    const known: Readonly<Record<string, string>> = {
      d: '1',
      D: 'a',
      w: 'a',
      W: ' ',
      s: ' ',
      S: 'a',
      b: '',
      B: '',
      n: '\n',
      t: '\t',
      r: '\r',
    };
    return known[character] ?? character;
  }

  #quantifier(): readonly [number, number] {
    const [whole = '', sign, low, comma, high] =
      /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(this.#pattern.slice(this.#at)) ?? [];
    this.#at += whole.length;
    if (whole === '') return [1, 1];
    if (sign === '*') return [0, Number.POSITIVE_INFINITY];
    if (sign === '+') return [1, Number.POSITIVE_INFINITY];
    if (sign === '?') return [0, 1];
    const least = Number(low);
    const most =
      high === '' || high === undefined ? (comma === ',' ? Number.POSITIVE_INFINITY : least) : Number(high);
    return [least, most];
  }
}
