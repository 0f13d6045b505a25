import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { git } from './git-command.ts';
import type { Repository } from './repository.ts';

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
}

/** An entry of a tree: mode and object. */
export interface Entry {
  readonly mode: string;
  readonly oid: string;
}

/** Commits that `revisions` (arguments of `git log`) select, newest first, at most `limit`. */
export async function log(
  { gitDir }: Repository,
  revisions: readonly string[],
  limit: number,
): Promise<Commit[]> {
  const { stdout } = await git(
    ['log', '-z', '--topo-order', `--max-count=${limit}`, '--format=%H%n%T%n%P%n%B', ...revisions, '--'],
    { gitDir },
  );
  return stdout
    .split('\0')
    .filter((part) => part !== '')
    .map((part) => {
      const [sha = '', tree = '', parents = '', ...message] = part.split('\n');
      return { sha, tree, parents: parents.split(' ').filter(Boolean), message: message.join('\n') };
    });
}

/** Whether a full SHA is that of a commit in the repository. */
export async function isCommit({ gitDir }: Repository, sha: string): Promise<boolean> {
  return (await git(['cat-file', '-e', `${sha}^{commit}`], { gitDir, accept: [1, 128] })).code === 0;
}

/** The best common ancestor of two commits, or null for unrelated histories. */
export async function mergeBase({ gitDir }: Repository, a: string, b: string): Promise<string | null> {
  const { stdout, code } = await git(['merge-base', a, b], { gitDir, accept: [1] });
  return code === 0 ? stdout.trim() : null;
}

export async function isAncestor({ gitDir }: Repository, ancestor: string, commit: string): Promise<boolean> {
  if (ancestor === commit) return true;
  return (await git(['merge-base', '--is-ancestor', ancestor, commit], { gitDir, accept: [1] })).code === 0;
}

/** Refs below a prefix (a folder of refs), and what they point at. */
export async function refsBelow({ gitDir }: Repository, prefix: string): Promise<Map<string, string>> {
  if (!(await mayHaveRefs(gitDir, prefix))) return new Map();
  const { stdout } = await git(['for-each-ref', '--format=%(objectname) %(refname)', prefix], { gitDir });
  return new Map(
    stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => [line.slice(41), line.slice(0, 40)]),
  );
}

/** Whether there may be refs below a prefix. Avoids starting Git: most repositories have no conflict. */
async function mayHaveRefs(gitDir: string, prefix: string): Promise<boolean> {
  if (existsSync(path.join(gitDir, prefix))) return true;
  const packed = path.join(gitDir, 'packed-refs');
  return existsSync(packed) && (await readFile(packed, 'utf8')).includes(` ${prefix}/`);
}

/** Every file of a tree or commit with its mode and blob, including links and submodules. */
export async function listTree({ gitDir }: Repository, tree: string): Promise<Map<string, Entry>> {
  const { stdout } = await git(['ls-tree', '-r', '-z', tree], { gitDir });
  const entries = new Map<string, Entry>();
  for (const line of stdout.split('\0')) {
    const tab = line.indexOf('\t');
    if (tab < 0) continue;
    const [mode = '', , oid = ''] = line.slice(0, tab).split(' ');
    entries.set(line.slice(tab + 1), { mode, oid });
  }
  return entries;
}

export interface Change {
  readonly path: string;
  readonly before: Entry | null;
  readonly after: Entry | null;
}

/** Files that differ between two trees or commits in content or mode; a rename counts as a deletion and an addition. */
export async function diffTrees({ gitDir }: Repository, from: string, to: string): Promise<Change[]> {
  const { stdout } = await git(['diff-tree', '-r', '-z', '--no-renames', from, to], { gitDir });
  const parts = stdout.split('\0');
  const changes: Change[] = [];
  for (let i = 0; i + 1 < parts.length; i += 2) changes.push(changeOf(parts[i] ?? '', parts[i + 1] ?? ''));
  return changes;
}

/** A line of `git diff-tree`, `:<mode> <mode> <oid> <oid> <status>`, and the path that follows it. */
export function changeOf(line: string, path: string): Change {
  const [before = '', after = '', oldOid = '', newOid = ''] = line.slice(1).split(' ');
  const entry = (mode: string, oid: string) => (mode === '000000' ? null : { mode, oid });
  return { path, before: entry(before, oldOid), after: entry(after, newOid) };
}

/** Replaces some files of a tree, or removes them if the entry is null. Returns the new tree. */
export async function editTree(
  repository: Repository,
  tree: string,
  changes: ReadonlyMap<string, Entry | null>,
): Promise<string> {
  if (changes.size === 0) return tree;
  const { gitDir } = repository;
  return repository.withIndex(async (env) => {
    await git(['read-tree', tree], { gitDir, env });
    const lines = [...changes].map(([path, entry]) =>
      entry === null ? `0 ${'0'.repeat(40)}\t${path}\0` : `${entry.mode} ${entry.oid}\t${path}\0`,
    );
    await git(['update-index', '-z', '--add', '--index-info'], { gitDir, env, input: lines.join('') });
    return (await git(['write-tree'], { gitDir, env })).stdout.trim();
  });
}
