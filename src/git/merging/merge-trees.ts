import { git } from '../store/git-command.ts';
import { diffTrees, type Entry, editTree, listTree } from '../store/history.ts';
import { EMPTY_TREE, type Repository } from '../store/repository.ts';
import { type FileAttributes, type MergeAttributes, NO_ATTRIBUTES, withAttributes } from './attributes.ts';
import { differInEndsAlone, mergeFile } from './merge-file.ts';
import { type ConflictFile, nativeMerge } from './native-merge.ts';

/** A merged tree; conflicting files contain markers. */
export interface Merged {
  readonly tree: string;
  readonly conflicts: readonly ConflictFile[];
}

const REGULAR = ['100644', '100755'];

/** The three trees of a merge: what the custom code is based on, the custom code, the generated code. */
interface Trees {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/**
 * Three-way merge of trees: `ours` is custom code, `theirs` the generated code, `base` what the custom code is based
 * on. Native Git detects renames and merges modes and binary files; `mergeFile` tries the conflicts that are left. A
 * hand-edited generated file that is no longer generated always conflicts. The `.gitattributes` of the custom code
 * are respected. Conflicts are sorted.
 */
export async function mergeTrees(
  repository: Repository,
  base: string,
  ours: string,
  theirs: string,
): Promise<Merged> {
  if (ours === base || ours === theirs) return { tree: theirs, conflicts: [] };
  if (theirs === base) return { tree: ours, conflicts: [] };
  const trees = { base, ours, theirs };
  return withAttributes(repository, ours, (attributes) => mergeWith(repository, trees, attributes));
}

async function mergeWith(repository: Repository, trees: Trees, attributes: MergeAttributes): Promise<Merged> {
  // Concurrently: lost edits are rare, and only then the merge is repeated.
  const [lost, straight] = await Promise.all([
    lostEdits(repository, trees, attributes),
    nativeMerge(repository, trees, attributes),
  ]);
  const kept = new Map(lost.map(({ path, base }) => [path, base]));
  const merged =
    lost.length === 0
      ? straight
      : await nativeMerge(
          repository,
          { ...trees, theirs: await editTree(repository, trees.theirs, kept) },
          attributes,
        );
  const named = await attributes.of(merged.conflicts.map(({ path }) => path));
  const open: ConflictFile[] = [...lost];
  const changes = new Map<string, Entry | null>();
  for (const file of merged.conflicts) {
    const how = named.get(file.path) ?? NO_ATTRIBUTES;
    if (await isGoneButForEnds(repository, file, how)) {
      changes.set(file.path, null);
      continue;
    }
    const content = merged.hard.has(file.path) ? null : await mergeContent(repository, file, how);
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
  { base, ours, theirs }: Trees,
  attributes: MergeAttributes,
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
  const named = await attributes.of(left.map(({ path }) => path));
  const sameText = await Promise.all(
    left.map((file) => isGoneButForEnds(repository, file, named.get(file.path) ?? NO_ATTRIBUTES)),
  );
  return left.filter((_, at) => sameText[at] !== true);
}

/** Whether a file is no longer generated, and people changed at most its line endings. */
async function isGoneButForEnds(
  repository: Repository,
  { base, ours, theirs }: ConflictFile,
  { ends }: FileAttributes,
): Promise<boolean> {
  if (ends === 'content' || theirs !== null || base === null || ours === null) return false;
  if (!REGULAR.includes(ours.mode) || base.oid === ours.oid) return false;
  return differInEndsAlone(await repository.readBlob(base.oid), await repository.readBlob(ours.oid));
}

const basename = (path: string) => path.slice(path.lastIndexOf('/') + 1);

async function mergeContent(
  repository: Repository,
  { path, base, ours, theirs }: ConflictFile,
  attributes: FileAttributes,
): Promise<{ clean: boolean; entry: Entry } | null> {
  if (ours === null || theirs === null) return null;
  if (![base, ours, theirs].every((side) => side === null || REGULAR.includes(side.mode))) return null;
  const sides = {
    base: base === null ? null : await repository.readBlob(base.oid),
    ours: await repository.readBlob(ours.oid),
    theirs: await repository.readBlob(theirs.oid),
  };
  const merged = await mergeFile(path, sides, attributes);
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
