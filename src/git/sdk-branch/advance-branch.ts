import { findBase } from '../merging/merge-base.ts';
import { mergeTrees, mergeUnrelated } from '../merging/merge-trees.ts';
import type { ConflictFile } from '../merging/native-merge.ts';
import { conflictBranch, generatedRef, headRef, orderRef } from '../refs.ts';
import { isAncestor } from '../store/history.ts';
import { EMPTY_TREE, type Repository } from '../store/repository.ts';
import { NO_OID } from '../store/update-refs.ts';
import {
  type Advance,
  commit,
  fastForward,
  nextSnapshot,
  type Snapshot,
  type State,
  unchanged,
} from './advance.ts';
import { readPlace, writePlace } from './build-order.ts';
import {
  closedConflicts,
  closing,
  conflictIdentity,
  conflictMessage,
  type OpenConflict,
  openConflicts,
  opening,
  refreshing,
} from './conflicts.ts';
import { earlierResolution, type Resolution, resolvedTree } from './earlier-resolution.ts';
import { ownCommit } from './fence-attempt.ts';
import { isResolved } from './resolve-conflict.ts';

const TRIES = 10;

/**
 * Commits a generated snapshot to a branch of an SDK repository. Custom code on the branch is kept: the snapshot is
 * merged three-way, from the last snapshot that the branch contains. All refs move in one transaction, compared with
 * the values that were read; if somebody was faster, the decision is made again. The same input gives the same
 * commits. A conflict changes only its own refs; once it is resolved, the same call takes the resolution over.
 */
export async function advanceBranch(repository: Repository, snapshot: Snapshot): Promise<Advance> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const result = await tryAdvance(repository, snapshot);
    if (result !== null) return result;
  }
  throw new Error(
    `Branch ${snapshot.branch} was updated concurrently ${TRIES} times while build ${snapshot.buildId} was committing to it.`,
  );
}

async function tryAdvance(repository: Repository, snapshot: Snapshot): Promise<Advance | null> {
  const { branch, tree, buildId, sequence } = snapshot;
  // The order first: every commit that is made after it was read changes it, which invalidates this decision.
  const order = await repository.resolve(orderRef(branch));
  const head = await repository.resolve(headRef(branch));
  const generated = await repository.resolve(generatedRef(branch));
  const last = order === null ? null : await readPlace(repository, order);
  if (last !== null && last.sequence > sequence) {
    // An earlier attempt of this build may have committed before the newer one did.
    const own = await ownCommit(repository, branch, buildId);
    if (own !== null) return { kind: 'committed', ...own, resolved: await resolvedBy(repository, buildId) };
    return { kind: 'superseded', by: last.buildId };
  }
  if (last?.buildId === buildId && (last.sealed ?? 0) >= snapshot.attempt) return { kind: 'fenced' };
  if (last?.buildId === buildId && last.tree === tree && last.commit !== null) {
    // Committed by an earlier attempt of this build: return its result again.
    const { tree: committed } = await repository.readCommit(last.commit.sha);
    return { kind: 'committed', ...last.commit, tree: committed };
  }
  const state: State = {
    head,
    generated,
    // Builds that lie between the two cannot produce anything else: they have the same inputs.
    isFenced: last?.tree === tree && snapshot.sameSince !== undefined && last.sequence >= snapshot.sameSince,
    fence: async (commit) => ({
      ref: orderRef(branch),
      from: order ?? NO_OID,
      to: await writePlace(repository, { sequence, buildId, tree, commit }),
    }),
  };
  if (head === null || head === generated) return fastForward(repository, snapshot, state);
  const base =
    generated === null ? { tree: EMPTY_TREE, snapshot: null } : await findBase(repository, head, generated);
  const open = await openConflicts(repository, branch);
  const merged = open.find((conflict) => conflict.snapshot === base?.snapshot);
  if (merged !== undefined)
    return takeOver(repository, snapshot, state, { conflict: merged, head, tip: head }, open);
  if (base !== null && base.tree === tree && generated !== null) {
    return unchanged(repository, snapshot, state, head);
  }

  const ours = await repository.treeOf(head);
  const next = await nextSnapshot(repository, snapshot, generated);
  const result =
    base === null
      ? await mergeUnrelated(repository, ours, tree)
      : await mergeTrees(repository, base.tree, ours, tree);
  if (result.conflicts.length > 0) {
    const conflict = { ...result, verified: base !== null };
    return conflicting(repository, snapshot, state, { head, next }, conflict, open);
  }
  return commit(repository, snapshot, state, { tree: result.tree, parents: [head, next] }, next, open, null);
}

