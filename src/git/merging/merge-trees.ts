import { NOBODY } from '../store/commit-content.ts';
import { git } from '../store/git-command.ts';
import { diffTrees, type Entry, editTree, listTree } from '../store/history.ts';
import { EMPTY_TREE, type Repository } from '../store/repository.ts';
import { differInEndsAlone, mergeFile } from './merge-file.ts';

/** A conflicting file, on each side; null if a side does not have it. */
export interface ConflictFile {
  readonly path: string;
  readonly base: Entry | null;
  readonly ours: Entry | null;
  readonly theirs: Entry | null;
}

/** A merged tree; conflicting files contain markers. */
export interface Merged {
  readonly tree: string;
  readonly conflicts: readonly ConflictFile[];
}

const REGULAR = ['100644', '100755'];

/**
 * Three-way merge of trees: `ours` is custom code, `theirs` the generated code, `base` what the custom code is based
 * on. Native Git detects renames and merges modes and binary files; `mergeFile` tries the conflicts that are left. A
 * hand-edited generated file that is no longer generated always conflicts. Conflicts are sorted.
 */
export async function mergeTrees(
  repository: Repository,
  base: string,
  ours: string,
  theirs: string,
): Promise<Merged> {
  if (ours === base || ours === theirs) return { tree: theirs, conflicts: [] };
  if (theirs === base) return { tree: ours, conflicts: [] };
  // Concurrently: lost edits are rare, and only then the merge is repeated.
  const [lost, straight] = await Promise.all([
    lostEdits(repository, base, ours, theirs),
    nativeMerge(repository, base, ours, theirs),
  ]);
  const kept = new Map(lost.map(({ path, base: entry }) => [path, entry]));
  const merged =
    lost.length === 0
      ? straight
      : await nativeMerge(repository, base, ours, await editTree(repository, theirs, kept));
  const open: ConflictFile[] = [...lost];
  const changes = new Map<string, Entry | null>();
  for (const file of merged.conflicts) {
    if (await isGoneButForEnds(repository, file)) {
      changes.set(file.path, null);
      continue;
    }
    const content = merged.hard.has(file.path) ? null : await mergeContent(repository, file);
    if (content === null || !content.clean) open.push(file);
    if (content !== null) changes.set(file.path, content.entry);
  }
  open.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { tree: await editTree(repository, merged.tree, changes), conflicts: open };
}

/**
 * Hand edits of generated files that are gone. Git's rename detection would move them into another file that merely
 * looks similar, as generated models do. A file with the same name or content counts as the same file.
 */
async function lostEdits(
  repository: Repository,
  base: string,
  ours: string,
  theirs: string,
): Promise<ConflictFile[]> {
  const { gitDir } = repository;
  const gone = (await diffTrees(repository, base, theirs)).filter(({ after }) => after === null);
  if (gone.length === 0) return [];
  const changed = new Map((await diffTrees(repository, base, ours)).map((change) => [change.path, change]));
  const endangered = gone.flatMap(({ path, before }) => {
    const edited = changed.get(path)?.after ?? null;
    return edited === null ? [] : [{ path, base: before, ours: edited, theirs: null }];
  });
  if (endangered.length === 0) return [];
  const { stdout } = await git(
    ['diff-tree', '-r', '-z', '--find-renames', '--diff-filter=R', '--name-status', base, theirs],
    { gitDir },
  );
  const parts = stdout.split('\0');
  const moved = new Set<string>();
  for (let i = 0; i + 2 < parts.length; i += 3) {
    const [score = '', from = '', to = ''] = parts.slice(i, i + 3);
    if (score === 'R100' || basename(from) === basename(to)) moved.add(from);
  }
  const left = endangered.filter(({ path }) => !moved.has(path));
  const sameText = await Promise.all(left.map((file) => isGoneButForEnds(repository, file)));
  return left.filter((_, at) => sameText[at] !== true);
}

/** Whether a file is no longer generated, and people changed at most its line endings. */
async function isGoneButForEnds(
  repository: Repository,
  { base, ours, theirs }: ConflictFile,
): Promise<boolean> {
  if (theirs !== null || base === null || ours === null || !REGULAR.includes(ours.mode)) return false;
  if (base.oid === ours.oid) return false;
  return differInEndsAlone(await repository.readBlob(base.oid), await repository.readBlob(ours.oid));
}

const basename = (path: string) => path.slice(path.lastIndexOf('/') + 1);

interface NativeMerge {
  readonly tree: string;
  readonly conflicts: readonly ConflictFile[];
  /** Paths whose conflict involves more than the lines of one file. */
  readonly hard: ReadonlySet<string>;
}

