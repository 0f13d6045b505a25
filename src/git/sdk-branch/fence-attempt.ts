import { generatedRef, headRef, orderRef } from '../refs.ts';
import { git } from '../store/git-command.ts';
import type { Repository } from '../store/repository.ts';
import { NO_OID } from '../store/update-refs.ts';
import { readPlace, writePlace } from './build-order.ts';

/** A commit of a build that is in the history of its branch. */
export interface OwnCommit {
  readonly sha: string;
  readonly tree: string;
  /** Previous position of the branch. */
  readonly from: string | null;
}

export interface Run {
  readonly branch: string;
  readonly sequence: bigint;
  readonly buildId: string;
  readonly attempt: number;
}

const TRIES = 10;

/**
 * Fences off an attempt: a process still trying to commit for it, such as one that was only paused, commits nothing.
 * Returns the commit that the build has already made; null if none. A later attempt may commit.
 */
export async function fenceAttempt(repository: Repository, run: Run): Promise<OwnCommit | null> {
  const { branch, sequence, buildId, attempt } = run;
  if (!repository.exists) return null;
  for (let tries = 0; tries < TRIES; tries++) {
    const order = await repository.resolve(orderRef(branch));
    const last = order === null ? null : await readPlace(repository, order);
    // A newer build was here: this one can no longer commit.
    if (last !== null && last.sequence > sequence) return ownCommit(repository, branch, buildId);
    if (last?.buildId === buildId && last.commit !== null) {
      const { sha, from } = last.commit;
      return { sha, from, tree: await repository.treeOf(sha) };
    }
    const to = await writePlace(repository, {
      sequence,
      buildId,
      tree: last?.tree ?? '',
      commit: null,
      sealed: attempt,
    });
    if (await repository.updateRefs([{ ref: orderRef(branch), from: order ?? NO_OID, to }])) return null;
  }
  throw new Error(
    `Branch ${branch} was updated concurrently ${TRIES} times while build ${buildId} was being closed.`,
  );
}

/** The commit of a build in the history of its branch, by its trailer. */
export async function ownCommit(
  repository: Repository,
  branch: string,
  buildId: string,
): Promise<OwnCommit | null> {
  const sha = await commitNaming(repository, headRef(branch), buildId);
  if (sha === null) return null;
  const { tree, parents } = await repository.readCommit(sha);
  return { sha, tree, from: parents[0] ?? null };
}

/** The generated tree that a build committed to its branch; null if it is unknown. */
export async function ownTree(
  repository: Repository,
  branch: string,
  buildId: string,
): Promise<string | null> {
  if (!repository.exists) return null;
  const order = await repository.resolve(orderRef(branch));
  const last = order === null ? null : await readPlace(repository, order);
  if (last?.buildId === buildId && last.tree !== '') return last.tree;
  const snapshot = await commitNaming(repository, generatedRef(branch), buildId);
  return snapshot === null ? null : repository.treeOf(snapshot);
}

/** The newest commit below a ref that names a build in its trailer. */
async function commitNaming(repository: Repository, ref: string, buildId: string): Promise<string | null> {
  const tip = await repository.resolve(ref);
  if (tip === null) return null;
  const args = ['log', '-1', '--format=%H', `--grep=^Kiln-Build: ${buildId}$`, tip, '--'];
  const sha = (await git(args, { gitDir: repository.gitDir })).stdout.trim();
  return sha === '' ? null : sha;
}
