import { codePoint } from './words.ts';

/**
 * Turns a cased name into an identifier that is valid in every language: ASCII letters, digits and `_`.
 *
 * Accents are removed (`größe` → `grosse`, `naïve` → `naive`); letters of other scripts become their code points
 * (`u4ef7`), so that different names stay different. A leading digit gets `prefix`; an empty name becomes `empty`.
 *
 * `unicode: true` keeps letters and digits of every script, for languages that allow them.
 */
export function identifier(
  name: string,
  { prefix, empty, unicode = false }: { prefix: string; empty: string; unicode?: boolean },
): string {
  if (PLAIN.test(name)) return name;
  const kept = [...name.normalize('NFC')]
    .map((character) => {
      if (/[A-Za-z0-9_]/.test(character)) return character;
      if (unicode && /[\p{L}\p{Nd}\p{M}]/u.test(character)) return character;
      if (!/[\p{L}\p{Nd}\p{M}]/u.test(character)) return '_';
      return SPELLED[character] ?? plainLetter(character) ?? codePoint(character);
    })
    .join('');
  if (!/[\p{L}\p{Nd}]/u.test(kept)) return empty;
  // A combining mark cannot begin an identifier.
  return /^[\p{Nd}\p{M}]/u.test(kept) ? `${prefix}${kept}` : kept;
}

/** Names that are identifiers already: nearly all. */
const PLAIN = /^[A-Za-z][A-Za-z0-9_]*$/;

const SPELLED: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  þ: 'th',
  Þ: 'Th',
  ı: 'i',
};

/** The ASCII letter under an accent; null if there is none. */
function plainLetter(character: string): string | null {
  const letter = character.normalize('NFD').replaceAll(/\p{M}/gu, '');
  return /^[A-Za-z0-9]+$/.test(letter) ? letter : null;
}
