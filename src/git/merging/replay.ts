import { NOBODY } from '../store/commit-content.ts';
import { log } from '../store/history.ts';
import type { Repository } from '../store/repository.ts';
import { type MergedCommits, mergeCommits } from './merge-trees.ts';

const MAX_COMMITS = 1_000;

export type Replayed =
  | { readonly clean: true; readonly sha: string }
  | { readonly clean: false; readonly commit: string; readonly paths: readonly string[] };

/**
 * Replays onto `base` the commits of `head` that `base` lacks: one commit each, with its own message, author and
 * date. Commits that no longer change anything are skipped; a merge is replayed as its change to its first parent. No
 * ref moves.
 */
export async function replay(repository: Repository, base: string, head: string): Promise<Replayed> {
  const own = await log(repository, ['--first-parent', head, `^${base}`], MAX_COMMITS);
  let top = base;
  for (const { sha } of own.reverse()) {
    const { parents, message, author } = await repository.readCommit(sha);
    const [parent] = parents;
    // Only a project's first commit has no parent, and every base contains it.
    if (parent === undefined) continue;
    const merged = await mergeFrom(repository, parent, top, sha);
    if (!merged.clean) return { clean: false, commit: sha, paths: merged.paths };
    if (merged.tree === (await repository.treeOf(top))) continue;
    top = await repository.writeCommit({ tree: merged.tree, parents: [top], message, author });
  }
  return { clean: true, sha: top };
}

/** Three-way merge from a chosen base: Git gets two commits whose only parent is the base. */
async function mergeFrom(
  repository: Repository,
  base: string,
  ours: string,
  theirs: string,
): Promise<MergedCommits> {
  const side = async (commit: string) =>
    repository.writeCommit({
      tree: await repository.treeOf(commit),
      parents: [base],
      message: 'merge\n',
      author: NOBODY,
    });
  return mergeCommits(repository, await side(ours), await side(theirs));
}
