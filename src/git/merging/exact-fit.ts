import { changedFiles, onlyAddedTo } from '../store/diff.ts';
import type { Repository } from '../store/repository.ts';
import type { Snapshots } from './snapshots.ts';

/** Number of snapshots compared, newest first. */
const MAX_COMPARED = 1_000;

/**
 * The snapshot from which the branch differs only by added files: no generated file was edited. Of several, the one
 * that leaves the fewest files as custom code, and of these the newest, the branch's own first.
 */
export async function fitsExactly(
  repository: Repository,
  head: string,
  generated: string,
  snapshots: Snapshots,
): Promise<string | null> {
  const newest = snapshots.newestOf(generated).slice(0, MAX_COMPARED);
  const trees = new Map<string, string>();
  for (const sha of newest) {
    const tree = await repository.treeOf(sha);
    if (!trees.has(tree)) trees.set(tree, sha);
  }
  let best: { sha: string; added: number } | null = null;
  const tree = await repository.treeOf(head);
  for (const fitting of await onlyAddedTo(repository, [...trees.keys()], tree)) {
    const added = (await changedFiles(repository, fitting, tree)).length;
    if (added < (best?.added ?? Number.POSITIVE_INFINITY)) best = { sha: trees.get(fitting) ?? '', added };
  }
  return best?.sha ?? null;
}
