/**
 * What text is harmless in every language that OpenAPI Generator writes. Its templates put text of a description into
 * strings of any kind, comments, documents and sometimes between the words of the code; most do not escape.
 */

const CONTROL = '\\p{Cc}\\p{Cs}\\u061c\\u200e\\u200f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069\\ufeff';

/** Ends a string or a comment of some language, is evaluated within one, is not shown as it is read, or breaks its line. */
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

/** A default, an enumerated value, a media type and the like: it may stand in a string of any language as it is. */
export const isHarmlessValue = (text: string): boolean => !DANGER.test(text);
/** Name of a parameter, property, schema and the like. */
export const isHarmlessName = (text: string): boolean => NAME.test(text) && !/\/\/|^\/|\/$/.test(text);
export const isIdentifier = (text: string): boolean => IDENTIFIER.test(text);
export const isWord = (text: string): boolean => WORD.test(text);

const CONTROLS = new RegExp(`[${CONTROL}]+`, 'gu');

/**
 * Text for people in which every character that could be code is replaced by one that looks like it, on one line. It
 * is harmless in every language, whatever a template does with it.
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

/** What is left of a text as words of a name; may be empty. */
export function plainWords(text: string): string {
  return text
    .replace(/[^A-Za-z0-9_.-]+/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** A part of a URL in which everything but the unreserved characters is percent-encoded: the same URL. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text.replace(/[\u{D800}-\u{DFFF}]/gu, '\ufffd')).replace(
    /[!'()*~]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const URL_SIGN = /^[A-Za-z0-9\-._~:/?#@!&+,;=%[\]]$/;

/** A URL, or a part of one, in which only what cannot be code is left as it is; what is encoded already stays. */
export function harmlessUrl(text: string): string {
  return [...text]
    .map((sign) => (URL_SIGN.test(sign) ? sign : percentEncoded(sign)))
    .join('')
    .replace(/#(?=[{@])/g, '%23')
    .replace(/%(?![0-9A-Fa-f]{2})/g, '%25');
}
