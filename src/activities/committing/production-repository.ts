import { parseProductionRepo } from '../../contract/production-repo.ts';
import { isHeld } from '../../git/adopting/adopt-branch.ts';
import { upstreamRef } from '../../git/refs.ts';
import { fetchUpstream, pushUpstream, takeUpstream } from '../../git/remote/upstream.ts';
import type { Advance, Snapshot } from '../../git/sdk-branch/advance.ts';
import { advanceBranch } from '../../git/sdk-branch/advance-branch.ts';
import { isAncestor } from '../../git/store/history.ts';
import type { ActivityDeps } from '../inputs/deps.ts';
import type { TargetInputs } from '../inputs/load-inputs.ts';
import { type Home, homeAt, nameOf, type Reached, reach } from './reach-repository.ts';
import { type ReleaseTag, tagsOf } from './version-diagnostics.ts';

/** How a snapshot was committed to its branch, here and in the production repository. */
export type Brought =
  | {
      readonly kind: 'here';
      readonly advance: Advance;
      /** Why the production repository does not have it; null if it has, or if there is no such repository. */
      readonly unpushed: string | null;
      /** Existing tags of the branch's version. */
      readonly tags: readonly ReleaseTag[];
      /** The production repository to which nothing is pushed until the team has merged an adoption; or null. */
      readonly held: string | null;
    }
  /** Commits of the production repository conflict with the branch: nothing was changed. */
  | { readonly kind: 'upstream_conflict'; readonly name: string; readonly paths: readonly string[] };

/** Attempts to push, because others may push at the same time. */
const TRIES = 5;
/** Share of the step's time limit for all remote operations of an attempt: the rest is for merging and committing here. */
const REMOTE_SHARE = 2 / 3;

type Production = { readonly name: string } & Reached;

/**
 * Commits a snapshot to its branch. If the target has a production repository, commits made there are merged
 * first, as custom code, and the branch is pushed there afterwards. An unavailable remote loses nothing: the
 * next build pushes what was committed here.
 */
export async function bring(
  deps: ActivityDeps,
  inputs: TargetInputs,
  snapshot: Snapshot,
  version: string,
): Promise<Brought> {
  const { repository } = inputs;
  const production = await productionOf(deps, inputs);
  if (production === null) {
    const advance = await advanceBranch(repository, snapshot);
    return { kind: 'here', advance, unpushed: null, held: null, tags: [] };
  }
  return bringThere(repository, snapshot, production, tagsOf(version));
}

async function bringThere(
  repository: TargetInputs['repository'],
  snapshot: Snapshot,
  { name, remote, why }: Production,
  wanted: readonly string[],
): Promise<Brought> {
  const { branch, author, sequence } = snapshot;
  let tags: readonly ReleaseTag[] = [];
  const here = async (unpushed: string | null): Promise<Brought> => {
    const advance = await advanceBranch(repository, snapshot);
    const pushes = advance.kind === 'committed' || advance.kind === 'unchanged';
    return { kind: 'here', advance, unpushed: pushes ? unpushed : null, held: null, tags };
  };
  if (remote === null) return here(`${name}: ${why}`);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const fetched = await fetchUpstream(repository, remote, branch, wanted);
    if (!fetched.ok) return here(`${name}: ${fetched.failure.why}`);
    tags = [...fetched.tags].map(([tag, sha]) => ({ name: tag, sha }));
    if (fetched.sha !== null) {
      const changes = { branch, sha: fetched.sha, name, author, sequence };
      const taken = await takeUpstream(repository, changes);
      if (taken.kind === 'conflict') return { kind: 'upstream_conflict', name, paths: taken.paths };
    }
    const brought = await here(null);
    if (brought.kind !== 'here') return brought;
    if (brought.advance.kind !== 'committed' && brought.advance.kind !== 'unchanged') return brought;
    if (await isHeld(repository, branch, fetched.sha)) return { ...brought, held: name };
    const pushed = await pushUpstream(repository, remote, branch, fetched.sha);
    if (pushed.ok) return brought;
    if (pushed.failure.kind !== 'moved') return { ...brought, unpushed: `${name}: ${pushed.failure.why}` };
  }
  return here(`${name} was updated concurrently`);
}

/** Where a target is pushed, and with which credential; null if it is not pushed. */
export async function homeOf(
  deps: ActivityDeps,
  { build, targetConfig }: TargetInputs,
): Promise<Home | null> {
  const repository = targetConfig.production_repo ?? '';
  // The two sides of a comparison are not published.
  if (build.trigger === 'compare') return null;
  const home = await homeAt(deps, build.project.organizationId, repository, deps.config.gitHost);
  // A plain name may be meant for the package metadata only.
  const isName = parseProductionRepo(repository)?.url === null;
  return home !== null && isName && home.credential === null ? null : home;
}

/**
 * The production repository of a target, ready to use or with the reason why it is not; null if nothing is
 * pushed.
 */
async function productionOf(deps: ActivityDeps, inputs: TargetInputs): Promise<Production | null> {
  const home = await homeOf(deps, inputs);
  if (home === null) return null;
  const limitMs = deps.config.commitTimeoutMs * REMOTE_SHARE;
  const reached = await reach(deps, home, limitMs);
  const name = nameOf(home);
  return reached.remote === null ? { name, ...reached } : { name, remote: { ...reached.remote, limitMs } };
}

/**
 * The name of the production repository that is not known to have a commit of the build's branch; null if it has the
 * commit, or if none is pushed to. Asks no server: Kiln remembers what it pushed.
 */
export async function lacking(deps: ActivityDeps, inputs: TargetInputs, sha: string): Promise<string | null> {
  const { repository, build } = inputs;
  const home = await homeOf(deps, inputs);
  if (home === null) return null;
  const pushed = await repository.resolve(upstreamRef(build.branch));
  if (pushed !== null && (await isAncestor(repository, sha, pushed))) return null;
  return (await isHeld(repository, build.branch, pushed)) ? null : nameOf(home);
}
