import { createHash } from 'node:crypto';
import { isAncestor, refsBelow } from './history.ts';
import type { ConflictFile } from './merge.ts';
import { git } from './native.ts';
import {
  CONFLICT_COUNT,
  CONFLICTS,
  conflictBranch,
  conflictMergeRef,
  conflictSnapshotRef,
  headRef,
  pastRef,
} from './refs.ts';
import { NO_OID, type RefChange, type Repository } from './repository.ts';

/** A conflict that waits for a person, as the repository has it. */
export interface OpenConflict {
  readonly number: number;
  /** The merge with markers, as Kiln made it; its parents are the branch and the snapshot. */
  readonly merge: string;
  readonly head: string;
  readonly snapshot: string;
  /** The tip of `kiln/conflict-<number>`; null where somebody deleted it. */
  readonly tip: string | null;
  readonly branch: string;
  /** What conflicts: the same as long as this is the same. */
  readonly identity: string;
}

/** What makes a conflict the same one: the branch, and each file with all of its sides. */
export function conflictIdentity(branch: string, files: readonly ConflictFile[]): string {
  return createHash('sha256')
    .update(JSON.stringify([branch, files.map(({ path, base, ours, theirs }) => [path, base, ours, theirs])]))
    .digest('hex')
    .slice(0, 40);
}

/** The message of a conflict's merge: it carries what `openConflicts` reads. */
export function conflictMessage(branch: string, identity: string, paths: readonly string[]): string {
  const list = paths.slice(0, 50).map((path) => `  ${path}`);
  return [
    `Merge generated code into ${branch}: conflict in ${paths.length} file${paths.length === 1 ? '' : 's'}`,
    '',
    ...list,
    ...(paths.length > 50 ? ['  …'] : []),
    '',
    'Resolve the marked files in a commit on this branch and push it,',
    `or merge this branch into ${branch}.`,
    '',
    `Kiln-Conflict-Branch: ${branch}`,
    `Kiln-Conflict: ${identity}`,
    '',
  ].join('\n');
}

/** Open conflicts of a branch, oldest first. */
export async function openConflicts(repository: Repository, branch: string): Promise<OpenConflict[]> {
  const refs = await refsBelow(repository, CONFLICTS);
  const found: OpenConflict[] = [];
  for (const [ref, merge] of refs) {
    const number = Number(/\/(\d+)\/merge$/.exec(ref)?.[1]);
    if (!Number.isInteger(number)) continue;
    const { message, parents } = await repository.readCommit(merge);
    const [head = '', snapshot = ''] = parents;
    const of = (trailer: string) =>
      new RegExp(`^${trailer}: (.+)$`, 'm').exec(
        message.slice(message.lastIndexOf('\nKiln-Conflict-Branch:')),
      )?.[1];
    if (of('Kiln-Conflict-Branch') !== branch) continue;
    found.push({
      number,
      merge,
      head,
      snapshot,
      tip: await repository.resolve(headRef(conflictBranch(number))),
      branch,
      identity: of('Kiln-Conflict') ?? '',
    });
  }
  return found.sort((a, b) => a.number - b.number);
}

/** The changes of refs that open a conflict, with its number: the next one that was never given. */
export async function opening(
  repository: Repository,
  merge: string,
  snapshot: string,
): Promise<{ number: number; changes: RefChange[] }> {
  const count = await repository.resolve(CONFLICT_COUNT);
  let number = 1 + (count === null ? 0 : Number((await repository.readBlob(count)).toString('utf8')));
  while ((await repository.resolve(headRef(conflictBranch(number)))) !== null) number += 1;
  return {
    number,
    changes: [
      { ref: CONFLICT_COUNT, from: count ?? NO_OID, to: await repository.writeBlob(`${number}\n`) },
      { ref: conflictMergeRef(number), from: NO_OID, to: merge },
      { ref: conflictSnapshotRef(number), from: NO_OID, to: snapshot },
      { ref: headRef(conflictBranch(number)), from: NO_OID, to: merge },
    ],
  };
}

/** The changes of refs that put a newer merge in the place of a conflict's, where nobody has worked on it. */
export function refreshing(conflict: OpenConflict, merge: string, snapshot: string): RefChange[] {
  const { number, tip } = conflict;
  const branch = { ref: headRef(conflictBranch(number)), from: tip ?? NO_OID };
  if (tip !== null && tip !== conflict.merge) return [];
  return [
    ...(conflict.merge === merge ? [] : [{ ref: conflictMergeRef(number), from: conflict.merge, to: merge }]),
    ...(conflict.snapshot === snapshot
      ? []
      : [{ ref: conflictSnapshotRef(number), from: conflict.snapshot, to: snapshot }]),
    ...(tip === merge ? [] : [{ ...branch, to: merge }]),
  ];
}

/**
 * The changes of refs that end conflicts: their branches go, unless somebody has pushed to one that was not
 * taken over. Their snapshots stay known, for custom code may be made on them.
 */
export function closing(conflicts: readonly OpenConflict[], resolved: number | null): RefChange[] {
  const past = new Set(conflicts.filter(({ number }) => number !== resolved).map(({ snapshot }) => snapshot));
  return [
    ...conflicts.flatMap(({ number, merge, snapshot, tip }) => [
      { ref: conflictMergeRef(number), from: merge, to: NO_OID },
      { ref: conflictSnapshotRef(number), from: snapshot, to: NO_OID },
      ...(tip !== null && (tip === merge || number === resolved)
        ? [{ ref: headRef(conflictBranch(number)), from: tip, to: NO_OID }]
        : []),
    ]),
    ...[...past].map((snapshot) => ({ ref: pastRef(snapshot), from: null, to: snapshot })),
  ];
}

/**
 * Whether the branch of a conflict was resolved: somebody pushed to it, what they pushed has both sides in its
 * history, and no file of it has conflict markers any more.
 */
export async function isResolved(repository: Repository, conflict: OpenConflict): Promise<boolean> {
  const { tip, merge, head, snapshot } = conflict;
  if (tip === null || tip === merge) return false;
  if (!(await isAncestor(repository, head, tip)) || !(await isAncestor(repository, snapshot, tip)))
    return false;
  return !(await hasMarkers(repository, merge, tip));
}

/** Whether files of the merge that had markers still have some. */
async function hasMarkers({ gitDir }: Repository, merge: string, tip: string): Promise<boolean> {
  const marked = async (tree: string, paths: readonly string[]) => {
    const { stdout } = await git(
      ['grep', '-l', '-z', '-I', '-E', '^(<<<<<<<|>>>>>>>)( |$)', tree, '--', ...paths],
      { gitDir, accept: [1] },
    );
    return stdout
      .split('\0')
      .filter(Boolean)
      .map((name) => name.slice(tree.length + 1));
  };
  const before = await marked(merge, []);
  if (before.length === 0) return false;
  return (
    (
      await marked(
        tip,
        before.map((path) => `:(literal)${path}`),
      )
    ).length > 0
  );
}
