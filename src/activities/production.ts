import path from 'node:path';
import { parseProductionRepo } from '../contract/production-repo.ts';
import type { Advance, Snapshot } from '../git/advance.ts';
import type { Remote, RemoteCredential } from '../git/remote.ts';
import { advanceBranch } from '../git/sdk-branch.ts';
import { fetchUpstream, pushUpstream, takeUpstream } from '../git/upstream.ts';
import { findGitCredential } from '../records/git-credentials.ts';
import { addressesOf, isPublic } from '../runtime/addresses.ts';
import { cancellation } from './context.ts';
import type { ActivityDeps } from './deps.ts';
import type { TargetInputs } from './inputs.ts';

/** How a snapshot came onto its branch, here and in the production repository. */
export type Brought =
  | {
      readonly kind: 'here';
      readonly advance: Advance;
      /** Why the production repository does not have it; null where it has, or where there is none. */
      readonly unpushed: string | null;
    }
  /** Changes that were made there conflict with the branch: nothing was changed. */
  | { readonly kind: 'upstream_conflict'; readonly name: string; readonly paths: readonly string[] };

/** Others may push there while this build does. */
const TRIES = 5;
/** All that is done with a remote in one try of the activity, which may take five minutes. */
const REMOTE_MS = 200_000;

type Production = { readonly name: string } & (
  | { readonly remote: Remote; readonly why?: never }
  | { readonly remote: null; readonly why: string }
);

/**
 * Brings a snapshot onto its branch. Where the target has a production repository, changes that were made there come
 * in first, as custom code, and the branch is pushed there afterwards. A remote that is down loses nothing: what
 * was committed here is pushed by the next build.
 */
export async function bring(deps: ActivityDeps, inputs: TargetInputs, snapshot: Snapshot): Promise<Brought> {
  const { repository } = inputs;
  const production = await productionOf(deps, inputs);
  if (production === null) {
    return { kind: 'here', advance: await advanceBranch(repository, snapshot), unpushed: null };
  }
  return bringThere(repository, snapshot, production);
}

async function bringThere(
  repository: TargetInputs['repository'],
  snapshot: Snapshot,
  { name, remote, why }: Production,
): Promise<Brought> {
  const { branch, author, sequence } = snapshot;
  const here = async (unpushed: string | null): Promise<Brought> => {
    const advance = await advanceBranch(repository, snapshot);
    const pushes = advance.kind === 'committed' || advance.kind === 'unchanged';
    return { kind: 'here', advance, unpushed: pushes ? unpushed : null };
  };
  if (remote === null) return here(`${name}: ${why}`);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const fetched = await fetchUpstream(repository, remote, branch);
    if (!fetched.ok) return here(`${name}: ${fetched.failure.why}`);
    if (fetched.sha !== null) {
      const changes = { branch, sha: fetched.sha, name, author, sequence };
      const taken = await takeUpstream(repository, changes);
      if (taken.kind === 'conflict') return { kind: 'upstream_conflict', name, paths: taken.paths };
    }
    const brought = await here(null);
    if (brought.kind !== 'here') return brought;
    if (brought.advance.kind !== 'committed' && brought.advance.kind !== 'unchanged') return brought;
    const pushed = await pushUpstream(repository, remote, branch, fetched.sha);
    if (pushed.ok) return brought;
    if (pushed.failure.kind !== 'moved') return { ...brought, unpushed: `${name}: ${pushed.failure.why}` };
  }
  return here(`${name}: others keep pushing to it`);
}

interface Home {
  readonly url: string;
  readonly fromHome: boolean;
  readonly credential: RemoteCredential | null;
}

/** Where a target is pushed to, and with what; null where it is pushed nowhere. */
export async function homeOf(
  { config, db, seal }: ActivityDeps,
  { build, targetConfig }: TargetInputs,
): Promise<Home | null> {
  const parsed = parseProductionRepo(targetConfig.production_repo ?? '');
  // What compares two sides is nothing to publish.
  if (parsed === null || build.trigger === 'compare') return null;
  const { url: own, owner, name: repo, fromHome } = parsed;
  if (own === null && config.gitHost === null) return null;
  const url = own ?? `${config.gitHost}/${owner}/${repo}.git`;
  const { organizationId } = build.project;
  const credential = await findGitCredential(db, seal, organizationId, url, config.gitCredentials);
  // A name alone may only say what the package's metadata are to say.
  return own === null && credential === null ? null : { url, fromHome, credential };
}

/** The production repository of a target, ready to be used or with why it is not; null where none is pushed to. */
async function productionOf(deps: ActivityDeps, inputs: TargetInputs): Promise<Production | null> {
  const home = await homeOf(deps, inputs);
  if (home === null) return null;
  const { config } = deps;
  const { url, credential } = home;
  const { protocol, hostname, origin } = new URL(url);
  const name = url.replace(/^\w+:\/\/(?:[^/@]*@)?/, '').replace(/\.git$/, '');
  if (protocol === 'ssh:' && credential === null) {
    return { name, remote: null, why: 'there is no key for it among the Git credentials' };
  }
  const addresses = await addressesOf(hostname);
  const [address] = addresses;
  if (address === undefined) return { name, remote: null, why: `the host ${hostname} cannot be resolved` };
  const trusted = config.allowPrivateUrls || origin === config.gitHost;
  if (!trusted && !addresses.every(isPublic)) {
    return { name, remote: null, why: `the host ${hostname} is not a public address` };
  }
  const signal = AbortSignal.any([cancellation(), AbortSignal.timeout(REMOTE_MS)]);
  const knownHosts = path.join(config.dataDir, 'known-hosts');
  return { name, remote: { ...placeOf(home), address, credential, knownHosts, signal } };
}

/** ssh takes the user from the address; a path from the home folder has no form as a URL that forges take too. */
function placeOf({ url, fromHome, credential }: Home): Pick<Remote, 'url' | 'place'> {
  const parsed = new URL(url);
  if (parsed.protocol === 'ssh:' && parsed.username === '') parsed.username = credential?.username ?? 'git';
  const { href, username, host, pathname } = parsed;
  return { url: href, place: fromHome ? `${username}@${host}:${pathname.slice(1)}` : href };
}
