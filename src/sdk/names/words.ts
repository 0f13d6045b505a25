const LETTER = /[\p{L}\p{M}]/u;
const UPPER = /\p{Lu}/u;
const DIGIT = /\p{Nd}/u;

type Kind = 'upper' | 'lower' | 'digit' | null;

function kindOf(character: string | undefined): Kind {
  if (character === undefined) return null;
  if (character >= 'a' && character <= 'z') return 'lower';
  if (character >= 'A' && character <= 'Z') return 'upper';
  if (character < '\u0080') return character >= '0' && character <= '9' ? 'digit' : null;
  if (UPPER.test(character)) return 'upper';
  if (LETTER.test(character)) return 'lower';
  return DIGIT.test(character) ? 'digit' : null;
}

/**
 * Splits a name into lower-case words, at characters other than letters and digits and at capitals.
 *
 * `tripID` → trip, id; `HTTPServer2` → http, server2; `stopIDs` → stop, ids; `E2ETest` → e2e, test. Letters of every
 * script are kept. Empty if there are none.
 */
export function words(name: string): readonly string[] {
  const known = KNOWN.get(name);
  if (known !== undefined) return known;
  if (KNOWN.size >= MAX_KNOWN) KNOWN.clear();
  const found = split(name);
  KNOWN.set(name, found);
  return found;
}

/** The same names recur, in every casing. */
const KNOWN = new Map<string, readonly string[]>();
const MAX_KNOWN = 20_000;

function split(name: string): readonly string[] {
  const characters = [...name.normalize('NFC')];
  const found: string[] = [];
  let word = '';
  const end = () => {
    if (word !== '') found.push(word.toLowerCase());
    word = '';
  };
  characters.forEach((character, at) => {
    const kind = kindOf(character);
    if (kind === null) {
      // An apostrophe does not split: `driver's` is one word.
      if (!/['’]/.test(character)) end();
      return;
    }
    if (word !== '' && kind === 'upper' && beginsWord(characters, at, word)) end();
    word += character;
  });
  end();
  return found;
}

function beginsWord(characters: readonly string[], at: number, word: string): boolean {
  const before = kindOf(characters[at - 1]);
  const after = kindOf(characters[at + 1]);
  if (before === 'lower' || before === null) return true;
  // `S3Bucket` is two words, `B2B` and `E2E` are one.
  if (before === 'digit') return after === 'lower' || !/^\p{Lu}\p{Nd}+$/u.test(word);
  // The last of several capitals begins a word (`HTTPServer`), unless a plural follows (`IDs`).
  return after === 'lower' && !isPluralOfCapitals(characters, at);
}

function isPluralOfCapitals(characters: readonly string[], at: number): boolean {
  return characters[at + 1] === 's' && kindOf(characters[at + 2]) !== 'lower';
}

/** Names of characters, for enum values without letters and digits. */
const SYMBOLS: Readonly<Record<string, string>> = {
  '+': 'plus',
  '-': 'minus',
  '−': 'minus',
  '*': 'star',
  '/': 'slash',
  '\\': 'backslash',
  '=': 'equals',
  '<': 'less',
  '>': 'greater',
  '!': 'not',
  '&': 'and',
  '|': 'or',
  '%': 'percent',
  '#': 'hash',
  '@': 'at',
  $: 'dollar',
  '€': 'euro',
  '£': 'pound',
  '^': 'caret',
  '~': 'tilde',
  '?': 'question',
  '.': 'dot',
  ',': 'comma',
  ':': 'colon',
  ';': 'semicolon',
  '"': 'quote',
  "'": 'apostrophe',
  '(': 'open paren',
  ')': 'close paren',
  '[': 'open bracket',
  ']': 'close bracket',
  '{': 'open brace',
  '}': 'close brace',
  _: 'underscore',
  ' ': 'space',
  '\n': 'newline',
  '\t': 'tab',
  '`': 'backtick',
};

/**
 * A display name for an enum value, to be cased: `-1` → `minus 1`, `>=` → `greater equals`, empty → `empty`.
 * Different values may have the same name: claim it in a `Scope`.
 */
export function valueName(value: string | number | bigint | boolean): string {
  const text = String(value);
  if (text === '') return 'empty';
  const signed = text.replace(
    /(^|[\s(])([-+])(?=[\d.])/g,
    (_, before: string, sign: string) => `${before} ${sign === '-' ? 'minus' : 'plus'} `,
  );
  if (words(signed).length > 0) return signed;
  const spelled = [...text].map((character) => SYMBOLS[character] ?? codePoint(character));
  return spelled.join(' ');
}

/** `u1f600` for a character: a unique name of ASCII letters and digits. */
export function codePoint(character: string): string {
  return `u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
