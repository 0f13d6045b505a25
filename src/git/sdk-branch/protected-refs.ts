import { conflictBranch, headRef } from '../refs.ts';
import { refsBelow } from '../store/history.ts';
import type { Repository } from '../store/repository.ts';
import { closedConflicts, isReplaced, openConflicts } from './conflicts.ts';

/** Below it are the branches of conflicts, which Kiln makes. A branch of this name would leave no room for them. */
const CONFLICT_BRANCHES = headRef('kiln');

/**
 * Refs that nobody pushes to, as Git's `receive.hideRefs` takes them: Kiln's own, and those by which Git takes an object
 * in place of another.
 */
export const CLOSED_TO_PUSHES = ['refs/kiln', 'refs/replace'];

/**
 * Branches below `kiln` that may be pushed to: those that are there, that an open conflict has, or that had a conflict
 * which an open one of the same branch replaced: what was resolved there is taken over as far as it goes.
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
