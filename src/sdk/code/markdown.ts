import { Code } from './code.ts';

/** A line of Markdown prose that shows `text` literally: one line, no markup, no HTML. */
export function prose(text: string): Code {
  return new Code(escapeProse(text));
}

/**
 * Text written as Markdown, for its own paragraph: its markup stays, HTML is removed, and headings, which would break
 * the page's structure, become bold.
 */
export function markdown(text: string): Code {
  const lines = withoutControls(text).trim().split('\n');
  let fence: string | null = null;
  const safe = lines.map((line) => {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== null) {
      if (mark?.startsWith(fence)) fence = null;
      return line;
    }
    if (mark !== undefined) {
      fence = mark;
      return line;
    }
    const heading = /^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$/.exec(line)?.[1];
    return withoutHtml(heading === undefined ? line : `**${heading.replaceAll('*', '')}**`);
  });
  return new Code([...safe, ...(fence === null ? [] : [fence])].join('\n'));
}

/** Inline code on one line, also for text with backticks. In tables, use it only through `inTable`. */
export function codeSpan(text: string): Code {
  const line = oneLine(text);
  if (line === '') return new Code('` `');
  const ticks = '`'.repeat(longestRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return new Code(`${ticks}${pad}${line}${pad}${ticks}`);
}

/** A fenced code block. `language`: the word after the fence, trusted. */
export function fencedBlock(content: Code, language = ''): Code {
  const fence = '`'.repeat(Math.max(3, longestRun(content.text) + 1));
  return new Code(`${fence}${language}\n${content.text.replace(/\n+$/, '')}\n${fence}`);
}

/** A link that shows `text`. Only http, https and mailto URLs and relative ones are linked. */
export function link(text: string | Code, url: string): Code {
  const shown = typeof text === 'string' ? escapeProse(text) : text.text;
  const address = linkAddress(url);
  return new Code(address === null ? shown : `[${shown}](${address})`);
}

/** A table cell: vertical bars are escaped. */
export function inTable(content: Code): Code {
  return new Code(content.text.replaceAll('|', '\\|').replaceAll('\n', ' '));
}

/** HTML attribute value or text, for `<code title="…">` of `api.md`. */
export function html(text: string): Code {
  return new Code(escapeHtml(oneLine(text)));
}

function linkAddress(url: string): string | null {
  const trimmed = url.trim();
  const relative = /^(?:\.{0,2}\/|#)?[\w\-./#]+$/.test(trimmed) && !trimmed.startsWith('//');
  if (!relative && !/^(?:https?:\/\/|mailto:)/i.test(trimmed)) return null;
  // Percent-encoded, so that no character ends the URL or begins HTML.
  return withoutControls(trimmed).replace(
    /[\s()<>"'`\\[\]{}|^]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

function escapeProse(text: string): string {
  const plain = escapeTags(oneLine(text).replace(ENTITY, '&amp;'));
  const escaped = plain.replace(/[\\`*_{}[\]()#+!|~-]/g, (character, at: number) =>
    // `-` and `+` are special only at the beginning of a line; `(` and `)` only after `]`, which is escaped.
    (/[-+#]/.test(character) && at > 0) || /[(){}]/.test(character) ? character : `\\${character}`,
  );
  return escaped.replace(/^(\d+)([.)])/, '$1\\$2');
}

/** An `&` that would begin an entity; others are literal. */
const ENTITY = /&(?=#?[a-z0-9]+;)/gi;

function escapeHtml(text: string): string {
  return escapeTags(text.replaceAll('&', '&amp;'));
}

function escapeTags(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function withoutHtml(line: string): string {
  return line.replace(/<(?=[a-z/!?])/gi, '&lt;').replace(/\]\(\s*(?:javascript|data|vbscript):/gi, '](#');
}

function oneLine(text: string): string {
  return withoutControls(text)
    .replace(/\s*\n\s*/g, ' ')
    .trim();
}

/** Removes invisible characters, except line breaks and tabs: they hide text, or change its direction. */
function withoutControls(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, (character) =>
      character === '\n' || character === '\t' ? character : '',
    );
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
