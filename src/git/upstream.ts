import { setTimeout as wait } from 'node:timers/promises';
import type { Signature } from './commit-content.ts';
import { isAncestor, isCommit, mergeBase } from './history.ts';
import { mergeTrees } from './merge.ts';
import { readPlace } from './order.ts';
import { headRef, orderRef, upstreamRef } from './refs.ts';
import { atRemote, type Remote, type RemoteFailure } from './remote.ts';
import { EMPTY_TREE, type Repository } from './repository.ts';
import { NO_OID } from './update-refs.ts';

const TRIES = 10;
/** Of a remote that cannot be reached: three tries. */
const PAUSES_MS = [500, 2_000];

export type Fetched =
  /** Where the branch is there; null where it is not. */
  | { readonly ok: true; readonly sha: string | null }
  | { readonly ok: false; readonly failure: RemoteFailure };

/** Fetches a branch of a remote. No ref moves. */
export function fetchUpstream(repository: Repository, remote: Remote, branch: string): Promise<Fetched> {
  return patiently(async () => {
    const ref = headRef(branch);
    const listed = await atRemote(repository, remote, ['ls-remote', '--quiet', remote.place, ref]);
    if (!listed.ok) return listed;
    const line = listed.stdout.split('\n').find((each) => each.endsWith(`\t${ref}`));
    if (line === undefined) return { ok: true, sha: null };
    const sha = line.slice(0, 40);
    if (await isCommit(repository, sha)) return { ok: true, sha };
    const options = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'];
    const fetched = await atRemote(repository, remote, ['fetch', ...options, remote.place, ref]);
    if (!fetched.ok) return fetched;
    if (await isCommit(repository, sha)) return { ok: true, sha };
    return { ok: false, failure: { kind: 'unreachable', why: 'its branch moved while it was fetched' } };
  });
}

export type Taken =
  | { readonly kind: 'current' }
  | { readonly kind: 'conflict'; readonly paths: readonly string[] };

export interface UpstreamChanges {
  readonly branch: string;
  /** Where the branch is at the remote. */
  readonly sha: string;
  /** What the message calls the remote. */
  readonly name: string;
  readonly author: Signature;
  /** Place of the build in the order: one that comes too late changes nothing. */
  readonly sequence: bigint;
}

/**
 * Takes changes that were made at a remote into the branch, as custom code: it moves there where it can, else both
 * are merged. Where that conflicts nothing is changed. What Kiln pushed there itself is no change.
 */
export async function takeUpstream(repository: Repository, changes: UpstreamChanges): Promise<Taken> {
  const { branch, sha, name, author, sequence } = changes;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if ((await repository.resolve(upstreamRef(branch))) === sha) return { kind: 'current' };
    const head = await repository.resolve(headRef(branch));
    const order = await repository.resolve(orderRef(branch));
    if (order !== null && (await readPlace(repository, order)).sequence > sequence)
      return { kind: 'current' };
    if (head !== null && (await isAncestor(repository, sha, head))) return { kind: 'current' };
    let to = sha;
    if (head !== null && !(await isAncestor(repository, head, sha))) {
      const fork = await mergeBase(repository, head, sha);
      const base = fork === null ? EMPTY_TREE : await repository.treeOf(fork);
      const merged = await mergeTrees(
        repository,
        base,
        await repository.treeOf(head),
        await repository.treeOf(sha),
      );
      if (merged.conflicts.length > 0) {
        return { kind: 'conflict', paths: merged.conflicts.map(({ path }) => path) };
      }
      const message = `Merge ${branch} of ${name}\n`;
      to = await repository.writeCommit({ tree: merged.tree, parents: [head, sha], message, author });
    }
    // The order is written as it is, so that nobody changes it meanwhile: a build that is newer goes first.
    const same = order === null ? [] : [{ ref: orderRef(branch), from: order, to: order }];
    if (await repository.updateRefs([{ ref: headRef(branch), from: head ?? NO_OID, to }, ...same])) {
      return { kind: 'current' };
    }
  }
  throw new Error(`Branch ${branch} moved ${TRIES} times while changes of ${name} were to be taken in.`);
}

export type Pushed = { readonly ok: true } | { readonly ok: false; readonly failure: RemoteFailure };

/**
 * Pushes a branch to a remote where it is at `expected` there (null: not there), and remembers what it pushed. A branch
 * that was reset goes back there too, but only over what was taken in before.
 */
export async function pushUpstream(
  repository: Repository,
  remote: Remote,
  branch: string,
  expected: string | null,
): Promise<Pushed> {
  const ref = headRef(branch);
  const head = await repository.resolve(ref);
  if (head === null) return { ok: true };
  if (head !== expected) {
    const known = (await repository.resolve(upstreamRef(branch))) === expected;
    if (expected !== null && !known && !(await isAncestor(repository, expected, head))) {
      return { ok: false, failure: { kind: 'moved', why: 'the branch was moved meanwhile' } };
    }
    const lease = `--force-with-lease=${ref}:${expected ?? ''}`;
    const pushed = await patiently(() =>
      atRemote(repository, remote, ['push', '--quiet', '--no-verify', lease, remote.place, `${head}:${ref}`]),
    );
    if (!pushed.ok) return pushed;
  }
  await repository.updateRefs([{ ref: upstreamRef(branch), from: null, to: head }]);
  return { ok: true };
}

/** Tries again what failed because the remote was away. */
async function patiently<T extends { ok: true } | { ok: false; failure: RemoteFailure }>(
  work: () => Promise<T>,
): Promise<T> {
  for (const pauseMs of PAUSES_MS) {
    const result = await work();
    if (result.ok || result.failure.kind !== 'unreachable') return result;
    await wait(pauseMs);
  }
  return work();
}
