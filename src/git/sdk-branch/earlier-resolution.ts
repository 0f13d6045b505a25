import { type Merged, mergeTrees } from '../merging/merge-trees.ts';
import { isAncestor } from '../store/history.ts';
import type { Repository } from '../store/repository.ts';
import { type OpenConflict, replacedConflicts } from './conflicts.ts';
import { isResolved } from './resolve-conflict.ts';

/** A conflict that somebody has resolved, and the tip that resolves it. */
export interface Resolution {
  readonly conflict: OpenConflict;
  readonly head: string;
  /** The resolving commit: the tip of the conflict's branch, or the branch itself if it was merged there. */
  readonly tip: string;
}

/** The merge of a snapshot into a branch whose custom code includes an earlier resolution. */
export interface Carried extends Merged {
  readonly resolution: Resolution;
}

/**
 * Tries to reuse a resolution of another conflict of the branch: one that is still open, or that a newer one
 * replaced, latest first. Null if there is none, or if it leaves more to resolve than before.
 */
export async function earlierResolution(
  repository: Repository,
  { branch, tree }: { readonly branch: string; readonly tree: string },
  head: string,
  open: readonly OpenConflict[],
  conflicts: number,
): Promise<Carried | null> {
  const replaced = await replacedConflicts(repository, branch);
  for (const conflict of [...[...open].reverse(), ...replaced]) {
    const { tip } = conflict;
    if (
      tip === null ||
      (await isAncestor(repository, tip, head)) ||
      !(await isResolved(repository, conflict))
    ) {
      continue;
    }
    const resolution = { conflict, head, tip };
    const joined = await resolvedTree(repository, resolution);
    if (joined.conflicts.length > 0) continue;
    const merged = await mergeTrees(
      repository,
      await repository.treeOf(conflict.snapshot),
      joined.tree,
      tree,
    );
    if (merged.conflicts.length <= conflicts) return { ...merged, resolution };
  }
  return null;
}

/** The code of a resolution, merged with commits to the branch since the conflict. */
export async function resolvedTree(
  repository: Repository,
  { conflict, head, tip }: Resolution,
): Promise<Merged> {
  const tree = await repository.treeOf(tip);
  if (await isAncestor(repository, head, tip)) return { tree, conflicts: [] };
  const [before, now] = [await repository.treeOf(conflict.head), await repository.treeOf(head)];
  return mergeTrees(repository, before, now, tree);
}

/** Whether a resolution of a conflict that this one replaced waits to be taken over. */
export async function hasEarlierResolution(repository: Repository, conflict: OpenConflict): Promise<boolean> {
  for (const replaced of await replacedConflicts(repository, conflict.branch)) {
    const { tip } = replaced;
    if (tip === null || (await isAncestor(repository, tip, conflict.merge))) continue;
    if (await isResolved(repository, replaced)) return true;
  }
  return false;
}
