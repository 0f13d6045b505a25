import { createHash, randomBytes } from 'node:crypto';
import type { Database } from './database.ts';
import { newId } from './ids.ts';
import type { Prisma, Scope } from './prisma/client.ts';

export const SCOPES = ['read', 'build', 'admin'] as const satisfies readonly Scope[];

/**
 * The hash of a key that is stored. Keys have 192 random bits, so one round of SHA-256 is enough: they cannot be guessed.
 * Keys are looked up by this hash; the duration of the lookup may reveal something about a stored hash, but nothing about
 * the key.
 */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

export interface NewKey {
  readonly organizationId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Null: a key without a user. */
  readonly userId: string | null;
  /** Null: it does not expire. */
  readonly expiresAt: Date | null;
}

export interface MadeKey {
  readonly id: string;
  /** Only its hash is stored: this is the only time that it can be shown. */
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

/** Revokes a key permanently. Returns its record; null if there is no such key. Idempotent. */
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

/** A key with its user and organisation, by its hash or its id, valid or not. */
export function findKey(db: Database, where: { readonly hash: string } | { readonly id: string }) {
  return db.apiKey.findUnique({
    where,
    select: {
      id: true,
      name: true,
      revokedAt: true,
      expiresAt: true,
      scopes: true,
      user: { select: { id: true, name: true, email: true } },
      organization: { select: { id: true, slug: true } },
    },
  });
}

/** Whether the key with this id is valid now. */
export async function isKeyValid(db: Database, id: string): Promise<boolean> {
  return (await validKeys(db, [id])).has(id);
}

/** Which of the keys are valid; the keys of a deleted organisation are not. */
export async function validKeys(db: Database, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await db.apiKey.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, revokedAt: true, expiresAt: true },
  });
  const now = new Date();
  return new Set(found.filter((key) => isValid(key, now)).map(({ id }) => id));
}

/**
 * Creates the first organisation and its first key if they are missing. Returns a new key: only its hash is stored, so this
 * is the only time that it can be shown.
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

/** The id of the oldest valid admin key of an organisation, which belongs to whoever started Kiln; null if there is none. */
export async function adminKey(db: Database, org: string, now = new Date()): Promise<string | null> {
  const found = await db.apiKey.findFirst({
    where: {
      organization: { slug: org },
      scopes: { has: 'admin' },
      revokedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
    },
    orderBy: { createdAt: 'asc' },
    select: { id: true },
  });
  return found?.id ?? null;
}

/** Stores the key of the settings. */
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
