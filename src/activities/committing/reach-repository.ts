import path from 'node:path';
import { parseProductionRepo } from '../../contract/production-repo.ts';
import type { Remote, RemoteCredential } from '../../git/remote/remote.ts';
import { findGitCredential } from '../../records/git-credentials.ts';
import { addressesOf, isPublic } from '../../runtime/addresses.ts';
import { stepSignal } from '../../runtime/processes/abort-context.ts';
import { cancellation } from '../inputs/cancellation.ts';
import type { ActivityDeps } from '../inputs/deps.ts';

/** Location and credential of an external repository. */
export interface Home {
  readonly url: string;
  /** Whether its path is relative to the home folder of the remote user. */
  readonly fromHome: boolean;
  readonly credential: RemoteCredential | null;
}

/**
 * Locates a repository that is given by its URL, or by `owner/name` on a Git host; null for the latter if no
 * host is configured. The credential is the organisation's own, or else the operator's.
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

/** The name of a repository for people: its URL without protocol, user and `.git`. */
export const nameOf = ({ url }: Home) => url.replace(/^\w+:\/\/(?:[^/@]*@)?/, '').replace(/\.git$/, '');

export type Reached =
  | { readonly remote: Remote; readonly why?: never }
  | { readonly remote: null; readonly why: string; readonly isPrivate: boolean };

/**
 * An external repository, ready to use, or the reason why it is not. `limitMs` limits everything that this
 * attempt does with it.
 */
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

/** ssh takes the user from the URL; forges accept no URL form of a path relative to the home folder. */
function placeOf({ url, fromHome, credential }: Home): Pick<Remote, 'url' | 'place'> {
  const parsed = new URL(url);
  if (parsed.protocol === 'ssh:' && parsed.username === '') parsed.username = credential?.username ?? 'git';
  const { href, username, host, pathname } = parsed;
  return { url: href, place: fromHome ? `${username}@${host}:${pathname.slice(1)}` : href };
}
