import { type ChangedFile, changedInPairs, changedLines } from '../store/diff.ts';
import { type Entry, listTree } from '../store/history.ts';
import type { Repository } from '../store/repository.ts';
import { newestSnapshots, type Snapshots } from './snapshots.ts';

/** Generated code that a branch took over without a trace. */
export type TakenOver =
  /** All generated code of the branch is that of one snapshot. */
  | { readonly isWhole: true; readonly snapshot: string }
  /** Changes of other lines of builds were merged into the branch: each up to one of these snapshots. */
  | { readonly isWhole: false; readonly snapshots: readonly string[] };

interface Candidate {
  readonly sha: string;
  /** The last snapshot that it has in common with the one in the history of the branch. */
  readonly fork: string;
  /** Number of files that show it. */
  readonly taken: number;
}

/**
 * Finds snapshots that the branch took over without a trace, e.g. by a squash whose message was rewritten, apart from
 * `held` and its predecessors. Of the files that a snapshot changed, the branch has none in the old version and some in
 * the new one; files that people edited as well are closer to the new version than to the old.
 *
 * @param held the last snapshot in the history of the branch
 * @param generated the last snapshot that was made for it
 */
export async function takenOver(
  repository: Repository,
  head: string,
  held: string,
  generated: string,
  snapshots: Snapshots,
): Promise<TakenOver | null> {
  const before = new Set(snapshots.chain(held));
  const compared = await newestSnapshots(repository, generated, snapshots, before);
  if (compared.length === 0) return null;
  const branch = await Branch.read(repository, head, held);
  const forks = compared.map((sha) => snapshots.fork(held, sha) ?? held);
  const diverged = compared.filter((_, i) => forks[i] !== held);
  const [changes, sinceHeld] = await Promise.all([
    changesOf(
      repository,
      compared.map((to, i) => ({ from: forks[i] ?? held, to })),
    ),
    changesOf(
      repository,
      diverged.map((to) => ({ from: held, to })),
    ),
  ]);
  const merged: Candidate[] = [];
  let whole: Candidate | null = null;
  for (const [i, sha] of compared.entries()) {
    const fork = forks[i] ?? held;
    const asMerged = await branch.taken(sha, changes[i] ?? []);
    if (asMerged > 0) merged.push({ sha, fork, taken: asMerged });
    // If both lines were generated anew since the fork: does the branch have this one in place of its own?
    const asWhole = fork === held ? 0 : await branch.taken(sha, sinceHeld[diverged.indexOf(sha)] ?? []);
    if (asWhole > (whole?.taken ?? 0)) whole = { sha, fork, taken: asWhole };
  }
  if (whole !== null) return { isWhole: true, snapshot: whole.sha };
  const lines = mostTaken(merged, snapshots);
  const [only] = lines;
  if (only === undefined) return null;
  return lines.length === 1 && only.fork === held
    ? { isWhole: true, snapshot: only.sha }
    : { isWhole: false, snapshots: lines.map(({ sha }) => sha) };
}

/** Of each line of builds, the snapshot that most files show. */
function mostTaken(candidates: readonly Candidate[], snapshots: Snapshots): Candidate[] {
  const chosen: Candidate[] = [];
  // Sorting is stable: of equals, the newest comes first.
  for (const candidate of [...candidates].sort((a, b) => b.taken - a.taken)) {
    const isRelated = ({ sha }: Candidate) =>
      snapshots.contains(sha, candidate.sha) || snapshots.contains(candidate.sha, sha);
    if (!chosen.some(isRelated)) chosen.push(candidate);
  }
  return chosen;
}

/** The files in which snapshots differ from earlier ones. */
async function changesOf(
  repository: Repository,
  pairs: readonly { readonly from: string; readonly to: string }[],
): Promise<ChangedFile[][]> {
  if (pairs.length === 0) return [];
  const trees = pairs.map(async ({ from, to }) => ({
    from: await repository.treeOf(from),
    to: await repository.treeOf(to),
  }));
  return changedInPairs(repository, await Promise.all(trees));
}

/** The files of a branch, and of the last snapshot in its history. */
class Branch {
  readonly #repository: Repository;
  readonly #head: string;
  readonly #held: string;
  readonly #now: ReadonlyMap<string, Entry>;
  readonly #then: ReadonlyMap<string, Entry>;
  #fromHeld: ReadonlyMap<string, number> | null = null;

  private constructor(
    repository: Repository,
    [head, held]: readonly [string, string],
    [now, then]: readonly [ReadonlyMap<string, Entry>, ReadonlyMap<string, Entry>],
  ) {
    this.#repository = repository;
    this.#head = head;
    this.#held = held;
    this.#now = now;
    this.#then = then;
  }

  static async read(repository: Repository, head: string, held: string): Promise<Branch> {
    const files = Promise.all([listTree(repository, head), listTree(repository, held)]);
    return new Branch(repository, [head, held], await files);
  }

  /** Number of files that show the changes of a snapshot; 0 if some do not. */
  async taken(sha: string, all: readonly ChangedFile[]): Promise<number> {
    const now = (path: string) => this.#now.get(path)?.oid ?? null;
    const then = (path: string) => this.#then.get(path)?.oid ?? null;
    // What the branch's own line changed in the same way tells nothing.
    const changes = all.filter(({ path, after }) => then(path) !== after);
    if (changes.some(({ path, before }) => now(path) === before || now(path) === then(path))) return 0;
    // If both lines changed a file, its distances from them tell nothing.
    const edited = changes.filter(({ path, before, after }) => now(path) !== after && then(path) === before);
    const taken = changes.filter(({ path, after }) => now(path) === after).length;
    if (edited.length === 0) return taken;
    this.#fromHeld ??= await changedLines(this.#repository, this.#held, this.#head);
    const fromThis = await changedLines(this.#repository, sha, this.#head);
    const nearer = edited.map(({ path }) => (this.#fromHeld?.get(path) ?? 0) - (fromThis.get(path) ?? 0));
    if (nearer.some((lines) => lines < 0)) return 0;
    return taken + nearer.filter((lines) => lines > 0).length;
  }
}
