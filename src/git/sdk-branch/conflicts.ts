import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ConflictFile } from '../merging/native-merge.ts';
import {
  CLOSED,
  CONFLICT_COUNT,
  CONFLICTS,
  closedRef,
  conflictAboutRef,
  conflictBranch,
  conflictMergeRef,
  conflictSnapshotRef,
  headRef,
  pastRef,
} from '../refs.ts';
import { isCommit, refsBelow } from '../store/history.ts';
import type { Repository } from '../store/repository.ts';
import { NO_OID, type RefChange } from '../store/update-refs.ts';

const Side = z.object({ mode: z.string(), oid: z.string() }).nullable();

/** The blob of a conflict, which the repository keeps beside its merge. */
const About = z.object({
  branch: z.string(),
  /** Identity of the conflict: equal for the same conflict in later builds. */
  identity: z.string(),
  /** False if custom code of the branch cannot be told from generated code. */
  verified: z.boolean(),
  files: z.array(z.object({ path: z.string(), base: Side, ours: Side, theirs: Side })),
  /** Id of the build that met it first, and when that was created, in seconds since 1970. */
  openedBy: z.string(),
  openedAt: z.number(),
});
export type About = z.infer<typeof About>;

/** A conflict that waits for a person, as the repository has it. */
export interface OpenConflict extends About {
  readonly number: number;
  /** Kiln's merge with markers; its parents are the branch and the snapshot. */
  readonly merge: string;
  readonly head: string;
  readonly snapshot: string;
  /** The tip of `kiln/conflict-<number>`; null if somebody deleted it. */
  readonly tip: string | null;
}

const Closed = About.extend({
  number: z.number(),
  /** The merge with markers; missing in conflicts that were closed before it was kept. */
  merge: z.string().optional(),
  /** The commit that resolved it; null if it disappeared by itself. */
  resolution: z.string().nullable(),
  /** Id of the build that closed it; null if the branch was moved. */
  closedBy: z.string().nullable(),
  closedAt: z.number(),
});
/** A closed conflict. */
export type ClosedConflict = z.infer<typeof Closed>;

/** The identity of a conflict: the branch, and each file with all of its sides. */
export function conflictIdentity(branch: string, files: readonly ConflictFile[]): string {
  return createHash('sha256')
    .update(JSON.stringify([branch, files.map(({ path, base, ours, theirs }) => [path, base, ours, theirs])]))
    .digest('hex')
    .slice(0, 40);
}

/** The message of a conflict's merge. */
export function conflictMessage(branch: string, paths: readonly string[]): string {
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
  ].join('\n');
}

/** Open conflicts, oldest first; only those of a branch if it is given. */
export async function openConflicts(repository: Repository, branch?: string): Promise<OpenConflict[]> {
  const refs = await refsBelow(repository, CONFLICTS);
  const found: OpenConflict[] = [];
  for (const [ref, merge] of refs) {
    const number = Number(/\/(\d+)\/merge$/.exec(ref)?.[1]);
    const oid = refs.get(conflictAboutRef(number));
    if (oid === undefined) continue;
    const about = About.parse(JSON.parse((await repository.readBlob(oid)).toString('utf8')));
    if (branch !== undefined && about.branch !== branch) continue;
    const { parents } = await repository.readCommit(merge);
    const [head = '', snapshot = ''] = parents;
    const tip = await repository.resolve(headRef(conflictBranch(number)));
    found.push({ ...about, number, merge, head, snapshot, tip });
  }
  return found.sort((a, b) => a.number - b.number);
}

/** Closed conflicts, the latest number first. */
export async function closedConflicts(repository: Repository): Promise<ClosedConflict[]> {
  const refs = await refsBelow(repository, CLOSED);
  const blobs = await Promise.all([...refs.values()].map((oid) => repository.readBlob(oid)));
  return blobs
    .map((blob) => Closed.parse(JSON.parse(blob.toString('utf8'))))
    .sort((a, b) => b.number - a.number);
}