/** Number of the conflict whose resolution a build took over; null if none. */
async function resolvedBy(repository: Repository, buildId: string): Promise<number | null> {
  const closed = await closedConflicts(repository);
  return (
    closed.find(({ closedBy, resolution }) => closedBy === buildId && resolution !== null)?.number ?? null
  );
}

/** Opens a conflict, or finds the open one; takes over its resolution if somebody pushed one. */
async function conflicting(
  repository: Repository,
  snapshot: Snapshot,
  state: State,
  { head, next }: { head: string; next: string },
  result: { tree: string; conflicts: readonly ConflictFile[]; verified: boolean },
  open: readonly OpenConflict[],
): Promise<Advance | null> {
  const { branch, author, buildId } = snapshot;
  const earlier = await earlierResolution(repository, snapshot, head, open, result.conflicts.length);
  if (earlier?.conflicts.length === 0) {
    return takeOver(repository, snapshot, state, earlier.resolution, open);
  }
  const { tree, conflicts: files } = earlier ?? result;
  const verified = earlier !== null || result.verified;
  const identity = conflictIdentity(branch, files);
  const same = open.find((conflict) => conflict.identity === identity);
  if (same !== undefined && same.tip !== null && (await isResolved(repository, same))) {
    const taken = await takeOver(repository, snapshot, state, { conflict: same, head, tip: same.tip }, open);
    if (taken === null || taken.kind === 'committed') return taken;
  }
  const sha = await repository.writeCommit({
    tree,
    parents: [head, next, ...(earlier === null ? [] : [earlier.resolution.tip])],
    message: conflictMessage(
      branch,
      files.map(({ path }) => path),
    ),
    author,
  });
  const { number, changes } =
    same === undefined
      ? await opening(repository, sha, next, {
          branch,
          identity,
          verified,
          files: [...files],
          openedBy: buildId,
          openedAt: author.timestamp,
        })
      : { number: same.number, changes: refreshing(same, sha, next) };
  const moved = await repository.updateRefs([
    ...changes,
    ...(await closing(
      repository,
      open.filter((conflict) => conflict !== same),
      { by: buildId, resolved: null },
    )),
    await state.fence(null),
  ]);
  const openedBy = same?.openedBy ?? buildId;
  return moved ? { kind: 'conflict', number, head, openedBy, files, verified } : null;
}

/**
 * Merges a resolved conflict into the branch, unless the branch has it, and then the snapshot of this build, which
 * may be a later one. Returns the conflict again if the branch has moved and no longer fits the resolution.
 */
async function takeOver(
  repository: Repository,
  snapshot: Snapshot,
  state: State,
  resolution: Resolution,
  open: readonly OpenConflict[],
): Promise<Advance | null> {
  const { conflict, head, tip } = resolution;
  const { number } = conflict;
  const parents = [tip];
  const joined = await resolvedTree(repository, resolution);
  if (joined.conflicts.length > 0) return again(conflict, head, joined.conflicts);
  let { tree } = joined;
  if (!(await isAncestor(repository, head, tip))) parents.unshift(head);
  // A squash has taken the code over, but not the history.
  if (!(await isAncestor(repository, conflict.snapshot, tip))) parents.push(conflict.snapshot);
  const next = await nextSnapshot(repository, snapshot, conflict.snapshot);
  if (next !== conflict.snapshot) {
    const base = await repository.treeOf(conflict.snapshot);
    const merged = await mergeTrees(repository, base, tree, snapshot.tree);
    if (merged.conflicts.length > 0) return again(conflict, head, merged.conflicts);
    tree = merged.tree;
    parents.push(next);
  }
  // A replaced conflict is closed already; now its branch is deleted.
  const isOpen = open.some((other) => other.number === number);
  const spent = isOpen ? [] : [{ ref: headRef(conflictBranch(number)), from: tip, to: NO_OID }];
  if (parents.length > 1) {
    return commit(repository, snapshot, state, { tree, parents }, next, open, number, spent);
  }
  const moved = await repository.updateRefs([
    ...(tip === head ? [] : [{ ref: headRef(snapshot.branch), from: head, to: tip }]),
    ...(next === state.generated
      ? []
      : [{ ref: generatedRef(snapshot.branch), from: state.generated ?? NO_OID, to: next }]),
    ...(await closing(repository, open, { by: snapshot.buildId, resolved: { number, sha: tip } })),
    ...spent,
    await state.fence({ sha: tip, from: conflict.head, resolved: number }),
  ]);
  return moved ? { kind: 'committed', sha: tip, tree, from: conflict.head, resolved: number } : null;
}

function again({ number, openedBy }: OpenConflict, head: string, files: readonly ConflictFile[]): Advance {
  return { kind: 'conflict', number, head, openedBy, files, verified: true };
}
