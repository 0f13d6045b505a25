import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { git } from '../store/git-command.ts';
import { type FileAttributes, NO_ATTRIBUTES } from './attributes.ts';
import { alignVersions } from './version-lines.ts';

export interface Sides {
  /** Null if both sides added the file. */
  readonly base: Buffer | null;
  readonly ours: Buffer;
  readonly theirs: Buffer;
}

/** A merged file; if `clean` is false, it contains conflict markers. */
export interface MergedFile {
  readonly clean: boolean;
  readonly content: Buffer;
}

/** Files that tools derive from others: people need not resolve them. */
const LOCK_FILE =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lock|uv\.lock|poetry\.lock|Pipfile\.lock|Cargo\.lock|Gemfile\.lock|composer\.lock|packages\.lock\.json|gradle\.lockfile|\.terraform\.lock\.hcl)$/;
const SUMS_FILE = /(^|\/)go\.(work\.)?sum$/;

/**
 * Merges a file that Git could not. Line endings never conflict: the custom code's win if it changed them, otherwise
 * the generated ones. Versions do not conflict: the higher one wins. A lock file stays as people left it, and all
 * checksums are kept. Lines that both sides added to a list in the same place are all kept. The rest gets conflict
 * markers. Returns null for a binary file. Attributes of the file change these rules, as they do in Git.
 */
export async function mergeFile(
  file: string,
  { base, ours, theirs }: Sides,
  attributes: FileAttributes = NO_ATTRIBUTES,
): Promise<MergedFile | null> {
  if (LOCK_FILE.test(file)) return { clean: true, content: ours };
  if (attributes.merge === 'binary') return null;
  if ([base, ours, theirs].some((side) => side !== null && isBinary(side))) return null;
  if (SUMS_FILE.test(file)) {
    return { clean: true, content: join([...new Set([...lines(ours), ...lines(theirs)])].sort()) };
  }
  const ends = attributes.ends === 'free' ? commonEnds(base, ours, theirs) : givenEnds[attributes.ends];
  const [before, mine, generated] = [base ?? Buffer.alloc(0), ours, theirs].map((side) =>
    ends === null ? lines(side) : lines(withEnds(side, '\n')),
  );
  const aligned = alignVersions(before ?? [], mine ?? [], generated ?? []);
  const merged = await threeWay(join(aligned.ours), join(aligned.base), join(aligned.theirs));
  const parts = merged.map((part): Part => {
    if (part.kind === 'lines') return part;
    if (attributes.merge === 'union') return { kind: 'lines', lines: [...closed(part.ours), ...part.theirs] };
    return union(part) ?? part;
  });
  const content = Buffer.concat(parts.map(render));
  return {
    clean: parts.every(({ kind }) => kind === 'lines'),
    content: ends === null ? content : withEnds(content, ends),
  };
}

/** Whether two files differ only in their line endings. */
export function differInEndsAlone(a: Buffer, b: Buffer): boolean {
  return !isBinary(a) && !isBinary(b) && withEnds(a, '\n').equals(withEnds(b, '\n'));
}

type Ends = '\n' | '\r\n';

/** Line endings that attributes determine; null: they are part of the lines. */
const givenEnds: Readonly<Record<Exclude<FileAttributes['ends'], 'free'>, Ends | null>> = {
  content: null,
  lf: '\n',
};

/** The line endings of the merged file; null if the sides agree, so that nothing changes. */
function commonEnds(base: Buffer | null, ours: Buffer, theirs: Buffer): Ends | null {
  const [before, mine, generated] = [base ?? theirs, ours, theirs].map(endsOf);
  if (mine === generated && mine === before) return null;
  return (mine === before ? generated : mine) ?? '\n';
}

/** The line endings of most lines in the file. */
function endsOf(content: Buffer): Ends {
  const all = lines(content).filter((line) => line.endsWith('\n'));
  return all.filter((line) => line.endsWith('\r\n')).length * 2 > all.length ? '\r\n' : '\n';
}

function withEnds(content: Buffer, ends: Ends): Buffer {
  return Buffer.from(content.toString('latin1').replace(/\r?\n/g, ends), 'latin1');
}

/** Git's heuristic: a NUL among the first 8,000 bytes. */
export function isBinary(content: Buffer): boolean {
  return content.subarray(0, 8000).includes(0);
}

