import { ADOPTED } from '../refs.ts';
import { changedFiles } from '../store/diff.ts';
import { type Commit, isAncestor, log, mergeBase, refsBelow } from '../store/history.ts';
import type { Repository } from '../store/repository.ts';
import { fitsExactly } from './exact-fit.ts';
import { mergeTrees } from './merge-trees.ts';
import { buildsIn, Snapshots } from './snapshots.ts';
import { takenOver } from './taken-over.ts';

/** The generated code that a branch's custom code is based on. */
export interface Base {
  readonly tree: string;
  /** The snapshot with that tree; null if several were merged into one base. */
  readonly snapshot: string | null;
}

const MAX_COMMITS = 2_000;

/**
 * Finds the generated code that a branch contains: the merge base for the next snapshot. In this order: if the
 * history was rewritten, the snapshot of which the branch has every file unchanged; the last snapshot in the history,
 * or the code of an adoption; newer snapshots that commits name in their trailers, as squashed, rebased and
 * cherry-picked commits do; other snapshots whose every change the branch has. Returns null if none is found.
 *
 * @param head the branch
 * @param generated the last snapshot that was made for it
 */
export async function findBase(
  repository: Repository,
  head: string,
  generated: string,
): Promise<Base | null> {
  const held =
    (await mergeBase(repository, head, generated)) ?? (await adoptedCode(repository, head, generated));
  const commits = await log(repository, held === null ? [head] : [head, `^${held}`], MAX_COMMITS);
  const recent = held === null ? commits : sinceMerge(commits, held);
  if (held !== null && recent.length === 0) return ofSnapshot(repository, held);

  const snapshots = await Snapshots.read(repository);
  // A branch without its last snapshot was rewritten: the contents of its files count for more than its history.
  const fitting = held === generated ? null : await fitsExactly(repository, head, generated, snapshots);
  if (fitting !== null) return ofSnapshot(repository, fitting);
  const named = recent.flatMap(({ message }) => buildsIn(message).flatMap((id) => snapshots.ofBuild(id)));
  const newer = snapshots.newest(named.filter((sha) => held === null || !snapshots.contains(held, sha)));
  const known = await byHistory(repository, head, held, { commits, newer, snapshots });
  if (known === null || known.snapshot === null) return known;
  const taken = await takenOver(repository, head, known.snapshot, generated, snapshots);
  if (taken === null) return known;
  return taken.isWhole
    ? ofSnapshot(repository, taken.snapshot)
    : together(repository, head, known.snapshot, taken.snapshots, snapshots);
}

/** The generated code that an adopted branch is based on: no commit of that branch has it in its history. */
async function adoptedCode(repository: Repository, head: string, generated: string): Promise<string | null> {
  for (const record of [...(await refsBelow(repository, ADOPTED)).values()].reverse()) {
    const [team = '', code = ''] = (await repository.readCommit(record)).parents;
    if ((await isAncestor(repository, team, head)) && (await isAncestor(repository, code, generated)))
      return code;
  }
  return null;
}

/** What the commits of a branch show: `held` is the last snapshot among them, `newer` are the snapshots named since. */
async function byHistory(
  repository: Repository,
  head: string,
  held: string | null,
  found: { commits: readonly Commit[]; newer: readonly string[]; snapshots: Snapshots },
): Promise<Base | null> {
  const { commits, newer, snapshots } = found;
  if (held !== null) {
    return newer.length > 0
      ? together(repository, head, held, newer, snapshots)
      : ofSnapshot(repository, held);
  }
  const [only] = newer;
  if (only === undefined) return sameTree(commits, snapshots);
  return newer.length === 1 ? ofSnapshot(repository, only) : closest(repository, head, newer);
}

async function ofSnapshot(repository: Repository, snapshot: string): Promise<Base> {
  return { snapshot, tree: await repository.treeOf(snapshot) };
}

/**
 * Commits after the last merge of `held`: everything in that merge is accounted for. Where `held` is the first parent,
 * something else was merged into it.
 */
function sinceMerge(commits: readonly Commit[], held: string): Commit[] {
  const merge = commits.find(({ parents }) => parents.slice(1).includes(held));
  if (merge === undefined) return [...commits];
  const byId = new Map(commits.map((commit) => [commit.sha, commit]));
  const old = new Set<string>();
  const queue = [merge.sha];
  for (let sha = queue.pop(); sha !== undefined; sha = queue.pop()) {
    if (old.has(sha)) continue;
    old.add(sha);
    queue.push(...(byId.get(sha)?.parents ?? []));
  }
  return commits.filter(({ sha }) => !old.has(sha));
}

/** Merges the snapshot in the history and others that came in since into one base. */
async function together(
  repository: Repository,
  head: string,
  held: string,
  newer: readonly string[],
  snapshots: Snapshots,
): Promise<Base> {
  const all = snapshots.newest([held, ...newer]);
  const [first, ...rest] = all;
  if (first === undefined) return ofSnapshot(repository, held);
  if (rest.length === 0) return ofSnapshot(repository, first);
  let { tree } = await repository.readCommit(first);
  for (const other of rest) {
    const from = await mergeBase(repository, first, other);
    if (from === null) return closest(repository, head, all);
    const [base, theirs] = [await repository.readCommit(from), await repository.readCommit(other)];
    const merged = await mergeTrees(repository, base.tree, tree, theirs.tree);
    if (merged.conflicts.length > 0) return closest(repository, head, all);
    tree = merged.tree;
  }
  return { tree, snapshot: null };
}

/** The snapshot from which the branch differs in the fewest files. */
async function closest(repository: Repository, head: string, candidates: readonly string[]): Promise<Base> {
  const scored = await Promise.all(
    candidates.map(async (snapshot) => ({
      snapshot,
      differing: (await changedFiles(repository, snapshot, head)).length,
    })),
  );
  const [best] = scored.sort((a, b) => a.differing - b.differing);
  return ofSnapshot(repository, best?.snapshot ?? candidates[0] ?? head);
}

/** A history without any snapshot may still contain a commit with exactly the files of one. */
function sameTree(commits: readonly Commit[], snapshots: Snapshots): Base | null {
  for (const { tree } of commits) {
    const snapshot = snapshots.withTree(tree);
    if (snapshot !== null) return { snapshot, tree };
  }
  return null;
}
