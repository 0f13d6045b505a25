import { InvalidArgumentError } from 'commander';
import type { z } from 'zod';
import type { Database } from '../records/database.ts';
import { findOrganization } from '../records/organizations.ts';
import type { Organization } from '../records/prisma/client.ts';
import { ExpectedError } from '../runtime/expected-error.ts';

/** The request cannot be fulfilled; the message says why and what to do. */
export class UsageError extends ExpectedError {
  override readonly name = 'UsageError';
}

/** The organisation with this slug. Throws `UsageError`. */
export async function organizationOf(db: Database, slug: string): Promise<Organization> {
  const found = await findOrganization(db, slug);
  if (found === null) {
    throw new UsageError(`org: there is no organisation ${slug}; create it with "kiln orgs create ${slug}".`);
  }
  return found;
}

/** Parses an option or argument by a schema; commander reports what is wrong with it. */
export function by<T>(schema: z.ZodType<T>): (text: string) => T {
  return (text) => {
    const parsed = schema.safeParse(text);
    if (!parsed.success) throw new InvalidArgumentError(parsed.error.issues[0]?.message ?? 'is wrong');
    return parsed.data;
  };
}
