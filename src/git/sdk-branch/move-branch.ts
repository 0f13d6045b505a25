import { findBase } from '../merging/merge-base.ts';
import { mergeTrees } from '../merging/merge-trees.ts';
import { generatedRef, headRef, orderRef, pastRef } from '../refs.ts';
import type { Signature } from '../store/commit-content.ts';
import { isAncestor, mergeBase } from '../store/history.ts';
import { EMPTY_TREE, type Repository } from '../store/repository.ts';
import { NO_OID, type RefChange } from '../store/update-refs.ts';
import { readPlace, writePlace } from './build-order.ts';
import { closing, openConflicts } from './conflicts.ts';

/** What happens to a branch of an SDK repository when its project branch is created, moved or deleted. */
export type CodeMove =
  /** It stays as it is. */
  | { readonly kind: 'keep' }
  /** It becomes a copy of branch `from`, including custom code; without such a branch, it is deleted. */
  | { readonly kind: 'take'; readonly from: string }
  | { readonly kind: 'drop' }
  /** Its custom code is merged with the code of branch `onto`. */
  | { readonly kind: 'rebase'; readonly onto: string };

export interface BranchMove {
  readonly branch: string;
  readonly move: CodeMove;
  /** Builds before this position in the order no longer commit to the branch; null: all still may. */
  readonly sequence: bigint | null;
  readonly author: Signature;
}

export type MovePlan =
  | { readonly ok: true; readonly changes: readonly RefChange[] }
  | { readonly ok: false; readonly paths: readonly string[] };

/**
 * Plans the ref changes of a move. No ref moves; needed objects are written. Snapshots that no branch is at
 * afterwards are kept, because their code may have been merged or squashed into other branches.
 */
export async function planMove(
  repository: Repository,
  { branch, move, sequence, author }: BranchMove,
): Promise<MovePlan> {
  const now = await refsOf(repository, branch);
  const next = await nextRefs(repository, branch, now, move, author);
  if ('paths' in next) return { ok: false, paths: next.paths };
  const changes: RefChange[] =
    move.kind === 'keep'
      ? []
      : await closing(repository, await openConflicts(repository, branch), { by: null, resolved: null });
  const set = (ref: string, from: string | null, to: string | null) => {
    if (from !== to) changes.push({ ref, from: from ?? NO_OID, to: to ?? NO_OID });
  };
  set(headRef(branch), now.head, next.head);
  set(generatedRef(branch), now.generated, next.generated);
  if (now.generated !== null && now.generated !== next.generated) {
    changes.push({ ref: pastRef(now.generated), from: null, to: now.generated });
  }
  if (sequence !== null) {
    const order = await repository.resolve(orderRef(branch));
    const last = order === null ? null : (await readPlace(repository, order)).sequence;
    const fence = { sequence, buildId: null, tree: EMPTY_TREE, commit: null };
    if (last === null || last < sequence) set(orderRef(branch), order, await writePlace(repository, fence));
  }
  return { ok: true, changes };
}

const TRIES = 10;

/** Moves a branch. A conflict changes nothing. Throws if others keep moving it. */
export async function moveBranch(repository: Repository, move: BranchMove): Promise<MovePlan> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const plan = await planMove(repository, move);
    if (!plan.ok || (await repository.updateRefs(plan.changes))) return plan;
  }
  throw new Error(`Branch ${move.branch} was updated concurrently ${TRIES} times while it was being moved.`);
}

interface Refs {
  readonly head: string | null;
  readonly generated: string | null;
}

async function refsOf(repository: Repository, branch: string): Promise<Refs> {
  return {
    head: await repository.resolve(headRef(branch)),
    generated: await repository.resolve(generatedRef(branch)),
  };
}

type Rebased = Refs | { readonly paths: readonly string[] };

async function nextRefs(
  repository: Repository,
  branch: string,
  now: Refs,
  move: CodeMove,
  author: Signature,
): Promise<Rebased> {
  switch (move.kind) {
    case 'keep':
      return now;
    case 'drop':
      return { head: null, generated: null };
    case 'take':
      return refsOf(repository, move.from);
    case 'rebase':
      return rebase(repository, branch, now, move.onto, author);
  }
}

/**
 * Merges the custom code of a branch onto another: its changes to its own generated code are applied to the other's.
 * Both heads are parents, so earlier fetches of the branch can fast-forward; the other's snapshot is one too, because
 * all of its generated code is included.
 */
async function rebase(
  repository: Repository,
  branch: string,
  now: Refs,
  onto: string,
  author: Signature,
): Promise<Rebased> {
  const other = await refsOf(repository, onto);
  if (other.head === null || other.generated === null || now.head === other.head) return now;
  if (now.head === null || now.generated === null || (await isAncestor(repository, now.head, other.head)))
    return other;
  if (await isAncestor(repository, other.head, now.head)) return now;
  const base = await withoutOwnCode(repository, now.head, now.generated, other.head);
  const [ours, theirs] = [await repository.readCommit(other.head), await repository.readCommit(now.head)];
  const merged = await mergeTrees(repository, base, ours.tree, theirs.tree);
  if (merged.conflicts.length > 0) return { paths: merged.conflicts.map(({ path }) => path) };
  const head = await repository.writeCommit({
    tree: merged.tree,
    parents: [...new Set([other.head, now.head, other.generated])],
    message: `Rebase ${branch} onto ${onto}\n`,
    author,
  });
  return { head, generated: other.generated };
}

/**
 * The tree that the branch would have without its own custom code: the code at the fork from the other branch, merged
 * with the code generated on the branch since. If that is unknown, the generated code.
 */
async function withoutOwnCode(
  repository: Repository,
  head: string,
  generated: string,
  other: string,
): Promise<string> {
  const base = await findBase(repository, head, generated);
  const held = base?.tree ?? (await repository.treeOf(generated));
  const fork = await mergeBase(repository, head, other);
  if (fork === null) return held;
  const before = await findBase(repository, fork, generated);
  if (before === null) return held;
  const merged = await mergeTrees(repository, before.tree, await repository.treeOf(fork), held);
  return merged.conflicts.length === 0 ? merged.tree : held;
}
