import path from 'node:path';
import { parseProductionRepo } from '../../contract/production-repo.ts';
import type { Remote, RemoteCredential } from '../../git/remote/remote.ts';
import { findGitCredential } from '../../records/git-credentials.ts';
import { addressesOf, isPublic } from '../../runtime/addresses.ts';
import { stepSignal } from '../../runtime/processes/abort-context.ts';
import { cancellation } from '../inputs/cancellation.ts';
import type { ActivityDeps } from '../inputs/deps.ts';

/** Where a repository elsewhere is, and with what it is reached. */
export interface Home {
  readonly url: string;
  /** Whether its path is from the home folder of the user there. */
  readonly fromHome: boolean;
  readonly credential: RemoteCredential | null;
}

/**
 * Where a repository is that is given by its URL, or by `owner/name` on a Git host; null for the latter without a host.
 * The credential is the organisation's own, else the operator's.
 */
export async function homeAt(
  { config, db, secretBox }: ActivityDeps,
  organizationId: string,
  repository: string,
  host: string | null,
): Promise<Home | null> {
  const parsed = parseProductionRepo(repository);
  if (parsed === null || (parsed.url === null && host === null)) return null;
  const { owner, name, fromHome } = parsed;
  const url = parsed.url ?? `${host}/${owner}/${name}.git`;
  const credential = await findGitCredential(db, secretBox, organizationId, url, config.gitCredentials);
  return { url, fromHome, credential };
}

/** What people call a repository: its address without protocol, user and `.git`. */
export const nameOf = ({ url }: Home) => url.replace(/^\w+:\/\/(?:[^/@]*@)?/, '').replace(/\.git$/, '');

export type Reached =
  | { readonly remote: Remote; readonly why?: never }
  | { readonly remote: null; readonly why: string; readonly isPrivate: boolean };

/** A repository elsewhere, ready to be used, or why it is not. `limitMs`: all that is done with it in this try. */
export async function reach({ config }: ActivityDeps, home: Home, limitMs: number): Promise<Reached> {
  const { url, credential } = home;
  const { protocol, hostname, origin } = new URL(url);
  const none = (why: string, isPrivate = false): Reached => ({ remote: null, why, isPrivate });
  if (protocol === 'ssh:' && credential === null) {
    return none('there are no Git credentials for it');
  }
  const addresses = await addressesOf(hostname);
  const [address] = addresses;
  if (address === undefined) return none(`the host ${hostname} cannot be resolved`);
  const trusted = config.allowPrivateUrls || origin === config.gitHost;
  if (!trusted && !addresses.every(isPublic)) {
    return none(`the host ${hostname} is not a public address`, true);
  }
  const signal = AbortSignal.timeout(limitMs);
  const cancelled = stepSignal() ?? cancellation();
  const knownHosts = path.join(config.dataDir, 'known-hosts');
  return { remote: { ...placeOf(home), address, credential, knownHosts, signal, cancelled } };
}

/** ssh takes the user from the address; a path from the home folder has no form as a URL that forges take too. */
function placeOf({ url, fromHome, credential }: Home): Pick<Remote, 'url' | 'place'> {
  const parsed = new URL(url);
  if (parsed.protocol === 'ssh:' && parsed.username === '') parsed.username = credential?.username ?? 'git';
  const { href, username, host, pathname } = parsed;
  return { url: href, place: fromHome ? `${username}@${host}:${pathname.slice(1)}` : href };
}
