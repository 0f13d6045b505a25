import { changedInPairs } from '../store/diff.ts';
import type { Repository } from '../store/repository.ts';
import type { Snapshots } from './snapshots.ts';

/** Number of snapshots compared, newest first, and of those compared by one Git process. */
const MAX_COMPARED = 1_000;
const BATCH = 50;

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
  const byTree = new Map<string, string>();
  for (const sha of snapshots.newestOf(generated).slice(0, MAX_COMPARED)) {
    const tree = await repository.treeOf(sha);
    if (!byTree.has(tree)) byTree.set(tree, sha);
  }
  const candidates = [...byTree];
  const to = await repository.treeOf(head);
  let best: { sha: string; added: number } | null = null;
  for (let at = 0; at < candidates.length; at += BATCH) {
    const batch = candidates.slice(at, at + BATCH);
    const changes = await changedInPairs(
      repository,
      batch.map(([from]) => ({ from, to })),
    );
    for (const [i, [, sha]] of batch.entries()) {
      const changed = changes[i] ?? [];
      if (changed.some(({ before }) => before !== null)) continue;
      if (changed.length < (best?.added ?? Number.POSITIVE_INFINITY)) best = { sha, added: changed.length };
    }
  }
  return best?.sha ?? null;
}