/**
 * Conflicts of a branch that newer ones replaced and whose branches somebody has pushed to, in their open form,
 * latest first.
 */
export async function replacedConflicts(repository: Repository, branch: string): Promise<OpenConflict[]> {
  const found: OpenConflict[] = [];
  for (const { merge, ...conflict } of await closedConflicts(repository)) {
    if (conflict.branch !== branch || !isReplaced(conflict) || merge === undefined) continue;
    const tip = await repository.resolve(headRef(conflictBranch(conflict.number)));
    if (tip === null || tip === merge || !(await isCommit(repository, merge))) continue;
    const [head = '', snapshot = ''] = (await repository.readCommit(merge)).parents;
    found.push({ ...conflict, merge, head, snapshot, tip });
  }
  return found;
}

/** Whether a conflict was closed because a build got past it, and not by a resolution or a move of its branch. */
export const isReplaced = ({
  resolution,
  closedBy,
}: Pick<ClosedConflict, 'resolution' | 'closedBy'>): boolean => resolution === null && closedBy !== null;

/** The ref changes that open a conflict, and its number: the next one that was never used. */
export async function opening(
  repository: Repository,
  merge: string,
  snapshot: string,
  about: About,
): Promise<{ number: number; changes: RefChange[] }> {
  const count = await repository.resolve(CONFLICT_COUNT);
  let number = 1 + (count === null ? 0 : Number((await repository.readBlob(count)).toString('utf8')));
  while ((await repository.resolve(headRef(conflictBranch(number)))) !== null) number += 1;
  const oid = await repository.writeBlob(`${JSON.stringify(About.parse(about))}\n`);
  return {
    number,
    changes: [
      { ref: CONFLICT_COUNT, from: count ?? NO_OID, to: await repository.writeBlob(`${number}\n`) },
      { ref: conflictMergeRef(number), from: NO_OID, to: merge },
      { ref: conflictSnapshotRef(number), from: NO_OID, to: snapshot },
      { ref: conflictAboutRef(number), from: null, to: oid },
      { ref: headRef(conflictBranch(number)), from: NO_OID, to: merge },
    ],
  };
}

/** The ref changes that replace a conflict's merge by a newer one, if nobody has worked on it. */
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

/** How conflicts are closed: by which build, and which of them by a commit that resolves it. */
export interface Ending {
  readonly by: string | null;
  readonly resolved: { readonly number: number; readonly sha: string } | null;
}

/**
 * The ref changes that close conflicts: their branches are deleted, unless somebody pushed to one that was not taken
 * over. Their snapshots are kept, because custom code may be based on them.
 */
export async function closing(
  repository: Repository,
  conflicts: readonly OpenConflict[],
  { by, resolved }: Ending,
): Promise<RefChange[]> {
  const closedAt = Math.floor(Date.now() / 1000);
  const changes: RefChange[] = [];
  for (const conflict of conflicts) {
    const { number, merge, snapshot, tip } = conflict;
    const resolution = number === resolved?.number ? resolved.sha : null;
    const closed: ClosedConflict = {
      ...About.parse(conflict),
      number,
      merge,
      resolution,
      closedBy: by,
      closedAt,
    };
    const oid = await repository.writeBlob(`${JSON.stringify(closed)}\n`);
    changes.push(
      { ref: conflictMergeRef(number), from: merge, to: NO_OID },
      { ref: conflictSnapshotRef(number), from: snapshot, to: NO_OID },
      { ref: conflictAboutRef(number), from: null, to: NO_OID },
      { ref: closedRef(number), from: null, to: oid },
    );
    if (tip !== null && (tip === merge || resolution !== null)) {
      changes.push({ ref: headRef(conflictBranch(number)), from: tip, to: NO_OID });
    }
    if (resolution === null) changes.push({ ref: pastRef(snapshot), from: null, to: snapshot });
  }
  return changes;
}
