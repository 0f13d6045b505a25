import { Context } from '@temporalio/activity';
import { type AdoptionFailure, compilerNames } from '../../contract/adoptions.ts';
import type { SdkTarget } from '../../contract/targets.ts';
import { type FetchedRepository, fetchRepository } from '../../git/adopting/fetch-repository.ts';
import { type PushedBranch, pushAsBranch } from '../../git/adopting/push-branch.ts';
import type { Remote } from '../../git/remote/remote.ts';
import type { Repository } from '../../git/store/repository.ts';
import type { AdoptionRecord } from '../../records/adoptions.ts';
import { type Home, homeAt, nameOf, reach } from '../committing/reach-repository.ts';
import type { ActivityDeps } from '../inputs/deps.ts';

/** The Git host of `owner/name` if the operator configures none. */
const USUAL_HOST = 'https://github.com';
const REMOTE_MS = 3_600_000;
/** Attempts to reach a repository that does not answer. */
const TRIES = 3;

/** Location of the team's repository. */
export async function homeOf(deps: ActivityDeps, { repository, project }: AdoptionRecord): Promise<Home> {
  const host = deps.config.gitHost ?? USUAL_HOST;
  const home = await homeAt(deps, project.organizationId, repository, host);
  if (home === null) throw new Error(`${repository} is not a repository URL.`);
  return home;
}

/** Fetches everything that a plan needs. Throws if a retry may succeed. */
export async function fetchTeam(
  deps: ActivityDeps,
  { id, request, target }: AdoptionRecord & { readonly target: SdkTarget },
  repository: Repository,
  home: Home,
): Promise<FetchedRepository> {
  const wanted = { ...request, names: compilerNames(target) };
  const fetched = await atTeam(deps, home, (remote) => fetchRepository(repository, remote, id, wanted));
  const isFinal = fetched.ok || fetched.failure !== 'unreachable' || Context.current().info.attempt >= TRIES;
  if (!isFinal) throw new Error(`${nameOf(home)}: ${fetched.why}.`);
  return fetched;
}

/** Pushes the branch with the adopted code under a new branch name. */
export function pushTeam(
  deps: ActivityDeps,
  { id, branch }: AdoptionRecord,
  repository: Repository,
  home: Home,
): Promise<PushedBranch> {
  return atTeam(deps, home, (remote) =>
    pushAsBranch(repository, remote, branch, `kiln/adopt-${id.slice(-8)}`),
  );
}

/** Runs `work` on the team's repository, or returns why the repository cannot be reached. */
async function atTeam<T>(
  deps: ActivityDeps,
  home: Home,
  work: (remote: Remote) => Promise<T>,
): Promise<T | { readonly ok: false; readonly failure: AdoptionFailure; readonly why: string }> {
  const reached = await reach(deps, home, REMOTE_MS);
  if (reached.remote !== null) return work({ ...reached.remote, limitMs: REMOTE_MS });
  return { ok: false, failure: reached.isPrivate ? 'not_public' : 'unreachable', why: reached.why };
}
