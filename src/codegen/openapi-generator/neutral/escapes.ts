/**
 * One function per kind of literal, which escapes a text to stand between the literal's delimiters. Null if the
 * literal cannot hold the text.
 */
type Escape = (text: string) => string | null;

const SPECIAL = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;
const hex = (sign: string, length: number) => (sign.codePointAt(0) ?? 0).toString(16).padStart(length, '0');
const escaped = (text: string, signs: RegExp) => text.replace(signs, '\\$&');
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A control or invisible character as a numeric escape of C-like languages. */
const unicode = (sign: string): string =>
  NAMED[sign] ??
  [...sign.split('')].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
/** With braces, as in Ruby and PHP. */
const braced = (sign: string): string => NAMED[sign] ?? `\\u{${hex(sign, 4)}}`;
/**
 * In Java `\u000a` ends the line, because it is replaced before strings are parsed: one-byte characters are written
 * in octal.
 */
const octal = (sign: string): string => {
  const number = sign.codePointAt(0) ?? 0;
  return NAMED[sign] ?? (number < 256 ? `\\${number.toString(8).padStart(3, '0')}` : unicode(sign));
};
/** Go and Python have an eight-digit form for characters beyond 16 bits. */
const wide = (sign: string): string =>
  NAMED[sign] ?? ((sign.codePointAt(0) ?? 0) > 0xffff ? `\\U${hex(sign, 8)}` : unicode(sign));

const isPlain = (text: string): boolean => text.search(SPECIAL) < 0;
/** Names that encoding/json accepts in a struct tag, and that the tag's own syntax allows. */
const TAG_NAME = /^[\p{L}\p{N}!#$%&()*+\-./:;<=>?@[\]^_{|}~ ]+$/u;

export const ESCAPES = {
  none: () => null,
  java: (text) => escaped(text, /[\\"]/g).replace(SPECIAL, octal),
  kotlin: (text) => escaped(text, /[\\"$]/g).replace(SPECIAL, unicode),
  csharp: (text) => escaped(text, /[\\"]/g).replace(SPECIAL, unicode),
  csharpInterpolated: (text) => escaped(text, /[\\"]/g).replace(SPECIAL, unicode).replace(/[{}]/g, '$&$&'),
  csharpVerbatim: (text) => (isPlain(text) ? text.replace(/"/g, '""') : null),
  go: (text) => escaped(text, /[\\"]/g).replace(SPECIAL, wide),
  goRaw: (text) => (TAG_NAME.test(text) ? text : null),
  javascript: (text) => escaped(text, /[\\"']/g).replace(SPECIAL, unicode),
  template: (text) => escaped(text, /[\\`$]/g).replace(SPECIAL, unicode),
  python: (text) => escaped(text, /[\\"']/g).replace(SPECIAL, wide),
  pythonRaw: () => null,
  phpDouble: (text) => escaped(text, /[\\"$]/g).replace(SPECIAL, braced),
  phpSingle: (text) => (isPlain(text) ? escaped(text, /[\\']/g) : null),
  rubyDouble: (text) => escaped(text, /[\\"#]/g).replace(SPECIAL, braced),
  rubySingle: (text) => (isPlain(text) ? escaped(text, /[\\']/g) : null),
  rubyRegex: () => null,
} as const satisfies Readonly<Record<string, Escape>>;
export type EscapeKind = keyof typeof ESCAPES;

export const escapeText = (kind: EscapeKind, text: string): string | null => ESCAPES[kind](text);

/** A literal that can hold every text, to replace one that cannot. */
export const FULLER: Readonly<
  Partial<Record<EscapeKind, { readonly kind: EscapeKind; readonly sign: string }>>
> = {
  csharpVerbatim: { kind: 'csharp', sign: '"' },
  goRaw: { kind: 'go', sign: '"' },
  pythonRaw: { kind: 'python', sign: '"' },
  phpSingle: { kind: 'phpDouble', sign: '"' },
  rubySingle: { kind: 'rubyDouble', sign: '"' },
  // `Regexp.new` accepts a string as well; an invalid regular expression fails when it is used, not when it is
  // parsed.
  rubyRegex: { kind: 'rubyDouble', sign: '"' },
};

/** A regular expression between delimiters: delimiters in it are escaped. */
export function patternBetweenSlashes(pattern: string): string {
  return pattern.replace(/\\[\s\S]|\//g, (part) => (part === '/' ? '\\/' : part));
}
