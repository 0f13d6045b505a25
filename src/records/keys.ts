import { createHash, randomBytes } from 'node:crypto';
import type { Database } from './database.ts';
import { newId } from './ids.ts';

/** Keys have 128 bits of chance or more, so one round of SHA-256 keeps them. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
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
    await addKey(db, organizationId, 'KILN_API_KEY', wanted);
    return null;
  }
  if ((await db.apiKey.count({ where: { organizationId } })) > 0) return null;
  const key = `kiln_${randomBytes(24).toString('base64url')}`;
  await addKey(db, organizationId, 'first', key);
  return key;
}

async function addKey(db: Database, organizationId: string, name: string, key: string): Promise<void> {
  const hash = hashKey(key);
  await db.apiKey.upsert({
    where: { hash },
    create: {
      id: newId(),
      organizationId,
      name,
      hash,
      hint: key.slice(-4),
      scopes: ['read', 'build', 'admin'],
    },
    update: {},
  });
}
