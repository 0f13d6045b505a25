import { type FileTree, file, type TreeFile } from '../../../git/store/file-tree.ts';
import { markupText } from '../../../targets/files/escape.ts';
import { readJson, writeJson } from '../../exact-json.ts';
import { type ESCAPES, escapeText, FULLER, patternBetweenSlashes } from './escapes.ts';
import { lookAlike } from './harmless.ts';
import { OPTION, type Placeholder, type Placeholders } from './placeholders.ts';
import { type Literal, type Segment, scan } from './scan.ts';
import { isMarkup, type Syntax, syntaxOf } from './syntax.ts';

export interface Restored {
  readonly files: FileTree;
  /** Texts that a file could not hold without changing the meaning of its code. */
  readonly lost: readonly { readonly path: string; readonly placeholder: Placeholder }[];
}

/**
 * Puts texts back in place of their placeholders in generated code: escaped in strings, with lookalike characters in
 * comments and documents. Names derived from a placeholder stay. Pure.
 */
export function restore(generated: FileTree, placeholders: Placeholders): Restored {
  const files = new Map<string, TreeFile>();
  const lost: { path: string; placeholder: Placeholder }[] = [];
  for (const [path, entry] of generated) {
    if (!placeholders.occursIn(entry.content)) {
      files.set(path, entry);
      continue;
    }
    const text = entry.content.toString('utf8');
    const found = [...placeholders.find(text)];
    const back = found.length === 0 ? text : restoreFile(path, text, placeholders);
    if (back === null) lost.push(...found.slice(0, 1).map((each) => ({ path, placeholder: each.found })));
    else if (typeof back === 'string') files.set(path, back === text ? entry : file(back, entry.mode));
    else lost.push({ path, placeholder: back });
  }
  return { files, lost };
}

/** The file with its placeholders replaced; a text that it cannot hold; or null if it cannot be parsed. */
function restoreFile(path: string, text: string, placeholders: Placeholders): string | Placeholder | null {
  if (path.endsWith('.json')) return restoreJson(text, placeholders);
  const syntax = syntaxOf(path);
  if (syntax === null) return placeholders.replace(text, /\.ya?ml$/.test(path) ? inYaml : readable);
  const segments = scan(text, syntax);
  if (segments === null) return null;
  const edits = editsOf(text, segments, placeholders, isMarkup(path) ? path : null);
  if (!Array.isArray(edits)) return edits;
  const out = apply(text, edits);
  // Whatever was put back, the code must be unchanged.
  return codeOf(out, syntax) === codeOf(text, syntax) || isMarkup(path) ? out : null;
}

const readable = ({ text }: Placeholder): string => lookAlike(text);

/** Also within a scalar of YAML without quotes, wherever in it. */
const inYaml = (found: Placeholder): string =>
  readable(found)
    .replace(/:(?=\s|$)/g, '：')
    .replace(/#/g, '＃')
    .replace(/[[\]{}*&!|%@?,-]/g, (sign, at: number) =>
      at === 0 || !/[%@?-]/.test(sign) ? String.fromCharCode(sign.charCodeAt(0) + FULL_WIDTH) : sign,
    );
/** From a sign of ASCII to its lookalike of full width. */
const FULL_WIDTH = 0xfee0;

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function editsOf(
  text: string,
  segments: readonly Segment[],
  placeholders: Placeholders,
  markupPath: string | null,
): Edit[] | Placeholder {
  const edits: Edit[] = [];
  /** Literals that are replaced as a whole. */
  const rewritten = new Map<Literal, { kind: keyof typeof ESCAPES; sign: string }>();
  let at = 0;
  for (const { start, end, found } of placeholders.find(text)) {
    while ((segments[at]?.end ?? text.length) <= start) at += 1;
    const segment = segments[at];
    if (segment === undefined) continue;
    if (segment.kind === 'comment') edits.push({ start, end, text: readable(found) });
    else if (segment.kind === 'code') {
      if (markupPath !== null) edits.push({ start, end, text: markupText(markupPath, found.text) });
      // A name derived from the description works as it is; an option must be exact.
      else if (found.pointer.startsWith(OPTION)) return found;
    } else if (segment.literal !== undefined) {
      const { literal } = segment;
      const { kind } = literal.rule;
      const check = kind === 'goRaw' && found.isPattern ? validation(text, start, end) : null;
      if (check !== null) {
        edits.push(check);
        continue;
      }
      const within = rewritten.has(literal) ? null : escapeText(kind, realIn(text, start, end, found));
      if (within !== null) edits.push({ start, end, text: within });
      else {
        const fuller = FULLER[kind];
        if (fuller === undefined || literal.hasExpression || !isRewritable(text, literal)) return found;
        rewritten.set(literal, fuller);
      }
    }
  }
  for (const [literal, { kind, sign }] of rewritten) {
    const inner = text.slice(
      literal.start + literal.rule.open.length,
      literal.end - literal.rule.close.length,
    );
    const real = apply(
      inner,
      [...placeholders.find(inner)].map(({ start, end, found }) => {
        return { start, end, text: realIn(inner, start, end, found) };
      }),
    );
    const whole = escapeText(kind, real) ?? '';
    for (let i = edits.length - 1; i >= 0; i--) {
      const edit = edits[i];
      if (edit !== undefined && edit.start >= literal.start && edit.end <= literal.end) edits.splice(i, 1);
    }
    edits.push({ start: literal.start, end: literal.end, text: `${sign}${whole}${sign}` });
  }
  return edits.sort((a, b) => a.start - b.start);
}

/** A struct tag that names a pattern to validate: it can hold few patterns, and is dropped. */
function validation(text: string, start: number, end: number): Edit | null {
  const [before] = / ?validate:"regexp=$/.exec(text.slice(Math.max(0, start - 30), start)) ?? [];
  return before === undefined || text[end] !== '"'
    ? null
    : { start: start - before.length, end: end + 1, text: '' };
}

/** The text of a placeholder in the meaning of its place: a pattern may stand between delimiters. */
function realIn(around: string, start: number, end: number, { text, isPattern }: Placeholder): string {
  const isDelimited = isPattern && around[start - 1] === '/' && around[end] === '/';
  return isDelimited ? patternBetweenSlashes(text) : text;
}

/** Whether the rest of a literal means the same in another kind of literal, and is no struct tag. */
function isRewritable(text: string, { start, end, rule }: Literal): boolean {
  const inner = text.slice(start + rule.open.length, end - rule.close.length);
  return !/[\\\n]/.test(inner) && !(rule.kind === 'goRaw' && /^\w+:"/.test(inner));
}

function apply(text: string, edits: readonly Edit[]): string {
  let out = '';
  let at = 0;
  for (const edit of edits) {
    out += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return out + text.slice(at);
}

/** The code of a file, with each string and comment reduced to a marker. */
function codeOf(text: string, syntax: Syntax): string | null {
  const segments = scan(text, syntax);
  if (segments === null) return null;
  return segments
    .map(({ kind, start, end }) =>
      kind === 'code' ? text.slice(start, end) : kind === 'string' ? '\u0001' : '\u0002',
    )
    .join('');
}

function restoreJson(text: string, placeholders: Placeholders): string | null {
  let value: unknown;
  try {
    value = readJson(text);
  } catch {
    return null;
  }
  const real = (word: string) => placeholders.replace(word, (found) => found.text);
  return `${writeJson(renamed(value, real), 2)}\n`;
}

function renamed(value: unknown, real: (word: string) => string): unknown {
  if (typeof value === 'string') return real(value);
  if (Array.isArray(value)) return value.map((each) => renamed(each, real));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [real(key), renamed(each, real)]));
}
