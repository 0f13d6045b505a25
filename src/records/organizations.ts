import type { Database } from './database.ts';
import { newId } from './ids.ts';
import type { Organization, Prisma, User } from './prisma/client.ts';

/** What an operator sets of an organisation; what is not named stays as it is. */
export interface OrganizationSettings {
  readonly displayName?: string | null;
  /** Null: no limit. */
  readonly monthlyTargetBuilds?: number | null;
  readonly enableAiCommitMessages?: boolean;
}

export function findOrganization(db: Database, slug: string): Promise<Organization | null> {
  return db.organization.findUnique({ where: { slug } });
}

/** Organisations by slug. */
export function listOrganizations(db: Database): Promise<Organization[]> {
  return db.organization.findMany({ orderBy: { slug: 'asc' } });
}

/** Makes an organisation; null where there is one of this slug already. */
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

/** Changes an organisation; null where there is none of this slug. */
export async function updateOrganization(
  db: Database,
  slug: string,
  settings: OrganizationSettings,
): Promise<Organization | null> {
  const [changed] = await db.organization.updateManyAndReturn({ where: { slug }, data: settings });
  return changed ?? null;
}

export type UserRecord = Prisma.UserGetPayload<{ include: { organization: true } }>;

/** People by organisation and e-mail address: of one organisation, or of all. */
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

/** Makes a person known; known before, their name is set where one is given. */
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
