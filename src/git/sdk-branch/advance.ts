import type { ConflictFile } from '../merging/native-merge.ts';
import { generatedRef, headRef } from '../refs.ts';
import type { Signature } from '../store/commit-content.ts';
import type { Repository } from '../store/repository.ts';
import { NO_OID, type RefChange } from '../store/update-refs.ts';
import type { Place } from './build-order.ts';
import { closing, type OpenConflict, openConflicts } from './conflicts.ts';

export interface Snapshot {
  readonly branch: string;
  /** The generated tree, after postgen. */
  readonly tree: string;
  readonly message: string;
  readonly author: Signature;
  /** Position of the build among those of the project; builds of one branch commit in this order. */
  readonly sequence: bigint;
  readonly buildId: string;
  /** The attempt of the build's target that commits. */
  readonly attempt: number;
  /** Position of a build of the branch; all builds from it up to this one have the same inputs. */
  readonly sameSince?: bigint;
}

export type Advance =
  | { readonly kind: 'unchanged'; readonly sha: string; readonly tree: string }
  | {
      readonly kind: 'committed';
      readonly sha: string;
      readonly tree: string;
      /** Previous position of the branch. */
      readonly from: string | null;
      /** Number of the conflict that this resolves. */
      readonly resolved: number | null;
    }
  | {
      readonly kind: 'conflict';
      readonly number: number;
      readonly head: string;
      /** Id of the build that met it first. */
      readonly openedBy: string;
      readonly files: readonly ConflictFile[];
      /** False if the branch's history was rewritten, so that custom code cannot be told from generated code. */
      readonly verified: boolean;
    }
  /** A newer build of the branch was here first, or the branch was moved since (null); nothing was changed. */
  | { readonly kind: 'superseded'; readonly by: string | null }
  /** This attempt was ended meanwhile, and recorded so (src/git/sdk-branch/fence-attempt.ts); nothing was changed. */
  | { readonly kind: 'fenced' };

/**
 * The refs on which a decision is based. Git moves the refs of a transaction one after the other: snapshots, the
 * branch, the order. If it is killed in between, the next build continues correctly from that state.
 */
export interface State {
  readonly head: string | null;
  readonly generated: string | null;
  /** Whether the order ref already excludes the same builds as it would afterwards. */
  readonly isFenced: boolean;
  /** The change of the order ref that every outcome makes, except for a build that changes nothing at all. */
  fence(commit: Place['commit']): Promise<RefChange>;
}

/** A branch without custom code moves to the next snapshot itself. */
export async function fastForward(
  repository: Repository,
  snapshot: Snapshot,
  state: State,
): Promise<Advance | null> {
  const { head, generated } = state;
  if (head !== null && generated !== null && (await repository.treeOf(generated)) === snapshot.tree) {
    return unchanged(repository, snapshot, state, head);
  }
  const next = await nextSnapshot(repository, snapshot, generated);
  const open = await openConflicts(repository, snapshot.branch);
  return move(repository, snapshot, state, { sha: next, tree: snapshot.tree }, next, open, null);
}

export async function unchanged(
  repository: Repository,
  { branch, buildId }: Snapshot,
  state: State,
  head: string,
): Promise<Advance | null> {
  const open = await openConflicts(repository, branch);
  const closed = await closing(repository, open, { by: buildId, resolved: null });
  const isDone = closed.length === 0 && state.isFenced;
  const moved = await repository.updateRefs(isDone ? [] : [...closed, await state.fence(null)]);
  return moved ? { kind: 'unchanged', sha: head, tree: await repository.treeOf(head) } : null;
}

/** The child of the last snapshot; that snapshot itself if its files are the same. */
export async function nextSnapshot(
  repository: Repository,
  { tree, message, author }: Snapshot,
  generated: string | null,
): Promise<string> {
  if (generated !== null && (await repository.treeOf(generated)) === tree) return generated;
  return repository.writeCommit({ tree, parents: generated === null ? [] : [generated], message, author });
}

export async function commit(
  repository: Repository,
  snapshot: Snapshot,
  state: State,
  merge: { tree: string; parents: readonly string[] },
  next: string,
  open: readonly OpenConflict[],
  resolved: number | null,
  also: readonly RefChange[] = [],
): Promise<Advance | null> {
  const { message, author } = snapshot;
  const sha = await repository.writeCommit({ ...merge, message, author });
  return move(repository, snapshot, state, { sha, tree: merge.tree }, next, open, resolved, also);
}

/** Moves the branch to a commit that contains the snapshot `next`, and closes its conflicts. */
async function move(
  repository: Repository,
  { branch, buildId }: Snapshot,
  { head, generated, fence }: State,
  { sha, tree }: { sha: string; tree: string },
  next: string,
  open: readonly OpenConflict[],
  resolved: number | null,
  also: readonly RefChange[] = [],
): Promise<Advance | null> {
  const moved = await repository.updateRefs([
    ...(next === generated ? [] : [{ ref: generatedRef(branch), from: generated ?? NO_OID, to: next }]),
    { ref: headRef(branch), from: head ?? NO_OID, to: sha },
    ...(await closing(repository, open, {
      by: buildId,
      resolved: resolved === null ? null : { number: resolved, sha },
    })),
    ...also,
    await fence({ sha, from: head, resolved }),
  ]);
  return moved ? { kind: 'committed', sha, tree, from: head, resolved } : null;
}
