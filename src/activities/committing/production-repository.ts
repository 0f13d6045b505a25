import { parseProductionRepo } from '../../contract/production-repo.ts';
import { isHeld } from '../../git/adopting/adopt-branch.ts';
import { fetchUpstream, pushUpstream, takeUpstream } from '../../git/remote/upstream.ts';
import type { Advance, Snapshot } from '../../git/sdk-branch/advance.ts';
import { advanceBranch } from '../../git/sdk-branch/advance-branch.ts';
import type { ActivityDeps } from '../inputs/deps.ts';
import type { TargetInputs } from '../inputs/load-inputs.ts';
import { type Home, homeAt, nameOf, type Reached, reach } from './reach-repository.ts';
import { type ReleaseTag, tagsOf } from './version-diagnostics.ts';

/** How a snapshot came onto its branch, here and in the production repository. */
export type Brought =
  | {
      readonly kind: 'here';
      readonly advance: Advance;
      /** Why the production repository does not have it; null where it has, or where there is none. */
      readonly unpushed: string | null;
      /** Tags of the branch's version that are there. */
      readonly tags: readonly ReleaseTag[];
      /** The production repository that is not pushed to because the team has not merged an adoption there; or null. */
      readonly held: string | null;
    }
  /** Commits of the production repository conflict with the branch: nothing was changed. */
  | { readonly kind: 'upstream_conflict'; readonly name: string; readonly paths: readonly string[] };

/** Others may push there while this build does. */
const TRIES = 5;
/** Limit of all remote operations in one attempt of the activity, which may take five minutes. */
const REMOTE_MS = 200_000;

type Production = { readonly name: string } & Reached;

/**
 * Brings a snapshot onto its branch. Where the target has a production repository, changes that were made there come
 * in first, as custom code, and the branch is pushed there afterwards. A remote that is down loses nothing: what
 * was committed here is pushed by the next build.
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
  // The sides of a comparison are not published.
  if (build.trigger === 'compare') return null;
  const home = await homeAt(deps, build.project.organizationId, repository, deps.config.gitHost);
  // A name alone may be meant for the package metadata only.
  const isName = parseProductionRepo(repository)?.url === null;
  return home !== null && isName && home.credential === null ? null : home;
}

/** The production repository of a target, ready to be used or with why it is not; null where none is pushed to. */
async function productionOf(deps: ActivityDeps, inputs: TargetInputs): Promise<Production | null> {
  const home = await homeOf(deps, inputs);
  return home === null ? null : { name: nameOf(home), ...(await reach(deps, home, REMOTE_MS)) };
}
