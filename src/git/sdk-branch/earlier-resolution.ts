import { type Merged, mergeTrees } from '../merging/merge-trees.ts';
import { isAncestor } from '../store/history.ts';
import type { Repository } from '../store/repository.ts';
import { type OpenConflict, replacedConflicts } from './conflicts.ts';
import { isResolved } from './resolve-conflict.ts';

/** A conflict that somebody has resolved, and the tip that resolves it. */
export interface Resolution {
  readonly conflict: OpenConflict;
  readonly head: string;
  /** What resolves it: the tip of its branch, or the branch itself where it was merged there. */
  readonly tip: string;
}

/** The merge of a snapshot into a branch, with what was resolved before as the custom code. */
export interface Carried extends Merged {
  readonly resolution: Resolution;
}

/**
 * What a resolution of another conflict of the branch does for this one: conflicts that are open still, or that a newer
 * one replaced, the latest first. Null where there is none, or where it leaves more to resolve than there is without it.
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

/** The code of a resolution, with what came to the branch since the conflict was met. */
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