/** Bytes as one-byte characters, so that every encoding survives. Each line keeps its end. */
function lines(content: Buffer): string[] {
  return content.toString('latin1').match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

const join = (parts: readonly string[]) => Buffer.from(parts.join(''), 'latin1');

interface Conflict {
  readonly kind: 'conflict';
  readonly ours: readonly string[];
  readonly base: readonly string[];
  readonly theirs: readonly string[];
}

type Part = { readonly kind: 'lines'; readonly lines: readonly string[] } | Conflict;

const MARKER_SIZE = 63;
const mark = (character: string) => character.repeat(MARKER_SIZE);

async function threeWay(ours: Buffer, base: Buffer, theirs: Buffer): Promise<Part[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kiln-merge-'));
  try {
    const names = ['ours', 'base', 'theirs'].map((name) => path.join(folder, name));
    await Promise.all([ours, base, theirs].map((side, i) => writeFile(names[i] ?? '', side)));
    const { bytes } = await git(
      [
        'merge-file',
        '-p',
        '--diff3',
        `--marker-size=${MARKER_SIZE}`,
        '-L',
        'o',
        '-L',
        'b',
        '-L',
        't',
        ...names,
      ],
      { accept: Array.from({ length: 127 }, (_, i) => i + 1) },
    );
    return parse(lines(bytes));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function parse(all: readonly string[]): Part[] {
  const parts: Part[] = [];
  let plain: string[] = [];
  let sides: { ours: string[]; base: string[]; theirs: string[] } | null = null;
  let into: string[] = plain;
  for (const line of all) {
    if (line.startsWith(`${mark('<')} o`)) {
      parts.push({ kind: 'lines', lines: plain });
      sides = { ours: [], base: [], theirs: [] };
      into = sides.ours;
    } else if (sides !== null && line.startsWith(`${mark('|')} b`)) into = sides.base;
    else if (sides !== null && line.startsWith(mark('='))) into = sides.theirs;
    else if (sides !== null && line.startsWith(`${mark('>')} t`)) {
      parts.push({ kind: 'conflict', ...sides });
      sides = null;
      plain = [];
      into = plain;
    } else into.push(line);
  }
  parts.push({ kind: 'lines', lines: plain });
  return parts;
}

/** Both sides only added lines to a list: all are kept, sorted if the list is. */
function union({ ours, base, theirs }: Conflict): Part | null {
  if (base.length > 0 || ours.length === 0 || theirs.length === 0) return null;
  const added = [...ours, ...theirs];
  const shapes = new Set(added.map(shape));
  if (shapes.size !== 1 || shapes.has(null)) return null;
  const distinct = [...new Set(closed(added))];
  // The same module or key twice with different values: a person decides.
  if (new Set(distinct.map(keyOf)).size < distinct.length) return null;
  const sorted = isSorted(ours) && isSorted(theirs);
  return { kind: 'lines', lines: sorted ? distinct.sort(compare) : distinct };
}

const keyOf = (line: string) => /(["'`])([^"'`]*)\1/.exec(line)?.[2] ?? line.trim();

/** The kind of entry that a line is, by its beginning; null if it is no self-contained entry. */
function shape(line: string): string | null {
  const text = line.trim();
  if (!isBalanced(text)) return null;
  const statement =
    /^(import|export|from|use|using|require|require_relative|include|mod|pub mod|pub use|autoload)\b/.exec(
      text,
    );
  if (statement !== null) return `${indent(line)}${statement[1]}`;
  const item = /^([-*+] |["'`])/.exec(text);
  if (item !== null) return `${indent(line)}${item[1]}`;
  // An element of a list with one name per line: `Pet,`.
  return /^[\w.$/@]+,$/.test(text) ? `${indent(line)},` : null;
}

const indent = (line: string) => /^\s*/.exec(line)?.[0] ?? '';

function isBalanced(text: string): boolean {
  const open: string[] = [];
  const pairs: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
  for (const character of text) {
    if ('([{'.includes(character)) open.push(character);
    else if (character in pairs && open.pop() !== pairs[character]) return false;
  }
  return open.length === 0;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const isSorted = (list: readonly string[]) =>
  list.every((line, i) => i === 0 || compare(list[i - 1] ?? '', line) <= 0);

/** Lines, each with an end. */
const closed = (side: readonly string[]) => side.map((line) => (line.endsWith('\n') ? line : `${line}\n`));

function render(part: Part): Buffer {
  if (part.kind === 'lines') return join(part.lines);
  return join([
    '<<<<<<< custom code\n',
    ...closed(part.ours),
    '||||||| generated before\n',
    ...closed(part.base),
    '=======\n',
    ...closed(part.theirs),
    '>>>>>>> generated now\n',
  ]);
}
