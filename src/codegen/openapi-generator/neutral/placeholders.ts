import { createHash } from 'node:crypto';

/** A text that is represented in the generated code by a unique word until it is put back, escaped. */
export interface Placeholder {
  readonly text: string;
  /** A regular expression: if the literal has delimiters, those in the text are escaped. */
  readonly isPattern: boolean;
  /** Prefix of the token: the words of the text, so that names derived from it are readable. */
  readonly before: string;
  /** JSON pointer to the first occurrence of the text in the description, or `OPTION` and the name of an option. */
  readonly pointer: string;
}

export const OPTION = 'option ';

interface Choice {
  readonly isPattern?: boolean;
  /** Prefix of a placeholder for a text without words. */
  readonly begin?: string;
}

/**
 * Placeholders for texts. Each contains a lower-case letter followed by a capital, and an underscore, so that a name
 * that a generator derives from one (`kqZabcde`, `kq_zabcde`, `KQ_ZABCDE`) is never mistaken for the placeholder:
 * only texts on the wire are put back, never names in the code. A placeholder depends only on its text, so it is the
 * same in each build.
 */
export class Placeholders {
  readonly #mark: string;
  readonly #byKey = new Map<string, string>();
  readonly #byToken = new Map<string, Placeholder>();

  /** `document` is the text in which no placeholder should occur by chance. */
  constructor(document: string) {
    this.#mark = unusedMark(document);
  }

  /** The placeholder of a text. */
  of(text: string, pointer: string, { isPattern = false, begin }: Choice = {}): string {
    const key = `${isPattern ? 'pattern' : 'text'}:${begin ?? ''}:${text}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const token = this.#newToken(key);
    const words = isPattern
      ? ''
      : text
          .replace(/[^A-Za-z0-9]+/g, '_')
          .replace(/^_+|_+$/g, '')
          .slice(0, 40);
    const before = begin ?? (/^[A-Za-z]/.test(words) ? `${words}_` : '');
    this.#byToken.set(token, { text, isPattern, before, pointer });
    const word = `${before}${token}`;
    this.#byKey.set(key, word);
    return word;
  }

  get isEmpty(): boolean {
    return this.#byToken.size === 0;
  }

  /** Whether a text contains a placeholder, in the form that is put back. */
  occursIn(text: string | Buffer): boolean {
    return !this.isEmpty && text.includes(this.#mark);
  }

  /** Each placeholder in a text, from left to right. */
  *find(
    text: string,
  ): Generator<{ readonly start: number; readonly end: number; readonly found: Placeholder }> {
    for (const { 0: token, index } of text.matchAll(new RegExp(`${this.#mark}[a-z]{${LENGTH}}`, 'g'))) {
      const found = this.#byToken.get(token);
      if (found === undefined) continue;
      const start = index - found.before.length;
      if (start >= 0 && text.startsWith(found.before, start))
        yield { start, end: index + token.length, found };
    }
  }

  /** Replaces each placeholder in a text by the result of `replace`. */
  replace(text: string, replace: (found: Placeholder) => string): string {
    let out = '';
    let at = 0;
    for (const { start, end, found } of this.find(text)) {
      if (start < at) continue;
      out += text.slice(at, start) + replace(found);
      at = end;
    }
    return out + text.slice(at);
  }

  #newToken(key: string): string {
    for (let salt = 0; ; salt++) {
      const token = `${this.#mark}${letters(`${salt}:${key}`)}`;
      if (!this.#byToken.has(token)) return token;
    }
  }
}

const LENGTH = 6;

function letters(text: string): string {
  const digest = createHash('sha256').update(text).digest();
  return Array.from(digest.subarray(0, LENGTH), (byte) => String.fromCharCode(97 + (byte % 26))).join('');
}

/** `Kq_Z`, or the next prefix that does not occur in any case, with or without its underscore. */
function unusedMark(document: string): string {
  const lower = document.toLowerCase();
  for (const first of 'qxzjvwykbfghdtpcrmnls') {
    for (const second of 'zxqjwvkyfbghdtpcrmnls') {
      const mark = `k${first}_${second}`;
      if (!lower.includes(mark)) return `K${first}_${second.toUpperCase()}`;
    }
  }
  // All occur. A prefix that occurs only harms the text in which it does.
  return 'Kq_Z';
}
