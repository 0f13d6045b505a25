import { conflictBranch, headRef } from '../refs.ts';
import { refsBelow } from '../store/history.ts';
import type { Repository } from '../store/repository.ts';
import { closedConflicts, isReplaced, openConflicts } from './conflicts.ts';

/** Prefix of conflict branches, which Kiln creates. A branch of this name would leave no room for them. */
const CONFLICT_BRANCHES = headRef('kiln');

/** Refs that cannot be pushed to, for Git's `receive.hideRefs`: Kiln's own, and those that replace objects. */
export const CLOSED_TO_PUSHES = ['refs/kiln', 'refs/replace'];

/**
 * Branches below `kiln` that may be pushed to: existing ones, those of open conflicts, and those of conflicts that an
 * open one of the same branch replaced, whose resolution is reused as far as possible.
 */
export async function openToPushes(repository: Repository): Promise<string[]> {
  const open = await openConflicts(repository);
  const branches = new Set(open.map(({ branch }) => branch));
  const closed = open.length === 0 ? [] : await closedConflicts(repository);
  const replaced = closed.filter((conflict) => isReplaced(conflict) && branches.has(conflict.branch));
  const there = (await refsBelow(repository, CONFLICT_BRANCHES)).keys();
  const named = [...open, ...replaced].map(({ number }) => headRef(conflictBranch(number)));
  return [...new Set([...there, ...named])].filter((ref) => ref !== CONFLICT_BRANCHES);
}

/** Closed conflicts that are named to people who push to one: the latest. */
const MAX_NAMED = 300;

/** The SDK branches of closed conflicts, by the ref of the conflict's branch. */
export async function closedToPushes(repository: Repository): Promise<ReadonlyMap<string, string>> {
  const closed = (await closedConflicts(repository)).slice(0, MAX_NAMED);
  return new Map(closed.map(({ number, branch }) => [headRef(conflictBranch(number)), branch]));
}
