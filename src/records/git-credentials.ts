import { readFile } from 'node:fs/promises';
import type { SecretBox } from '../runtime/storage/secret-box.ts';
import type { Database } from './database.ts';
import { newId } from './ids.ts';

/** A credential for external repositories whose URL starts with `url`. */
export interface GitCredential {
  readonly url: string;
  readonly username: string;
  /** A password or token for http(s), a private key for ssh. */
  readonly secret: string;
}

/** A credential without its secret. */
export type ShownCredential = Omit<GitCredential, 'secret'> & { readonly createdAt: Date };

const contextOf = (organizationId: string, url: string) => `git credential of ${organizationId} for ${url}`;

/** Sets the credential of an organisation for a URL, replacing an existing one. */
export async function setGitCredential(
  db: Database,
  secretBox: SecretBox,
  organizationId: string,
  { url, username, secret }: GitCredential,
): Promise<ShownCredential> {
  const sealed = secretBox.close(secret, contextOf(organizationId, url));
  return db.gitCredential.upsert({
    where: { organizationId_url: { organizationId, url } },
    create: { id: newId(), organizationId, url, username, secret: sealed },
    update: { username, secret: sealed },
    select: { url: true, username: true, createdAt: true },
  });
}

export function listGitCredentials(db: Database, organizationId: string): Promise<ShownCredential[]> {
  return db.gitCredential.findMany({
    where: { organizationId },
    orderBy: { url: 'asc' },
    select: { url: true, username: true, createdAt: true },
  });
}

/** Returns false if there is none for this URL. */
export async function deleteGitCredential(
  db: Database,
  organizationId: string,
  url: string,
): Promise<boolean> {
  return (await db.gitCredential.deleteMany({ where: { organizationId, url } })).count > 0;
}

/**
 * The credential for a repository: the organisation's own with the longest matching URL, or else the operator's, from
 * a file in the format of `git credential-store`. Null if there is none.
 */
export async function findGitCredential(
  db: Database,
  secretBox: SecretBox,
  organizationId: string,
  repository: string,
  file: string | null,
): Promise<GitCredential | null> {
  const rows = await db.gitCredential.findMany({ where: { organizationId } });
  const own = closest(rows, repository);
  if (own !== null) {
    const secret = secretBox.open(own.secret, contextOf(organizationId, own.url));
    return secret === null ? null : { url: own.url, username: own.username, secret };
  }
  if (file === null) return null;
  const text = await readFile(file, 'utf8').catch(() => '');
  return closest(parseCredentialFile(text), repository);
}

/** Parses lines such as `https://user:password@host/owner`; others are ignored. */
export function parseCredentialFile(text: string): GitCredential[] {
  return text.split('\n').flatMap((line) => {
    if (!URL.canParse(line.trim())) return [];
    const url = new URL(line.trim());
    const username = decodeURIComponent(url.username);
    const secret = decodeURIComponent(url.password);
    url.username = '';
    url.password = '';
    return secret === '' || !/^https?:$/.test(url.protocol) ? [] : [{ url: url.href, username, secret }];
  });
}

/** The entry with the longest matching URL prefix, by whole path segments; user names are not compared. */
export function closest<T extends { readonly url: string }>(all: readonly T[], repository: string): T | null {
  const plain = (text: string) => {
    const url = new URL(text);
    url.username = '';
    return url.href.replace(/\/$/, '');
  };
  const wanted = plain(repository);
  const matching = all.filter(({ url }) => {
    const prefix = plain(url);
    return wanted === prefix || wanted.startsWith(`${prefix}/`) || wanted === `${prefix}.git`;
  });
  return matching.sort((a, b) => b.url.length - a.url.length)[0] ?? null;
}
