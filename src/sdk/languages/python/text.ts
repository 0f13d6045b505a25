import type { Json } from '../../api/types.ts';
import { Code } from '../../code/code.ts';

/**
 * The only functions that turn text into Python. Each returns code that means exactly the text: a string's value,
 * words of a docstring or a comment, a name.
 */

/** A string literal whose value is exactly the text; a lone surrogate is kept. */
export function str(text: string): Code {
  return new Code(`"${escaped(text, '"')}"`);
}

/** A docstring of one or several lines; null if the text is empty. */
export function docstring(text: string | null): Code | null {
  if (text === null) return null;
  const lines = proseLines(text);
  if (lines.length === 0) return null;
  const body = lines.map((line) => escapedDoc(line));
  const only = body[0] ?? '';
  if (body.length === 1 && only.length <= 100 && !only.endsWith('"')) return new Code(`"""${only}"""`);
  return new Code(`"""\n${body.join('\n')}\n"""`);
}

/** Lines inside a docstring that the emitter opens and closes. */
export function docLines(text: string): Code {
  return new Code(proseLines(text).map(escapedDoc).join('\n'));
}

/** Comment lines; null if the text is empty. */
export function comment(text: string | null): Code | null {
  const lines = text === null ? [] : proseLines(text);
  return lines.length === 0 ? null : new Code(lines.map((line) => `# ${line}`.trimEnd()).join('\n'));
}

/** A name of the names table. A name that is no ASCII identifier, or is a keyword, is a defect there. */
export function name(text: string): Code {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(text) || KEYWORDS.has(text))
    throw new Error(`${text} is no Python name`);
  return new Code(text);
}

/** A module's path: `.types.pet`, `..shared`. */
export function modulePath(text: string): Code {
  if (!/^\.*(?:[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)?$/.test(text) || text === '')
    throw new Error(`${text} is no Python module`);
  return new Code(text);
}

/** The value as a Python expression. */
export function value(json: Json): Code {
  if (json === null) return new Code('None');
  if (typeof json === 'boolean') return new Code(json ? 'True' : 'False');
  if (typeof json === 'bigint') return new Code(json.toString());
  if (typeof json === 'number') return new Code(number(json));
  if (typeof json === 'string') return str(json);
  if (isList(json)) return new Code(`[${json.map((item) => value(item).text).join(', ')}]`);
  const members = Object.entries(json).map(([key, member]) => `${str(key).text}: ${value(member).text}`);
  return new Code(`{${members.join(', ')}}`);
}

/** A TOML basic string. */
export function tomlString(text: string): Code {
  return new Code(
    `"${escaped(text.replaceAll(/[\ud800-\udfff](?![\udc00-\udfff])/gu, '\ufffd'), '"', 'toml')}"`,
  );
}

/** A single-quoted word of a shell command. */
export function shellWord(text: string): Code {
  return new Code(`'${text.replaceAll('\0', '').replaceAll("'", `'\\''`)}'`);
}

/** Prose on one line, for a TOML or YAML comment and the like. */
export function oneLine(text: string): string {
  return proseLines(text).join(' ').replaceAll(/\s+/g, ' ').trim();
}

export const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from ' +
    'global if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** Python names that a property or a method may shadow in its class. */
export const BUILTINS: ReadonlySet<string> = new Set([
  'object',
  'str',
  'int',
  'float',
  'bool',
  'bytes',
  'type',
]);

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

function number(json: number): string {
  if (Number.isInteger(json)) return Math.abs(json) < 1e21 ? BigInt(json).toString() : `${json.toString()}`;
  return json.toString();
}

/** Escapes invisible characters and line breaks as code points. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;

/** Printable ASCII. */
const PLAIN = /^[ -~]*$/;

function escaped(text: string, quote: string, dialect: 'python' | 'toml' = 'python'): string {
  if (PLAIN.test(text)) return text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`);
  return [...text]
    .map((character) => {
      if (character === '\\') return '\\\\';
      if (character === quote) return `\\${quote}`;
      if (character === '\n') return '\\n';
      if (character === '\t') return '\\t';
      if (character === '\r') return '\\r';
      return UNSEEN.test(character) ? byNumber(character, dialect) : character;
    })
    .join('');
}

function byNumber(character: string, dialect: 'python' | 'toml'): string {
  const point = character.codePointAt(0) ?? 0;
  if (point <= 0xff && dialect === 'python') return `\\x${point.toString(16).padStart(2, '0')}`;
  if (point <= 0xffff) return `\\u${point.toString(16).padStart(4, '0')}`;
  return `\\U${point.toString(16).padStart(8, '0')}`;
}

/** Lines of prose: without invisible characters, and without leading and trailing empty lines. */
function proseLines(text: string): string[] {
  if (PLAIN.test(text)) return text.trim() === '' ? [] : [text.trimEnd()];
  const lines = text
    .replaceAll(/\r\n?|[\v\f\p{Zl}\p{Zp}\u0085]/gu, '\n')
    .split('\n')
    .map((line) => seen(line).trimEnd());
  while (lines[0] === '') lines.shift();
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

function seen(line: string): string {
  if (PLAIN.test(line)) return line;
  return [...line.replaceAll('\t', '    ')].filter((character) => !UNSEEN.test(character)).join('');
}

/** In a docstring, backslashes and triple quotes are special; a final quote would join the closing ones. */
function escapedDoc(line: string): string {
  return line.replaceAll('\\', '\\\\').replaceAll('"""', '\\"\\"\\"').replace(/"$/, '\\"');
}
