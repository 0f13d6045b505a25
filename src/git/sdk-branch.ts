import {
  type Advance,
  commit,
  fastForward,
  nextSnapshot,
  type Snapshot,
  type State,
  unchanged,
} from './advance.ts';
import { findBase } from './base.ts';
import {
  closing,
  conflictIdentity,
  conflictMessage,
  type OpenConflict,
  openConflicts,
  opening,
  refreshing,
} from './conflicts.ts';
import { isAncestor } from './history.ts';
import { type ConflictFile, mergeTrees, mergeUnrelated } from './merge.ts';
import { readPlace, writePlace } from './order.ts';
import { generatedRef, headRef, orderRef } from './refs.ts';
import { EMPTY_TREE, type Repository } from './repository.ts';
import { isResolved } from './resolve.ts';
import { ownCommit } from './seal.ts';
import { NO_OID } from './update-refs.ts';

const TRIES = 10;

/**
 * Brings a generated snapshot onto a branch of an SDK repository. Custom code on the branch stays: the snapshot
 * is merged three-way, from the last snapshot that the branch holds. All refs move in one transaction, each from
 * what was read; where somebody was quicker it is decided anew. The same input leaves the same commits.
 * A conflict changes nothing but its own refs; once it is resolved, the same call takes the resolution over.
 */
export async function advanceBranch(repository: Repository, snapshot: Snapshot): Promise<Advance> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const result = await tryAdvance(repository, snapshot);
    if (result !== null) return result;
  }
  throw new Error(
    `Branch ${snapshot.branch} moved ${TRIES} times while build ${snapshot.buildId} was to commit to it.`,
  );
}

async function tryAdvance(repository: Repository, snapshot: Snapshot): Promise<Advance | null> {
  const { branch, tree, buildId, sequence } = snapshot;
  // The order first: whoever commits after it was read changes it, and then nothing that was decided here holds.
  const order = await repository.resolve(orderRef(branch));
  const head = await repository.resolve(headRef(branch));
  const generated = await repository.resolve(generatedRef(branch));
  const last = order === null ? null : await readPlace(repository, order);
  if (last !== null && last.sequence > sequence) {
    // An earlier try of this build may have committed before the newer one did.
    const own = await ownCommit(repository, branch, buildId);
    if (own !== null) return { kind: 'committed', ...own, resolved: null };
    return { kind: 'superseded', by: last.buildId };
  }
  if (last?.buildId === buildId && (last.sealed ?? 0) >= snapshot.attempt) return { kind: 'sealed' };
  if (last?.buildId === buildId && last.tree === tree && last.commit !== null) {
    // Committed by an earlier try of this build: the answer of that try is given again.
    const { tree: committed } = await repository.readCommit(last.commit.sha);
    return { kind: 'committed', ...last.commit, tree: committed };
  }
  const state: State = {
    head,
    generated,
    // No build is between the two, and of the one before nothing else can come: it has the same inputs.
    isFenced: last?.tree === tree && snapshot.follows !== undefined && last.sequence >= snapshot.follows,
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

/** Opens a conflict, or finds the one that is open; takes over its resolution where somebody pushed one. */
async function conflicting(
  repository: Repository,
  snapshot: Snapshot,
  state: State,
  { head, next }: { head: string; next: string },
  result: { tree: string; conflicts: readonly ConflictFile[]; verified: boolean },
  open: readonly OpenConflict[],
): Promise<Advance | null> {
  const { branch, author, buildId } = snapshot;
  const files = result.conflicts;
  const identity = conflictIdentity(branch, files);
  const same = open.find((conflict) => conflict.identity === identity);
  if (same !== undefined && same.tip !== null && (await isResolved(repository, same))) {
    const taken = await takeOver(repository, snapshot, state, { conflict: same, head, tip: same.tip }, open);
    if (taken === null || taken.kind === 'committed') return taken;
  }
  const sha = await repository.writeCommit({
    tree: result.tree,
    parents: [head, next],
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
          verified: result.verified,
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
  return moved ? { kind: 'conflict', number, head, files, verified: result.verified } : null;
}

interface Resolution {
  readonly conflict: OpenConflict;
  readonly head: string;
  /** What resolves it: the tip of its branch, or the branch itself where it was merged there. */
  readonly tip: string;
}

/**
 * Brings a resolved conflict into the branch, or finds it there, and then the snapshot of this build, which may
 * be a later one. Gives the conflict again where the branch moved on and no longer goes with its resolution.
 */
async function takeOver(
  repository: Repository,
  snapshot: Snapshot,
  state: State,
  { conflict, head, tip }: Resolution,
  open: readonly OpenConflict[],
): Promise<Advance | null> {
  const { number } = conflict;
  const parents = [tip];
  let { tree } = await repository.readCommit(tip);
  if (!(await isAncestor(repository, head, tip))) {
    const [before, now] = [await repository.readCommit(conflict.head), await repository.readCommit(head)];
    const joined = await mergeTrees(repository, before.tree, now.tree, tree);
    if (joined.conflicts.length > 0) return again(conflict, head, joined.conflicts);
    tree = joined.tree;
    parents.unshift(head);
  }
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
  if (parents.length > 1) {
    return commit(repository, snapshot, state, { tree, parents }, next, open, number);
  }
  const moved = await repository.updateRefs([
    ...(tip === head ? [] : [{ ref: headRef(snapshot.branch), from: head, to: tip }]),
    ...(next === state.generated
      ? []
      : [{ ref: generatedRef(snapshot.branch), from: state.generated ?? NO_OID, to: next }]),
    ...(await closing(repository, open, { by: snapshot.buildId, resolved: { number, sha: tip } })),
    await state.fence({ sha: tip, from: conflict.head, resolved: number }),
  ]);
  return moved ? { kind: 'committed', sha: tip, tree, from: conflict.head, resolved: number } : null;
}

function again({ number }: OpenConflict, head: string, files: readonly ConflictFile[]): Advance {
  return { kind: 'conflict', number, head, files, verified: true };
}
