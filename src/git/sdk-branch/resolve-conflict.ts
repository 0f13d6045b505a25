import { findBase } from '../merging/merge-base.ts';
import { conflictBranch, generatedRef, headRef } from '../refs.ts';
import type { Signature } from '../store/commit-content.ts';
import { git } from '../store/git-command.ts';
import { type Entry, editTree, isAncestor, listTree } from '../store/history.ts';
import type { Repository } from '../store/repository.ts';
import { NO_OID } from '../store/update-refs.ts';
import type { OpenConflict } from './conflicts.ts';

/** The result for a conflicting file: one of its sides, or custom content; null: it is deleted. */
export type Choice =
  | { readonly take: 'ours' | 'theirs' }
  | { readonly content: Buffer | null; readonly take?: never };

export interface Resolution {
  readonly choices: ReadonlyMap<string, Choice>;
  /** Title and body of the commit. */
  readonly message: string;
  readonly author: Signature;
}

export type Resolved =
  | { readonly ok: true /** Files that are still to be resolved. */; readonly open: readonly string[] }
  | { readonly ok: false; readonly why: string };

/** Trailer of Kiln's commits to a conflict's branch: the files that are still to be resolved, as JSON. */
const OPEN = 'Kiln-Conflict-Open';
const TRIES = 10;

/**
 * Resolves files of a conflict by a commit to its branch. Every choice must be for a conflicting file. Concurrent
 * pushes to the branch are kept, except for these files.
 */
export async function resolveFiles(
  repository: Repository,
  conflict: OpenConflict,
  { choices, message, author }: Resolution,
): Promise<Resolved> {
  const ref = headRef(conflictBranch(conflict.number));
  const changes = new Map<string, Entry | null>();
  for (const file of conflict.files) {
    const choice = choices.get(file.path);
    if (choice !== undefined) changes.set(file.path, await entryOf(repository, file, choice));
  }
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const now = await repository.resolve(ref);
    const tip = now ?? conflict.merge;
    const open = (await openFiles(repository, { ...conflict, tip })).filter((path) => !choices.has(path));
    const clash = nested(new Set((await listTree(repository, tip)).keys()), changes);
    if (clash !== null) return { ok: false, why: `${clash} is a file on one side and a folder on the other` };
    const tree = await editTree(repository, await repository.treeOf(tip), changes);
    const trailer = open.length === 0 ? '' : `\n${OPEN}: ${JSON.stringify(open)}\n`;
    const text = `${message.trimEnd()}\n${trailer}`;
    const to = await repository.writeCommit({ tree, parents: [tip], message: text, author });
    if (await repository.updateRefs([{ ref, from: now ?? NO_OID, to }])) return { ok: true, open };
  }
  return { ok: false, why: `${conflictBranch(conflict.number)} was updated concurrently` };
}

/** A path that would be both a file and a folder: Git would silently drop the files in it. */
function nested(paths: Set<string>, changes: ReadonlyMap<string, Entry | null>): string | null {
  for (const [path, entry] of changes) if (entry === null) paths.delete(path);
  const written = [...changes].flatMap(([path, entry]) => (entry === null ? [] : [path]));
  for (const path of written) paths.add(path);
  for (const path of paths) {
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      const folder = path.slice(0, at);
      if (paths.has(folder) && (written.includes(path) || written.includes(folder))) return folder;
    }
  }
  return null;
}

async function entryOf(
  repository: Repository,
  { base, ours, theirs }: OpenConflict['files'][number],
  choice: Choice,
): Promise<Entry | null> {
  if (choice.take !== undefined) return choice.take === 'ours' ? ours : theirs;
  if (choice.content === null) return null;
  const like = ours ?? theirs ?? base;
  const mode = like !== null && like.mode === '100755' ? like.mode : '100644';
  return { mode, oid: await repository.writeBlob(choice.content) };
}

/** The files of a conflict that are still unresolved on its branch. */
export async function openFiles(repository: Repository, conflict: OpenConflict): Promise<string[]> {
  const { tip, merge } = conflict;
  const paths = conflict.files.map(({ path }) => path);
  if (tip === null || tip === merge) return paths;
  const left = leftOpen((await repository.readCommit(tip)).message);
  if (left !== null) return paths.filter((path) => left.includes(path));
  return markedFiles(repository, merge, tip);
}

function leftOpen(message: string): readonly unknown[] | null {
  const said = new RegExp(`^${OPEN}: (\\[.*\\])$`, 'm').exec(message)?.[1];
  if (said === undefined) return null;
  const paths: unknown = JSON.parse(said);
  return Array.isArray(paths) ? paths : null;
}

/**
 * Whether the branch of a conflict resolves it: somebody pushed to it, both sides are in its history, and no file is
 * left.
 */
export async function isResolved(repository: Repository, conflict: OpenConflict): Promise<boolean> {
  const { tip, merge, head, snapshot } = conflict;
  if (tip === null || tip === merge) return false;
  if (!(await isAncestor(repository, head, tip)) || !(await isAncestor(repository, snapshot, tip)))
    return false;
  return (await openFiles(repository, conflict)).length === 0;
}

/** Whether a build would find a conflict resolved: on its own branch, or merged into its target branch. */
export async function isSettled(repository: Repository, conflict: OpenConflict): Promise<boolean> {
  if (await isResolved(repository, conflict)) return true;
  const head = await repository.resolve(headRef(conflict.branch));
  const generated = await repository.resolve(generatedRef(conflict.branch));
  if (head === null || head === conflict.head || generated === null) return false;
  return (await findBase(repository, head, generated))?.snapshot === conflict.snapshot;
}

/** Files of a merge that still contain conflict markers. */
async function markedFiles({ gitDir }: Repository, merge: string, tip: string): Promise<string[]> {
  const marked = async (commit: string, paths: readonly string[]) => {
    const { stdout } = await git(
      ['grep', '-l', '-z', '-I', '-E', '^(<<<<<<<|>>>>>>>)( |$)', commit, '--', ...paths],
      { gitDir, accept: [1] },
    );
    return stdout
      .split('\0')
      .filter(Boolean)
      .map((name) => name.slice(commit.length + 1));
  };
  const before = await marked(merge, []);
  if (before.length === 0) return [];
  return marked(
    tip,
    before.map((path) => `:(literal)${path}`),
  );
}
