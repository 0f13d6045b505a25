/**
 * Which text is harmless in every language that OpenAPI Generator writes. Its templates put text of a description
 * into strings of any kind, comments, documents and sometimes directly into code; most do not escape it.
 */

const CONTROL = '\\p{Cc}\\p{Cs}\\u061c\\u200e\\u200f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069\\ufeff';

/**
 * Characters that end a string or comment in some language, are evaluated in one, are displayed misleadingly, or
 * break its line.
 */
const DANGER = new RegExp(
  [
    `['"\`\\\\$${CONTROL}]`,
    '#[{$@]',
    '\\*/|/\\*|<!--|-->|<\\?|\\?>|\\{\\{|\\}\\}',
    '%[A-Za-z({\\d*.-]',
    '^//|[^:]//',
  ].join('|'),
  'u',
);
const NAME = /^[\p{L}\p{N}\p{M}_.\-[\]@:+/ ]+$/u;
const IDENTIFIER = /^[A-Za-z_]\w*$/;
const WORD = /^[\w.+-]+$/;

/** A default, an enum value, a media type and the like: safe in a string of any language. */
export const isHarmlessValue = (text: string): boolean => !DANGER.test(text);
/** Name of a parameter, property, schema and the like. */
export const isHarmlessName = (text: string): boolean => NAME.test(text) && !/\/\/|^\/|\/$/.test(text);
export const isIdentifier = (text: string): boolean => IDENTIFIER.test(text);
export const isWord = (text: string): boolean => WORD.test(text);

const CONTROLS = new RegExp(`[${CONTROL}]+`, 'gu');

/**
 * Prose on one line, in which every character that could be code is replaced by a lookalike. It is harmless in every
 * language, wherever a template puts it.
 */
export function lookAlike(text: string): string {
  return text
    .replace(CONTROLS, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
    .replace(/(^|[\s([{/])"/g, '$1“')
    .replace(/"/g, '”')
    .replace(/(^|[\s([{/])[`']/g, '$1‘')
    .replace(/[`']/g, '’')
    .replace(/\\/g, '＼')
    .replace(/\$/g, '＄')
    .replace(/#(?=[{＄@])/g, '＃')
    .replace(/\*(?=\/)/g, '∗')
    .replace(/\/(?=\*)|(?<=^|[^:])\/(?=\/)/g, '∕')
    .replace(/</g, '‹')
    .replace(/>/g, '›')
    .replace(/\{(?=\{)/g, '{\u200a')
    .replace(/\}(?=\})/g, '}\u200a')
    .replace(/%(?=[A-Za-z({\d*.-])/g, '％')
    .replace(/(^|\s)@(?=\w)/g, '$1＠');
}

/** The words of a text that can form a name; may be empty. */
export function plainWords(text: string): string {
  return text
    .replace(/[^A-Za-z0-9_.-]+/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** A part of a URL with everything but unreserved characters percent-encoded: an equivalent URL. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text.replace(/[\u{D800}-\u{DFFF}]/gu, '\ufffd')).replace(
    /[!'()*~]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const URL_SIGN = /^[A-Za-z0-9\-._~:/?#@!&+,;=%[\]]$/;

/** Percent-encodes whatever could be code in a URL or part of one; existing escapes are kept. */
export function harmlessUrl(text: string): string {
  return [...text]
    .map((sign) => (URL_SIGN.test(sign) ? sign : percentEncoded(sign)))
    .join('')
    .replace(/#(?=[{@])/g, '%23')
    .replace(/%(?![0-9A-Fa-f]{2})/g, '%25');
}
