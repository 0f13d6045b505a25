import { Code } from '../../code/code.ts';

/**
 * The only functions that put text of a description or a config file into Go code. Everything else is Kiln's own
 * template or a name of the names table.
 */

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** An interpreted string literal with the text as value. Lone surrogates, which Go does not support, become U+FFFD. */
export function stringLiteral(text: string): Code {
  if (/^[\w ./:;,{}()[\]<>*+=!?&|@$'-]*$/.test(text)) return new Code(`"${text}"`);
  const escaped = [...text.toWellFormed()]
    .map((character) => ESCAPES[character] ?? (isPrintable(character) ? character : codeEscape(character)))
    .join('');
  return new Code(`"${escaped}"`);
}

/** Go's `//` comment for prose, in a form that gofmt leaves unchanged; no lines for an empty text. */
export function docComment(text: string | null): readonly Code[] {
  return commentLines(text).map((line) => new Code(line === '' ? '//' : `// ${line}`));
}

/** A comment at the top of a file that cannot be read as a build constraint. */
export function headerComment(text: string): readonly Code[] {
  return commentLines(text).map(
    (line) => new Code(line === '' ? '//' : `// ${line.replace(/^(\+build|go:)/, '· $1')}`),
  );
}

/** A struct tag: keys are trusted, values are not. */
export function structTag(entries: readonly (readonly [key: string, value: string])[]): Code {
  const body = entries.map(([key, value]) => `${key}:${stringLiteral(value).text}`).join(' ');
  return /[`\r]|\P{ASCII}/u.test(body) ? stringLiteral(body) : new Code(`\`${body}\``);
}

/** The name in a tag `json:"name,options"`: escapes commas and backslashes, and a name that is `-`. */
export function tagName(wireName: string): string {
  const escaped = wireName.replaceAll('\\', '\\\\').replaceAll(',', '\\,');
  return escaped === '-' ? '\\-' : escaped;
}

/** A name from the names table. */
export function identifier(name: string): Code {
  if (!/^[A-Za-z_]\w*$/.test(name) && !/^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(name))
    throw new Error(`no Go identifier: ${JSON.stringify(name)}`);
  return new Code(name);
}

/** An import path within the SDK or of Go. */
export function importPath(path: string): Code {
  if (!/^[\w.~/-]+$/.test(path)) throw new Error(`no Go import path: ${JSON.stringify(path)}`);
  return new Code(`"${path}"`);
}

/** A whole number of any size. */
export function integerLiteral(value: number | bigint): Code {
  return new Code(value.toString());
}

/** A number with a fraction. */
export function floatLiteral(value: number): Code {
  return new Code(Number.isFinite(value) ? String(value) : '0');
}

function isPrintable(character: string): boolean {
  return !/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u.test(character);
}

function codeEscape(character: string): string {
  const point = character.codePointAt(0) ?? 0xfffd;
  return point > 0xffff
    ? `\\U${point.toString(16).padStart(8, '0')}`
    : `\\u${point.toString(16).padStart(4, '0')}`;
}

const WIDTH = 77;

/** Printable ASCII and line breaks: nearly all text. */
const PLAIN = /^[\n -~]*$/;

/** The text with quotation marks, with `\n` for every line break, and without other invisible characters. */
function visible(text: string): string {
  if (PLAIN.test(text)) return quoted(text);
  const lines = text.toWellFormed().replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n');
  return quoted(lines.replaceAll('\t', ' ')).replaceAll(
    /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu,
    (character) => (character === '\n' ? character : ''),
  );
}

const quoted = (text: string): string => text.replaceAll('``', '“').replaceAll("''", '”');

/**
 * Lines of a comment, without anything that gofmt would rewrite in doc comments: indented lines (code), a short
 * paragraph without a full stop (a heading), `[x]: url` (moved to the end), and doubled quotation marks.
 */
function commentLines(text: string | null): readonly string[] {
  if (text === null) return [];
  const clean = visible(text);
  const lines: string[] = [];
  for (const line of clean.split('\n').map((line) => line.trim())) {
    if (line === '' && (lines.length === 0 || lines.at(-1) === '')) continue;
    lines.push(
      ...wrap(line.replace(/^(\[[^\]]*\]):/, '$1 :')).map((part) => part.replace(/^(\+build|go:)/, '· $1')),
    );
  }
  while (lines.at(-1) === '') lines.pop();
  return lines.map((line, index) => {
    const alone = lines[index - 1] === '' && (lines[index + 1] === '' || index === lines.length - 1);
    return alone && /[\p{L}\p{Nd})]$/u.test(line) && /^\p{Lu}/u.test(line)
      ? `${line}.`
      : line.replace(/^# /, '## ');
  });
}

function wrap(line: string): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(/ +/)) {
    if (current !== '' && current.length + 1 + word.length > WIDTH) {
      lines.push(current);
      current = word;
    } else {
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  return [...lines, current];
}

/** A suffix of code: a composite literal without its type. Adds no untrusted text. */
export function codeFrom(whole: Code, at: number): Code {
  return new Code(whole.text.slice(at));
}
