import type { Database } from '../src/records/database.ts';
import { createKey, SCOPES } from '../src/records/keys.ts';
import {
  createOrganization,
  findOrganization,
  type OrganizationSettings,
} from '../src/records/organizations.ts';
import type { Scope } from '../src/records/prisma/client.ts';

/** A key of an organisation, which is created if it is missing. */
export async function keyOf(
  db: Database,
  org: string,
  scopes: readonly Scope[] = SCOPES,
  settings: OrganizationSettings = {},
): Promise<string> {
  const organization = (await createOrganization(db, org, settings)) ?? (await findOrganization(db, org));
  if (organization === null) throw new Error(`There is no organisation ${org}.`);
  const { id: organizationId } = organization;
  return (await createKey(db, { organizationId, name: 'test', scopes, userId: null, expiresAt: null })).key;
}
