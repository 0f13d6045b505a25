import { singular as singularWord } from './number.ts';
import { words } from './words.ts';

/** Words that are capitalised in names, unless the config file configures otherwise. */
export const INITIALISMS: readonly string[] = (
  '3ds ach acl ai api ats cpu crm db dns e2e eeoc gb gpu hd hris html http https id ip iso jsonl kb kyb kyc lfs mb ' +
  'mp3 mp4 nft saml sdk sku sms ss ssh sso url'
).split(' ');

/** The spelling of a word, if it differs from the default. */
export interface WordCasing {
  readonly snake?: string;
  readonly camel?: string;
  readonly pascal?: string;
  readonly capital?: string;
}

/** Initialisms and `custom_casings`: how words are written in names. */
export interface Casings {
  readonly initialisms: ReadonlySet<string>;
  /** By the word in lower case. */
  readonly custom: ReadonlyMap<string, WordCasing>;
}

export const PLAIN_CASINGS: Casings = { initialisms: new Set(), custom: new Map() };
/** Names with their own spelling, as in published SDKs. */
const BRANDS: ReadonlyMap<string, WordCasing> = new Map([
  ['openai', { pascal: 'OpenAI', capital: 'OpenAI' }],
]);

export const DEFAULT_CASINGS: Casings = { initialisms: new Set(INITIALISMS), custom: BRANDS };

/** For languages that treat initialisms like other words: Java, Kotlin. */
export function withoutInitialisms(casings: Casings): Casings {
  return { ...casings, initialisms: new Set() };
}

/** `trip details` → `trip_details`. Empty if the name has no letters and digits. */
export const snake = remembered((name, casings) =>
  words(name)
    .map((word) => casings.custom.get(word)?.snake ?? word)
    .join('_'),
);

export function screaming(name: string, casings: Casings = DEFAULT_CASINGS): string {
  return snake(name, casings).toUpperCase();
}

export function kebab(name: string, casings: Casings = DEFAULT_CASINGS): string {
  return words(name)
    .map((word) => (casings.custom.get(word)?.snake ?? word).replaceAll('_', '-'))
    .join('-');
}

/** `file_id` → `FileID`. */
export const pascal = remembered((name, casings) =>
  glued(words(name).map((word) => pascalWord(word, casings))),
);

/** `file_id` → `fileID`, `url_list` → `urlList`. */
export const camel = remembered((name, casings) => {
  const [first, ...rest] = words(name);
  if (first === undefined) return '';
  return glued([casings.custom.get(first)?.camel ?? first, ...rest.map((word) => pascalWord(word, casings))]);
});

/** `file_id` → `File ID`, for text. */
export function title(name: string, casings: Casings = DEFAULT_CASINGS): string {
  return words(name)
    .map((word) => casings.custom.get(word)?.capital ?? pascalWord(word, casings))
    .join(' ');
}

/** The name with its last word in the singular: `trip-details` → `trip detail`. To be cased. */
export function singular(name: string): string {
  const all = words(name);
  const last = all.at(-1);
  return last === undefined ? '' : [...all.slice(0, -1), singularWord(last)].join(' ');
}

/** A function of names that remembers its results, by casings: the same names recur. */
function remembered(cased: (name: string, casings: Casings) => string) {
  const known = new WeakMap<Casings, Map<string, string>>();
  return (name: string, casings: Casings = DEFAULT_CASINGS): string => {
    let results = known.get(casings);
    if (results === undefined || results.size >= MAX_REMEMBERED) {
      results = new Map();
      known.set(casings, results);
    }
    const found = results.get(name);
    if (found !== undefined) return found;
    const made = cased(name, casings);
    results.set(name, made);
    return made;
  };
}

const MAX_REMEMBERED = 20_000;

function pascalWord(word: string, casings: Casings): string {
  const custom = casings.custom.get(word)?.pascal;
  if (custom !== undefined) return custom;
  if (casings.initialisms.has(word)) return word.toUpperCase();
  if (word.endsWith('s') && casings.initialisms.has(word.slice(0, -1)))
    return `${word.slice(0, -1).toUpperCase()}s`;
  const point = word.codePointAt(0);
  if (point === undefined) return '';
  const first = String.fromCodePoint(point);
  return first.toUpperCase() + word.slice(first.length);
}

/** Joins words; adjacent numbers are kept apart: `v1 2` is not `V12`. */
function glued(parts: readonly string[]): string {
  let name = '';
  for (const part of parts)
    name += BEGINS_WITH_DIGIT.test(part) && ENDS_WITH_DIGIT.test(name) ? `_${part}` : part;
  return name;
}

const BEGINS_WITH_DIGIT = /^\p{Nd}/u;
const ENDS_WITH_DIGIT = /\p{Nd}$/u;

/** An entry of `custom_casings` in the config file. */
export interface CustomCasing extends WordCasing {
  readonly initialism?: boolean;
  readonly singular?: WordCasing;
  readonly plural?: WordCasing;
}

/** Built-in initialisms, extended by the config file's `custom_casings`. */
export function casingsOf(custom: Readonly<Record<string, CustomCasing>>): Casings {
  const initialisms = new Set(INITIALISMS);
  const byWord = new Map<string, WordCasing>(BRANDS);
  for (const [key, { initialism, singular: one, plural: many, ...casing }] of Object.entries(custom)) {
    // Matches the output of `words`, but is one word even if its letters would be several (`OneBusAway`).
    const word = key.toLowerCase().replaceAll(/[^\p{L}\p{M}\p{Nd}]/gu, '');
    if (initialism === true) initialisms.add(word);
    if (initialism === false) initialisms.delete(word);
    if (Object.values(casing).some((text) => text !== undefined)) byWord.set(word, casing);
    if (one !== undefined) byWord.set(word, one);
    if (many !== undefined) byWord.set(`${word}s`, many);
  }
  return { initialisms, custom: byWord };
}
