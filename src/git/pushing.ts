import { openConflicts } from './conflicts.ts';
import { refsBelow } from './history.ts';
import { conflictBranch, headRef } from './refs.ts';
import type { Repository } from './repository.ts';

/** Below it are the branches of conflicts, which Kiln makes. A branch of this name would leave no room for them. */
const CONFLICT_BRANCHES = headRef('kiln');

/**
 * Refs that nobody pushes to, as Git's `receive.hideRefs` takes them: Kiln's own; those by which Git takes an object in
 * place of another; and below `kiln` all but the branches that are there, or that an open conflict has.
 */
export async function closedToPushes(repository: Repository): Promise<string[]> {
  const made = [
    ...(await refsBelow(repository, CONFLICT_BRANCHES)).keys(),
    ...(await openConflicts(repository)).map(({ number }) => headRef(conflictBranch(number))),
  ].filter((ref) => ref !== CONFLICT_BRANCHES);
  return ['refs/kiln', 'refs/replace', CONFLICT_BRANCHES, ...made.map((ref) => `!${ref}`)];
}
