import { codePoint } from './words.ts';

/**
 * A name that every language takes as an identifier, of one that was cased: letters, digits and `_` of ASCII.
 *
 * Accents go (`größe` → `grosse`, `naïve` → `naive`); letters of other scripts become their code points (`u4ef7`), so
 * that different names stay different. What begins with a digit gets `prefix` before it, what is empty is `empty`.
 *
 * `unicode: true` keeps letters and digits of every script, for languages that take them.
 */
export function identifier(
  name: string,
  { prefix, empty, unicode = false }: { prefix: string; empty: string; unicode?: boolean },
): string {
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

/** The letter of ASCII under an accent; null where there is none. */
function plainLetter(character: string): string | null {
  const letter = character.normalize('NFD').replaceAll(/\p{M}/gu, '');
  return /^[A-Za-z0-9]+$/.test(letter) ? letter : null;
}
