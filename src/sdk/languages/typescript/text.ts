import type { Json } from '../../api/types.ts';
import { Code, code, join, type Part } from '../../code/code.ts';

/**
 * The only functions that put text of a description or a config file into TypeScript. Each returns code that means
 * exactly the text, whatever it contains.
 */

/** A string literal, in single quotes unless double ones need no escape. */
export function stringLiteral(text: string): Code {
  if (PLAIN.test(text)) return new Code(`'${text}'`);
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(ESCAPED, (character) => {
    if (character === '"' || character === "'") return character === quote ? `\\${character}` : character;
    return ESCAPES[character] ?? unicodeEscape(character);
  });
  return new Code(`${quote}${escaped}${quote}`);
}

/** Printable ASCII without what is escaped between single quotes. */
const PLAIN = /^[ -&(-[\]-~]*$/;

/**
 * Characters to escape in a literal: quotes, backslashes, controls, line separators, lone surrogates, marks of
 * direction.
 */
const ESCAPED =
  /['"\\\p{Cc}\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu;

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A documentation comment from Markdown; null if there is nothing to say. */
export function docComment(...paragraphs: readonly (string | Code | null)[]): Code | null {
  const text = paragraphs
    .map((paragraph) => (paragraph instanceof Code ? paragraph.text : (paragraph ?? '').trim()))
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');
  if (text === '') return null;
  const lines = cleanLines(text).flatMap((line) => wrapped(line.replaceAll('*/', '*\\/'), 100));
  const body = lines.map((line) => (line === '' ? ' *' : ` * ${line}`));
  return new Code(['/**', ...body, ' */'].join('\n'));
}

/** Code in the example of a documentation comment. It is trusted code, whose literals are escaped already. */
export function docExample(example: Code): Code {
  return new Code(`@example\n\`\`\`ts\n${example.text}\n\`\`\``);
}

/** Text after a tag of a documentation comment, on one line: `@deprecated …`. */
export function docTag(tag: 'deprecated', text: string): Code {
  const line = cleanLines(text).join(' ').replaceAll(/\s+/g, ' ').trim();
  return new Code(line === '' ? `@${tag}` : `@${tag} ${line}`);
}

/** A word of a shell's command line. */
export function shellWord(text: string): Code {
  return new Code(/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
}

/** Comments of whole lines, e.g. the head of a file. */
export function lineComments(text: string): Code {
  return new Code(
    cleanLines(text)
      .map((line) => `// ${line}`.trimEnd())
      .join('\n'),
  );
}

/** A property's name: unchanged if it is an identifier, otherwise a string literal. */
export function propertyKey(name: string): Code {
  if (name === '__proto__') return code`['__proto__']`; // As a plain key it would set the prototype.
  return isIdentifierName(name) ? new Code(name) : stringLiteral(name);
}

/** A property's name in a type, where `__proto__` is a normal name. */
export function memberKey(name: string): Code {
  return isIdentifierName(name) ? new Code(name) : stringLiteral(name);
}

/** Access to a property: `.name` or `['name']`. */
export function memberAccess(name: string): Code {
  return isIdentifierName(name) ? new Code(`.${name}`) : code`[${stringLiteral(name)}]`;
}

/** An identifier from the names table. Anything else is a defect. */
export function identifierCode(name: string): Code {
  if (!isIdentifierName(name)) throw new Error(`no identifier: ${JSON.stringify(name)}`);
  return new Code(name);
}

/** The constant text of a path, between the values of the runtime's path tag. */
export function templateText(text: string): Code {
  const escaped = text.replace(/[`\\]|\$(?=\{)|[\p{Cc}\u2028\u2029]/gu, (character) =>
    character === '`' || character === '\\' || character === '$'
      ? `\\${character}`
      : unicodeEscape(character),
  );
  return new Code(escaped);
}

/** A value as an expression. `width`: maximum width on one line. */
export function valueLiteral(value: Json, width = 80): Code {
  if (value === null) return code`null`;
  switch (typeof value) {
    case 'string':
      return stringLiteral(value);
    case 'number':
    case 'boolean':
      return new Code(String(value));
    case 'bigint':
      return new Code(value.toString()); // JSON numbers are numbers here: the nearest one is sent.
    case 'object':
      return isList(value)
        ? bracketed(
            '[',
            value.map((item) => valueLiteral(item, width - 2)),
            ']',
            width,
          )
        : bracketed(
            '{',
            Object.entries(value).map(([key, inner]) => {
              const name = propertyKey(key);
              return code`${name}: ${valueLiteral(inner, width - name.text.length - 4)}`;
            }),
            '}',
            width,
          );
  }
}

/** A union of distinct types: on one line if it fits, otherwise one per line, after a line break. */
export function unionType(parts: readonly Code[]): Code {
  const distinct = [...new Map(parts.map((part) => [part.text, part])).values()];
  const line = join(distinct, ' | ');
  if (distinct.length === 1 || (line.text.length <= 90 && !line.text.includes('\n'))) return line;
  return new Code(distinct.map(({ text }) => `\n  | ${text.replaceAll('\n', '\n    ')}`).join(''));
}

/** Items between brackets: on one line if they fit, otherwise one per line. */
export function bracketed(
  open: '(' | '[' | '{',
  items: readonly Part[],
  close: ')' | ']' | '}',
  width = 80,
): Code {
  const shown = items.filter((item) => item !== null);
  const brackets = [new Code(open), new Code(close)] as const;
  if (shown.length === 0) return join(brackets, '');
  const inline = join(shown, ', ');
  const pad = open === '{' ? new Code(' ') : null;
  const line = join([brackets[0], pad, inline, pad, brackets[1]], '');
  if (line.text.length <= width && !line.text.includes('\n')) return line;
  // A single object or list is written without line breaks around it: `({`, `})`.
  if (open === '(' && shown.length === 1 && /^[{[]/.test(inline.text)) return line;
  // A rest element ends a pattern, without a comma after it.
  const last = shown.at(-1);
  const comma = last instanceof Code && last.text.startsWith('...') ? null : new Code(',');
  return code`
    ${brackets[0]}
      ${join(shown, ',\n')}${comma}
    ${brackets[1]}
  `;
}

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

export function isIdentifierName(name: string): boolean {
  if (/^[A-Za-z_$][\w$]*$/.test(name)) return true;
  return IDENTIFIER.test(name) && !/[\u200c\u200d]/.test(name);
}

function cleanLines(text: string): string[] {
  return visible(text)
    .split('\n')
    .map((line) => line.trimEnd());
}

/** The text with `\n` for every line break, and without invisible characters. */
function visible(text: string): string {
  if (/^[\n -~]*$/.test(text)) return text;
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, (character) =>
      character === '\n' || character === '\t' ? character : '',
    );
}

/** Wraps a long line of prose; formatted parts (lists, tables, code) are unchanged. */
function wrapped(line: string, width: number): string[] {
  if (line.length <= width || /^\s|^[-*|>#`]|^\d+\./.test(line)) return [line];
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    if (space <= 0) break;
    lines.push(rest.slice(0, space));
    rest = rest.slice(space + 1);
    // A line that now begins with a special character would become a list or a tag.
    if (/^(?:[-*+>#@|]|\d+\.)/.test(rest)) {
      const last = lines.pop() ?? '';
      rest = `${last} ${rest}`;
      break;
    }
  }
  return [...lines, rest];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
