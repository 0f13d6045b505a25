import { z } from 'zod';

/** Whose SDKs use a key: those of Kiln's own generator alone, or none. */
type UsedBy = 'kiln' | 'none';

/** Keys of the config file that not every SDK uses. */
const notUsed = z.registry<{ readonly usedBy: UsedBy }>();

/** A key of the file's usual vocabulary that Kiln keeps and does nothing with. `what` says what it is for. */
export function unused<T extends z.ZodType>(schema: T, what: string): T {
  return register(schema.describe(`${what} Recognised but ignored by Kiln.`), 'none');
}

/** A key that SDKs of Kiln's own generator use, and those of OpenAPI Generator do not. */
export function usedByKiln<T extends z.ZodType>(schema: T, what: string): T {
  return register(schema.describe(`${what} Not used by OpenAPI Generator's SDKs.`), 'kiln');
}

function register<T extends z.ZodType>(schema: T, usedBy: UsedBy): T {
  notUsed.add(schema, { usedBy });
  return schema;
}

/** Whose SDKs use a key. */
export const usersOf = (schema: z.ZodType): UsedBy | 'all' => notUsed.get(schema)?.usedBy ?? 'all';