async function nativeMerge(
  repository: Repository,
  base: string,
  ours: string,
  theirs: string,
): Promise<NativeMerge> {
  // This version of Git takes the base from history only, so create history: two commits with one parent. They are
  // always the same.
  const commit = (tree: string, parents: string[]) =>
    repository.writeCommit({ tree, parents, message: 'merge\n', author: NOBODY });
  if (base === EMPTY_TREE) await repository.writeEmptyTree();
  const from = await commit(base, []);
  const [left, right] = await Promise.all([commit(ours, [from]), commit(theirs, [from])]);
  const { stdout } = await git(
    [
      // A file that people put into a folder stays there, even if the generator renames the folder.
      '-c',
      'merge.directoryRenames=false',
      '-c',
      'merge.renameLimit=2000',
      'merge-tree',
      '--write-tree',
      '-z',
      left,
      right,
    ],
    { gitDir: repository.gitDir, accept: [1] },
  );
  return parse(stdout.split('\0'));
}

/** `<tree> (<mode> <oid> <stage>\t<path>)* '' (<count> <path>{count} <type> <message>)*` */
function parse(parts: readonly string[]): NativeMerge {
  const [tree = ''] = parts;
  const files = new Map<string, { base: Entry | null; ours: Entry | null; theirs: Entry | null }>();
  let at = 1;
  for (; at < parts.length && parts[at] !== ''; at++) {
    const [info = '', path = ''] = splitOnce(parts[at] ?? '', '\t');
    const [mode = '', oid = '', stage = ''] = info.split(' ');
    const file = files.get(path) ?? { base: null, ours: null, theirs: null };
    const side = stage === '1' ? 'base' : stage === '2' ? 'ours' : 'theirs';
    files.set(path, { ...file, [side]: { mode, oid } });
  }
  const hard = new Set<string>();
  for (at += 1; at + 1 < parts.length; ) {
    const count = Number(parts[at]);
    if (!Number.isInteger(count)) break;
    const paths = parts.slice(at + 1, at + 1 + count);
    const type = parts[at + 1 + count] ?? '';
    if (type.startsWith('CONFLICT') && type !== 'CONFLICT (contents)')
      for (const path of paths) hard.add(path);
    at += count + 3;
  }
  return { tree, conflicts: [...files].map(([path, sides]) => ({ path, ...sides })), hard };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

async function mergeContent(
  repository: Repository,
  { path, base, ours, theirs }: ConflictFile,
): Promise<{ clean: boolean; entry: Entry } | null> {
  if (ours === null || theirs === null) return null;
  if (![base, ours, theirs].every((side) => side === null || REGULAR.includes(side.mode))) return null;
  const merged = await mergeFile(path, {
    base: base === null ? null : await repository.readBlob(base.oid),
    ours: await repository.readBlob(ours.oid),
    theirs: await repository.readBlob(theirs.oid),
  });
  if (merged === null) return null;
  const mode = ours.mode === base?.mode ? theirs.mode : ours.mode;
  return { clean: merged.clean, entry: { mode, oid: await repository.writeBlob(merged.content) } };
}

/** Without a base, every file that differs needs a person, and nothing is merged silently. */
export async function mergeUnrelated(repository: Repository, ours: string, theirs: string): Promise<Merged> {
  const { tree } = await mergeTrees(repository, EMPTY_TREE, ours, theirs);
  return { tree, conflicts: await compareTrees(repository, ours, theirs) };
}

/** All files in which a branch and generated code differ. */
async function compareTrees(repository: Repository, ours: string, theirs: string): Promise<ConflictFile[]> {
  const mine = await listTree(repository, ours);
  const generated = await listTree(repository, theirs);
  return [...generated]
    .filter(([path, { oid, mode }]) => mine.get(path)?.oid !== oid || mine.get(path)?.mode !== mode)
    .map(([path, entry]) => ({ path, base: null, ours: mine.get(path) ?? null, theirs: entry }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

export type MergedCommits =
  | { readonly clean: true; readonly tree: string }
  | { readonly clean: false; readonly tree: string; readonly paths: string[] };

/**
 * Three-way merge of two commits by native Git from their common ancestor, including renames, modes and binary files.
 * Writes the merged tree; if the merge is not clean, the tree contains conflict markers.
 */
export async function mergeCommits(
  { gitDir }: Repository,
  ours: string,
  theirs: string,
): Promise<MergedCommits> {
  const { stdout, code } = await git(
    ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', ours, theirs],
    { gitDir, accept: [1] },
  );
  const [tree = '', ...paths] = stdout.split('\0').filter((part) => part !== '');
  return code === 0 ? { clean: true, tree } : { clean: false, tree, paths: [...new Set(paths)] };
}
