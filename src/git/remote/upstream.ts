import { setTimeout as wait } from 'node:timers/promises';
import { mergeTrees } from '../merging/merge-trees.ts';
import { headRef, orderRef, upstreamRef } from '../refs.ts';
import { readPlace } from '../sdk-branch/build-order.ts';
import type { Signature } from '../store/commit-content.ts';
import { isAncestor, isCommit, mergeBase } from '../store/history.ts';
import { EMPTY_TREE, type Repository } from '../store/repository.ts';
import { NO_OID } from '../store/update-refs.ts';
import { atRemote, type Remote, type RemoteFailure } from './remote.ts';

const TRIES = 10;
/** An unreachable remote is tried three times. */
const PAUSES_MS = [500, 2_000];

export type Fetched =
  | {
      readonly ok: true;
      /** The position of the branch there; null if it is missing. */
      readonly sha: string | null;
      /** Commits of the requested tags that exist there. */
      readonly tags: ReadonlyMap<string, string>;
    }
  | { readonly ok: false; readonly failure: RemoteFailure };

/** Fetches a branch of a remote, and looks up tags there. No ref moves. */
export function fetchUpstream(
  repository: Repository,
  remote: Remote,
  branch: string,
  tags: readonly string[] = [],
): Promise<Fetched> {
  return patiently(remote, async () => {
    const ref = headRef(branch);
    const refs = [ref, ...tags.flatMap((tag) => [`refs/tags/${tag}`, `refs/tags/${tag}^{}`])];
    const listed = await atRemote(repository, remote, ['ls-remote', '--quiet', remote.place, ...refs]);
    if (!listed.ok) return listed;
    const there = new Map(listed.stdout.split('\n').map((line) => [line.slice(41), line.slice(0, 40)]));
    const found = tags.flatMap((tag) => {
      const at = there.get(`refs/tags/${tag}^{}`) ?? there.get(`refs/tags/${tag}`);
      return at === undefined ? [] : [[tag, at] as const];
    });
    const sha = there.get(ref) ?? null;
    const answer = { ok: true, sha, tags: new Map(found) } as const;
    if (sha === null || (await isCommit(repository, sha))) return answer;
    const options = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'];
    const fetched = await atRemote(repository, remote, ['fetch', ...options, remote.place, ref]);
    if (!fetched.ok) return fetched;
    if (await isCommit(repository, sha)) return answer;
    return {
      ok: false,
      failure: { kind: 'unreachable', why: 'its branch was updated while it was fetched' },
    };
  });
}

export type Taken =
  | { readonly kind: 'current' }
  | { readonly kind: 'conflict'; readonly paths: readonly string[] };

export interface UpstreamChanges {
  readonly branch: string;
  /** Position of the branch at the remote. */
  readonly sha: string;
  /** Name of the remote in the commit message. */
  readonly name: string;
  readonly author: Signature;
  /** Position of the build in the order: a build that comes too late changes nothing. */
  readonly sequence: bigint;
}

/**
 * Takes a remote's commits into the branch as custom code: by fast-forward if possible, otherwise by a merge. A
 * conflict changes nothing. Commits that Kiln pushed there itself are not changes.
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
    // The order is written unchanged, which ensures that nobody changes it meanwhile: a newer build takes precedence.
    const same = order === null ? [] : [{ ref: orderRef(branch), from: order, to: order }];
    if (await repository.updateRefs([{ ref: headRef(branch), from: head ?? NO_OID, to }, ...same])) {
      return { kind: 'current' };
    }
  }
  throw new Error(
    `Branch ${branch} was updated concurrently ${TRIES} times while changes of ${name} were being merged.`,
  );
}

export type Pushed = { readonly ok: true } | { readonly ok: false; readonly failure: RemoteFailure };

/**
 * Pushes a branch to a remote that has it at `expected` (null: missing), and remembers what was pushed. A branch that
 * was reset is reset there too, but only if its commits there were taken over before.
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
      return { ok: false, failure: { kind: 'moved', why: 'the branch was updated meanwhile' } };
    }
    const lease = `--force-with-lease=${ref}:${expected ?? ''}`;
    const pushed = await patiently(remote, () =>
      atRemote(repository, remote, ['push', '--quiet', '--no-verify', lease, remote.place, `${head}:${ref}`]),
    );
    if (!pushed.ok) return pushed;
  }
  await repository.updateRefs([{ ref: upstreamRef(branch), from: null, to: head }]);
  return { ok: true };
}

/** Retries an operation that failed because the remote is unavailable, within the time limit. */
async function patiently<T extends { ok: true } | { ok: false; failure: RemoteFailure }>(
  { cancelled, signal }: Remote,
  work: () => Promise<T>,
): Promise<T> {
  for (const pauseMs of PAUSES_MS) {
    const result = await work();
    if (result.ok || result.failure.kind !== 'unreachable' || signal.aborted) return result;
    await wait(pauseMs, undefined, { signal: cancelled });
  }
  return work();
}
