/** A text without line breaks, control characters and repeated, leading or trailing blanks. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** The first paragraph of a description on one line, at most `limit` characters long. */
export function firstParagraph(text: string, limit = 600): string {
  const paragraph = oneLine(text.trim().split(/\r?\n[ \t]*\r?\n/, 1)[0] ?? '');
  const characters = [...paragraph];
  return characters.length <= limit
    ? paragraph
    : `${characters
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`;
}

/** Text that Markdown shows literally: no markup, no HTML. */
export function markdownText(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]|]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/^([#+-]|\d+[.)])(?= )/, '\\$1');
}

export function fenced(code: string, language: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code.trim()}\n${fence}`;
}

/** Joins lines, each ended by a line feed. */
export function lines(list: readonly string[]): string {
  return list.map((line) => `${line}\n`).join('');
}

/** A literal of JavaScript, TypeScript or JSON in double quotes. */
export function jsString(text: string): string {
  return JSON.stringify(text)
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
}

/** A literal of Python or TOML (basic string) in double quotes. */
export function tomlString(text: string): string {
  return JSON.stringify(oneLine(text));
}

/** Text for the content or a quoted attribute of XML. */
export function xmlText(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&apos;');
}

/**
 * Text for a Maven POM. Maven replaces `${…}` by properties and environment variables in every text, and has no escape
 * for it: the sign becomes one that looks like it.
 */
export function pomText(text: string): string {
  return xmlText(text).replace(/\$(?=\{)/g, '＄');
}

/** Text for an MSBuild project, which evaluates `$(…)`, `@(…)` and `%(…)`, and decodes `%24`. */
export function msbuildText(text: string): string {
  return xmlText(text).replace(
    /[$@%](?=\()|%(?=[0-9A-Fa-f]{2})/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Text for a file in XML, as what reads that file takes it. */
export function markupText(path: string, text: string): string {
  if (/(^|\/)pom\.xml$/.test(path)) return pomText(text);
  return /\.(\w+proj|props|targets)$/.test(path) ? msbuildText(text) : xmlText(text);
}

/** A word for a POSIX shell in single quotes. */
export function shellWord(text: string): string {
  return /^[\w./:@=+-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`;
}
