import { z } from 'zod';

/** The SDKs that use a key: those of Kiln's own generator, or none. */
type UsedBy = 'kiln' | 'none';

/** Keys of the config file that not every SDK uses. */
const notUsed = z.registry<{ readonly usedBy: UsedBy }>();

/** A key that is recognised but ignored. `what` describes its purpose. */
export function unused<T extends z.ZodType>(schema: T, what: string): T {
  return register(schema.describe(`${what} Recognised but ignored by Kiln.`), 'none');
}

/** A key that only SDKs of Kiln's own generator use, not those of OpenAPI Generator. */
export function usedByKiln<T extends z.ZodType>(schema: T, what: string): T {
  return register(schema.describe(`${what} Not used by OpenAPI Generator's SDKs.`), 'kiln');
}

function register<T extends z.ZodType>(schema: T, usedBy: UsedBy): T {
  notUsed.add(schema, { usedBy });
  return schema;
}

/** Which SDKs use a key. */
export const usersOf = (schema: z.ZodType): UsedBy | 'all' => notUsed.get(schema)?.usedBy ?? 'all';
