import { createHash, randomBytes } from 'node:crypto';
import type { Database } from './database.ts';
import { newId } from './ids.ts';
import type { Prisma, Scope } from './prisma/client.ts';

export const SCOPES = ['read', 'build', 'admin'] as const satisfies readonly Scope[];

/**
 * What is kept of a key. Keys have 192 bits of chance, so one round of SHA-256 keeps them: there is nothing to try
 * them by. A key is looked up by this hash; how long that takes may tell how far the hash of a wrong key is like
 * one that is kept, and nothing of the key itself.
 */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

export interface NewKey {
  readonly organizationId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Null: a key that stands for itself. */
  readonly userId: string | null;
  /** Null: it does not expire. */
  readonly expiresAt: Date | null;
}

export interface MadeKey {
  readonly id: string;
  /** It is kept hashed: this is the only time that it can be shown. */
  readonly key: string;
}

/** Makes a key. */
export async function createKey(
  db: Database | Prisma.TransactionClient,
  { organizationId, name, scopes, userId, expiresAt }: NewKey,
): Promise<MadeKey> {
  const key = `kiln_${randomBytes(24).toString('base64url')}`;
  const id = newId();
  await db.apiKey.create({
    data: {
      id,
      organizationId,
      userId,
      name,
      hash: hashKey(key),
      hint: key.slice(-4),
      scopes: [...scopes],
      expiresAt,
    },
  });
  return { id, key };
}

const LISTED = { organization: true, user: true } satisfies Prisma.ApiKeyInclude;
export type KeyRecord = Prisma.ApiKeyGetPayload<{ include: typeof LISTED }>;

/** Keys, oldest first: of one organisation, or of all. */
export function listKeys(db: Database, organizationId?: string): Promise<KeyRecord[]> {
  return db.apiKey.findMany({ where: { organizationId }, orderBy: { id: 'asc' }, include: LISTED });
}

/** Revokes a key, for good. Gives its record; null where there is no such key. Revoked before, it stays so. */
export async function revokeKey(db: Database, id: string): Promise<KeyRecord | null> {
  await db.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } });
  return db.apiKey.findUnique({ where: { id }, include: LISTED });
}

/** Whether a key may be used now. */
export function isValid(
  { revokedAt, expiresAt }: Pick<KeyRecord, 'revokedAt' | 'expiresAt'>,
  now: Date,
): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > now);
}

/** Whether a key may still be used; one whose organisation is gone may not. */
export async function isKeyValid(db: Database, id: string): Promise<boolean> {
  const found = await db.apiKey.findUnique({ where: { id }, select: { revokedAt: true, expiresAt: true } });
  return found !== null && isValid(found, new Date());
}

/**
 * Makes the first organisation and its first key where they are missing. Gives the key where one was made now:
 * it is kept hashed, so this is the only time that it can be shown.
 */
export async function ensureFirstKey(
  db: Database,
  org: string,
  wanted: string | null,
): Promise<string | null> {
  const { id: organizationId } = await db.organization.upsert({
    where: { slug: org },
    create: { id: newId(), slug: org },
    update: {},
  });
  if (wanted !== null) {
    await keepKey(db, organizationId, wanted);
    return null;
  }
  if ((await db.apiKey.count({ where: { organizationId } })) > 0) return null;
  const first = { organizationId, name: 'first', scopes: SCOPES, userId: null, expiresAt: null };
  return (await createKey(db, first)).key;
}

/** Keeps a key that the settings name. */
async function keepKey(db: Database, organizationId: string, key: string): Promise<void> {
  const hash = hashKey(key);
  await db.apiKey.upsert({
    where: { hash },
    create: {
      id: newId(),
      organizationId,
      name: 'KILN_API_KEY',
      hash,
      hint: key.slice(-4),
      scopes: [...SCOPES],
    },
    update: {},
  });
}
