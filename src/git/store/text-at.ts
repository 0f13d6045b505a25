import { git } from './git-command.ts';
import type { Repository } from './repository.ts';

/** The text of a file in a tree or commit; null if it is missing. Throws if it exceeds a megabyte. */
export async function textAt(
  { gitDir }: Repository,
  treeOrCommit: string,
  path: string,
): Promise<string | null> {
  const { stdout, code } = await git(['cat-file', 'blob', `${treeOrCommit}:${path}`], {
    gitDir,
    accept: [128],
    maxBytes: 1024 * 1024,
  });
  return code === 0 ? stdout : null;
}
