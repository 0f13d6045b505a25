import type { Database } from './database.ts';
import { newId } from './ids.ts';
import type { Organization, Prisma, User } from './prisma/client.ts';

/** Settings of an organisation; omitted ones are unchanged. */
export interface OrganizationSettings {
  readonly displayName?: string | null;
  /** Null: no limit. */
  readonly monthlyTargetBuilds?: number | null;
  readonly enableAiCommitMessages?: boolean;
}

export function findOrganization(db: Database, slug: string): Promise<Organization | null> {
  return db.organization.findUnique({ where: { slug } });
}

/** The organisation with this id; throws if there is none. */
export function loadOrganization(db: Database, id: string): Promise<Organization> {
  return db.organization.findUniqueOrThrow({ where: { id } });
}

/** Organisations by slug. */
export function listOrganizations(db: Database): Promise<Organization[]> {
  return db.organization.findMany({ orderBy: { slug: 'asc' } });
}

/** Creates an organisation; null if the slug is taken. */
export async function createOrganization(
  db: Database,
  slug: string,
  settings: OrganizationSettings,
): Promise<Organization | null> {
  const [made] = await db.organization.createManyAndReturn({
    data: [{ id: newId(), slug, ...settings }],
    skipDuplicates: true,
  });
  return made ?? null;
}

/** Changes an organisation; null if there is none with this slug. */
export async function updateOrganization(
  db: Database,
  slug: string,
  settings: OrganizationSettings,
): Promise<Organization | null> {
  const [changed] = await db.organization.updateManyAndReturn({ where: { slug }, data: settings });
  return changed ?? null;
}

export type UserRecord = Prisma.UserGetPayload<{ include: { organization: true } }>;

/** Users by organisation and e-mail address: of one organisation, or of all. */
export function listUsers(db: Database, organizationId?: string): Promise<UserRecord[]> {
  return db.user.findMany({
    where: { organizationId },
    orderBy: [{ organization: { slug: 'asc' } }, { email: 'asc' }],
    include: { organization: true },
  });
}

export function findUser(db: Database, organizationId: string, email: string): Promise<User | null> {
  return db.user.findUnique({ where: { organizationId_email: { organizationId, email } } });
}

/** Creates a user, or updates the name of an existing one if one is given. */
export function saveUser(
  db: Database,
  organizationId: string,
  email: string,
  name: string | null,
): Promise<User> {
  return db.user.upsert({
    where: { organizationId_email: { organizationId, email } },
    create: { id: newId(), organizationId, email, name },
    update: name === null ? {} : { name },
  });
}

/**
 * Deletes a user and their keys at once, because keys must not outlive a membership. False if there is no such user.
 */
export async function removeUser(db: Database, organizationId: string, email: string): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { organizationId_email: { organizationId, email } } });
    if (user === null) return false;
    await tx.apiKey.updateMany({
      where: { userId: user.id, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    await tx.user.deleteMany({ where: { id: user.id } });
    return true;
  });
}
