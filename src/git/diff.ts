import { git } from './native.ts';
import { EMPTY_TREE, type Repository } from './repository.ts';
import { NO_OID } from './update-refs.ts';

/** A commit for reading: its message, and how many lines of which files it changed. */
export async function show({ gitDir }: Repository, sha: string): Promise<string> {
  const args = ['show', '--stat=120', '--format=fuller', '--no-color', sha];
  return (await git(args, { gitDir })).stdout;
}

/** How many files a tree or commit holds. */
export async function countFiles({ gitDir }: Repository, oid: string): Promise<number> {
  const { stdout } = await git(['ls-tree', '-r', '--name-only', '-z', oid], { gitDir });
  return stdout === '' ? 0 : stdout.split('\0').length - 1;
}

/** Lines added and removed between two trees or commits; all of `to` where there is no `from`. */
export async function diffStats(
  { gitDir }: Repository,
  from: string | null,
  to: string,
): Promise<{ additions: number; deletions: number }> {
  const { stdout } = await git(['diff-tree', '-r', '--numstat', from ?? EMPTY_TREE, to], {
    gitDir,
  });
  let additions = 0;
  let deletions = 0;
  for (const line of stdout.split('\n')) {
    const [added, removed] = line.split('\t');
    additions += Number.parseInt(added ?? '', 10) || 0;
    deletions += Number.parseInt(removed ?? '', 10) || 0;
  }
  return { additions, deletions };
}

/** Of each text file that differs between two commits or trees, how many lines were added and removed. */
export async function changedLines(
  { gitDir }: Repository,
  from: string,
  to: string,
): Promise<Map<string, number>> {
  const args = ['diff-tree', '-r', '-z', '--no-renames', '--numstat', from, to];
  const { stdout } = await git(args, { gitDir });
  const counts = new Map<string, number>();
  for (const line of stdout.split('\0')) {
    const [, added, removed, path] = /^(\d+)\t(\d+)\t(.*)$/s.exec(line) ?? [];
    if (path !== undefined) counts.set(path, Number(added) + Number(removed));
  }
  return counts;
}

/** Files that differ between two commits or trees, with the ids of their blobs; null where there is none. */
export async function changedFiles(
  { gitDir }: Repository,
  from: string,
  to: string,
): Promise<{ path: string; before: string | null; after: string | null }[]> {
  const { stdout } = await git(['diff-tree', '-r', '-z', '--no-renames', from, to], {
    gitDir,
  });
  const parts = stdout.split('\0');
  const changes: { path: string; before: string | null; after: string | null }[] = [];
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const [, , before = NO_OID, after = NO_OID] = (parts[i] ?? '').split(' ');
    changes.push({
      path: parts[i + 1] ?? '',
      before: before === NO_OID ? null : before,
      after: after === NO_OID ? null : after,
    });
  }
  return changes;
}
