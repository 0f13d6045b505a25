import { createHash, randomBytes } from 'node:crypto';
import type { Database } from './database.ts';
import { newId } from './ids.ts';
import type { Prisma, Scope } from './prisma/client.ts';

/** The permissions of a repository's CI jobs in an organisation, and which jobs have them. */
export interface NewTrustedRepository {
  readonly organizationId: string;
  /** Issuer (`iss`) of its tokens. */
  readonly issuer: string;
  /** `owner/name` in any case. */
  readonly repository: string;
  readonly repositoryId: string | null;
  readonly ref: string | null;
  readonly environment: string | null;
  /** Slugs; empty: every project of the organisation. */
  readonly projects: readonly string[];
  readonly scopes: readonly Scope[];
}

const WITH_KEY = { key: { include: { organization: true } } } satisfies Prisma.TrustedRepositoryInclude;
export type TrustedRepositoryRecord = Prisma.TrustedRepositoryGetPayload<{ include: typeof WITH_KEY }>;

/** Normalises names of repositories for comparison: hosts ignore their case. */
export const comparable = (repository: string): string => repository.toLowerCase();

/**
 * Trusts a repository. Null if the organisation already trusts it on the same terms (ref and environment), because it
 * would be ambiguous which entry applies.
 */
export async function trustRepository(
  db: Database,
  {
    organizationId,
    issuer,
    repository,
    repositoryId,
    ref,
    environment,
    projects,
    scopes,
  }: NewTrustedRepository,
): Promise<TrustedRepositoryRecord | null> {
  const terms = { issuer, repository: comparable(repository), ref, environment };
  return db.$transaction(async (tx) => {
    // Serialised per organisation, so that two concurrent requests do not create duplicates.
    await tx.$queryRaw`SELECT 1 FROM "Organization" WHERE "id" = ${organizationId} FOR UPDATE`;
    const same = await tx.trustedRepository.findFirst({
      where: { ...terms, key: { organizationId, revokedAt: null } },
    });
    if (same !== null) return null;
    const { host } = new URL(issuer);
    return tx.trustedRepository.create({
      data: {
        ...terms,
        repositoryId,
        projects: [...projects],
        key: {
          create: {
            id: newId(),
            organizationId,
            name: `${terms.repository} at ${host}`,
            // Hash of a random secret that is thrown away: only tokens authenticate as this key.
            hash: createHash('sha256').update(randomBytes(32)).digest('hex'),
            hint: 'none',
            scopes: [...scopes],
          },
        },
      },
      include: WITH_KEY,
    });
  });
}

/** The repositories that an organisation trusts, oldest first. */
export function listTrustedRepositories(
  db: Database,
  organizationId: string,
): Promise<TrustedRepositoryRecord[]> {
  return db.trustedRepository.findMany({
    where: { key: { organizationId, revokedAt: null } },
    orderBy: { keyId: 'asc' },
    include: WITH_KEY,
  });
}

/** Revokes the trust in a repository; false if there was none. The row stays, as for a revoked key. */
export async function distrustRepository(db: Database, organizationId: string, id: string): Promise<boolean> {
  const { count } = await db.apiKey.updateMany({
    where: { id, organizationId, revokedAt: null, repository: { isNot: null } },
    data: { revokedAt: new Date() },
  });
  return count > 0;
}

/** Entries for a repository of an issuer: of one organisation, by its slug, or of all. */
export function whoTrusts(
  db: Database,
  {
    issuer,
    repository,
    org,
  }: { readonly issuer: string; readonly repository: string; readonly org: string | null },
): Promise<TrustedRepositoryRecord[]> {
  return db.trustedRepository.findMany({
    where: {
      issuer,
      repository: comparable(repository),
      key: { revokedAt: null, organization: org === null ? undefined : { slug: org } },
    },
    orderBy: { keyId: 'asc' },
    include: WITH_KEY,
  });
}
