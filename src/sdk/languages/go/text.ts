import { Code } from '../../code/code.ts';

/**
 * The only ways by which text of a description or a config file enters Go code. Everything else is a template of our
 * own or a name of the names table.
 */

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** An interpreted string literal whose value is the text. Halves of surrogate pairs, which Go has not, become U+FFFD. */
export function stringLiteral(text: string): Code {
  if (/^[\w ./:;,{}()[\]<>*+=!?&|@$'-]*$/.test(text)) return new Code(`"${text}"`);
  const escaped = [...text.toWellFormed()]
    .map((character) => ESCAPES[character] ?? (isPrintable(character) ? character : codeEscape(character)))
    .join('');
  return new Code(`"${escaped}"`);
}

/** Go's `//` comment of a text for people, as gofmt leaves it; no lines where there is no text. */
export function docComment(text: string | null): readonly Code[] {
  return commentLines(text).map((line) => new Code(line === '' ? '//' : `// ${line}`));
}

/** A comment at the top of a file: nothing in it is a build constraint. */
export function headerComment(text: string): readonly Code[] {
  return commentLines(text).map(
    (line) => new Code(line === '' ? '//' : `// ${line.replace(/^(\+build|go:)/, '· $1')}`),
  );
}

/** A struct tag: keys are ours, values are text of others. */
export function structTag(entries: readonly (readonly [key: string, value: string])[]): Code {
  const body = entries.map(([key, value]) => `${key}:${stringLiteral(value).text}`).join(' ');
  return /[`\r]|\P{ASCII}/u.test(body) ? stringLiteral(body) : new Code(`\`${body}\``);
}

/** The name in a tag `json:"name,options"`: a comma, a backslash or a name that is `-` does not end or hide it. */
export function tagName(wireName: string): string {
  const escaped = wireName.replaceAll('\\', '\\\\').replaceAll(',', '\\,');
  return escaped === '-' ? '\\-' : escaped;
}

/** A name from the names table. */
export function identifier(name: string): Code {
  if (!/^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(name)) throw new Error(`no Go identifier: ${JSON.stringify(name)}`);
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

/**
 * Lines of a comment. gofmt rewrites doc comments: indented lines are code, a short paragraph without a full stop is a
 * heading, `[x]: url` is moved to the end, quotation marks that two characters stand for become one. None of these is
 * left.
 */
function commentLines(text: string | null): readonly string[] {
  if (text === null) return [];
  const clean = text
    .toWellFormed()
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replaceAll('\t', ' ')
    .replaceAll('``', '“')
    .replaceAll("''", '”')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, (character) =>
      character === '\n' ? character : '',
    );
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

/** Code from a character on: a composite literal without its type. Nothing of others is added. */
export function codeFrom(whole: Code, at: number): Code {
  return new Code(whole.text.slice(at));
}
