import { GitError, git } from './git-command.ts';
import { type Change, changeOf, diffTrees } from './history.ts';
import { EMPTY_TREE, type Repository } from './repository.ts';

/** A commit for display: its message, and the number of changed lines by file. */
export async function show({ gitDir }: Repository, sha: string): Promise<string> {
  const args = ['show', '--stat=120', '--format=fuller', '--no-color', sha];
  return (await git(args, { gitDir })).stdout;
}

/** Number of files in a tree or commit. */
export async function countFiles({ gitDir }: Repository, oid: string): Promise<number> {
  const { stdout } = await git(['ls-tree', '-r', '--name-only', '-z', oid], { gitDir });
  return stdout === '' ? 0 : stdout.split('\0').length - 1;
}

/** Lines added and removed between two trees or commits; all lines of `to` without a `from`. */
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

/** Added and removed lines of each text file that differs between two commits or trees. */
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

/** A file that differs between two trees, with its blobs; null if missing on a side. */
export interface ChangedFile {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Files that differ between two commits or trees. */
export async function changedFiles(repository: Repository, from: string, to: string): Promise<ChangedFile[]> {
  return (await diffTrees(repository, from, to)).map(blobsOf);
}

/** Files that differ between pairs of trees, in their order. One Git process for all. */
export async function changedInPairs(
  { gitDir }: Repository,
  pairs: readonly { readonly from: string; readonly to: string }[],
): Promise<ChangedFile[][]> {
  const input = pairs.map(({ from, to }) => `${from} ${to}\n`).join('');
  const { stdout } = await git(['diff-tree', '--stdin', '-r', '-z', '--no-renames'], { gitDir, input });
  const all: ChangedFile[][] = [];
  const parts = stdout.split('\0');
  for (let i = 0; i < parts.length; i += 2) {
    // A line with the two trees precedes the files of each pair, of which there may be none.
    const [, pairLines = '', info = ''] =
      /^((?:[0-9a-f]{40} [0-9a-f]{40}\n)*)(.*)$/s.exec(parts[i] ?? '') ?? [];
    for (let n = pairLines.length / 82; n > 0; n--) all.push([]);
    if (info !== '') all.at(-1)?.push(blobsOf(changeOf(info, parts[i + 1] ?? '')));
  }
  return all;
}

function blobsOf({ path, before, after }: Change): ChangedFile {
  return { path, before: before?.oid ?? null, after: after?.oid ?? null };
}

/** Lines that replace others, one for one; empty for a file that is new, deleted, binary or of another mode. */
export interface ChangedLines {
  readonly path: string;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** The complete diff of two commits or trees, line by line; null if it exceeds `maxBytes`. */
export async function changedText(
  { gitDir }: Repository,
  from: string,
  to: string,
  maxBytes: number,
): Promise<ChangedLines[] | null> {
  const args = [
    'diff',
    '--unified=0',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '--no-color',
    from,
    to,
  ];
  let stdout: string;
  try {
    ({ stdout } = await git(['-c', 'core.quotePath=false', ...args, '--'], { gitDir, maxBytes }));
  } catch (error) {
    if (error instanceof GitError && error.exitCode === null) return null;
    throw error;
  }
  return parseDiff(stdout);
}

function parseDiff(text: string): ChangedLines[] {
  const all: { path: string; removed: string[]; added: string[] }[] = [];
  let path = '';
  let inHunk = false;
  for (const line of text.split('\n')) {
    const last = all.at(-1);
    if (line.startsWith('diff --git ')) {
      // A change without hunks, as of a binary file, still counts.
      path = / b\/(.*)$/.exec(line)?.[1] ?? '';
      all.push({ path, removed: [], added: [] });
      inHunk = false;
    } else if (line.startsWith('@@ ')) {
      if (inHunk) all.push({ path, removed: [], added: [] });
      inHunk = true;
    } else if (inHunk && line.startsWith('-')) last?.removed.push(line.slice(1));
    else if (inHunk && line.startsWith('+')) last?.added.push(line.slice(1));
    else if (!inHunk && /^(old mode|new file|deleted file) /.test(line)) {
      // It counts as a change other than line for line, whatever hunk follows.
      all.push({ path, removed: [], added: [] });
    }
  }
  return all;
}
