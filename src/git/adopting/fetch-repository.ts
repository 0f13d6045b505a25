import type { AdoptionFailure } from '../../contract/adoptions.ts';
import { listed } from '../../contract/listed.ts';
import { adoptionRef } from '../refs.ts';
import { atRemote, type Remote, type RemoteFailure } from '../remote/remote.ts';
import { git } from '../store/git-command.ts';
import { isCommit, refsBelow } from '../store/history.ts';
import type { Repository } from '../store/repository.ts';
import { NO_OID } from '../store/update-refs.ts';
import type { TeamRepository } from './find-generated.ts';
import { trackedIn } from './tracking-file.ts';

/** What to fetch from a team's repository. */
export interface Wanted {
  /** Null: its default branch. */
  readonly branch: string | null;
  /** A commit, branch or tag that a person named as the base. */
  readonly base: string | null;
  /** From a compiler's workspace; null: it is looked up in the repository. */
  readonly tracking: TeamRepository['tracking'];
  /** Names of the target in compilers (`compilerNames`). */
  readonly names: readonly string[];
}

export interface FetchedTeam extends TeamRepository {
  readonly branch: string;
  readonly defaultBranch: string | null;
  readonly tags: readonly string[];
}

export type FetchedRepository =
  | { readonly ok: true; readonly team: FetchedTeam }
  | { readonly ok: false; readonly failure: AdoptionFailure; readonly why: string };

const FETCH = [
  'fetch',
  '--quiet',
  '--no-tags',
  '--no-write-fetch-head',
  '--no-recurse-submodules',
  '--force',
] as const;
const GENERATED = 'generated';

/**
 * Fetches a team's branch, the branch `generated`, the tags and the named commits into refs of the adoption. No other
 * ref moves. Native Git writes everything directly into packs, however large it is.
 */
export async function fetchRepository(
  repository: Repository,
  remote: Remote,
  id: string,
  wanted: Wanted,
): Promise<FetchedRepository> {
  const listing = ['ls-remote', '--quiet', '--symref', remote.place, 'HEAD', 'refs/heads/*'];
  const listed = await atRemote(repository, remote, listing);
  if (!listed.ok) return failed(listed.failure);
  const { defaultBranch, heads } = readListing(listed.stdout);
  const branch = wanted.branch ?? defaultBranch ?? '';
  if (!heads.has(branch)) return { ok: false, failure: 'branch_not_found', why: whichBranch(wanted, heads) };

  const refspecs = [
    `refs/heads/${branch}:${adoptionRef(id, 'branch')}`,
    ...(heads.has(GENERATED) ? [`refs/heads/${GENERATED}:${adoptionRef(id, 'generated')}`] : []),
    `refs/tags/*:${adoptionRef(id, 'tags')}/*`,
  ];
  const fetched = await atRemote(repository, remote, [...FETCH, remote.place, ...refspecs]);
  repository.forgetPacks();
  if (!fetched.ok) return failed(fetched.failure);
  const head = await repository.resolve(adoptionRef(id, 'branch'));
  if (head === null) return { ok: false, failure: 'unreachable', why: 'its branch was deleted meanwhile' };

  const prefix = adoptionRef(id, 'tags').length + 1;
  const tags = [...(await refsBelow(repository, adoptionRef(id, 'tags'))).keys()].map((ref) =>
    ref.slice(prefix),
  );
  const { tracking, notes } =
    wanted.tracking === null
      ? await trackedIn(repository, head, wanted.names)
      : { tracking: wanted.tracking, notes: [] };
  // A tracking file may name commits that are on no branch.
  if (tracking !== null) await fetchNamed(repository, remote, id, tracking.base);
  const named = wanted.base === null ? null : await fetchNamed(repository, remote, id, wanted.base);
  if (wanted.base !== null && named === null) {
    const why = `it has no commit, branch or tag ${JSON.stringify(wanted.base)}`;
    return { ok: false, failure: 'base_not_found', why };
  }
  const generated = await repository.resolve(adoptionRef(id, 'generated'));
  return { ok: true, team: { head, generated, named, tracking, notes, branch, defaultBranch, tags } };
}

/** Resolves a full or abbreviated SHA, a branch or a tag; null if there is no such commit. */
async function fetchNamed(
  repository: Repository,
  remote: Remote,
  id: string,
  name: string,
): Promise<string | null> {
  const ref = adoptionRef(id, 'base');
  if (/^[0-9a-f]{40}$/.test(name) && (await isCommit(repository, name))) {
    await repository.updateRefs([{ ref, from: null, to: name }]);
    return name;
  }
  if (/^[0-9a-f]{7,39}$/.test(name)) {
    const { stdout, code } = await git(['rev-parse', '--verify', '--quiet', `${name}^{commit}`], {
      gitDir: repository.gitDir,
      accept: [1, 128],
    });
    if (code === 0) {
      const sha = stdout.trim();
      await repository.updateRefs([{ ref, from: null, to: sha }]);
      return sha;
    }
  }
  const fetched = await atRemote(repository, remote, [...FETCH, remote.place, `${name}:${ref}`]);
  repository.forgetPacks();
  if (!fetched.ok) return null;
  const { stdout, code } = await git(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`], {
    gitDir: repository.gitDir,
    accept: [1, 128],
  });
  return code === 0 ? stdout.trim() : null;
}

function readListing(text: string): {
  defaultBranch: string | null;
  heads: ReadonlySet<string>;
} {
  const heads = new Set<string>();
  let defaultBranch: string | null = null;
  for (const line of text.split('\n')) {
    const symbolic = /^ref: refs\/heads\/(.+)\tHEAD$/.exec(line)?.[1];
    if (symbolic !== undefined) defaultBranch = symbolic;
    const head = /^[0-9a-f]{40}\trefs\/heads\/(.+)$/.exec(line)?.[1];
    if (head !== undefined) heads.add(head);
  }
  return { defaultBranch, heads };
}

function whichBranch({ branch }: Wanted, heads: ReadonlySet<string>): string {
  const says = heads.size === 0 ? 'it has no branch' : `its branches are ${listed([...heads], 10)}`;
  return branch === null
    ? `it does not announce a default branch; ${says}`
    : `it has no branch ${branch}; ${says}`;
}

/** A shallow or partial clone cannot be adopted: the base of the branch may be missing. */
function failed({ kind, why }: RemoteFailure): FetchedRepository {
  switch (kind) {
    case 'shallow':
      return { ok: false, failure: 'shallow', why };
    case 'partial':
      return { ok: false, failure: 'partial', why };
    case 'unreachable':
      return { ok: false, failure: 'unreachable', why };
    case 'refused':
    case 'moved':
      return { ok: false, failure: 'refused', why };
  }
}

/** Deletes the fetched refs of an adoption, once the SDK repository has everything, or if no plan is possible. */
export async function forgetFetched(repository: Repository, id: string): Promise<void> {
  const refs = await refsBelow(repository, `refs/kiln/adoptions/${id}`);
  await repository.updateRefs([...refs].map(([ref, from]) => ({ ref, from, to: NO_OID })));
}
