import { z } from 'zod';

/** Keys of the config file that Kiln knows and does nothing with. */
const notUsed = z.registry<{ readonly used: false }>();

/** A key of the file's usual vocabulary that Kiln keeps and does nothing with. `what` says what it is for. */
export function unused<T extends z.ZodType>(schema: T, what: string): T {
  const described = schema.describe(`${what} Kept, and not used by Kiln.`);
  notUsed.add(described, { used: false });
  return described;
}

export const isUsed = (schema: z.ZodType): boolean => !notUsed.has(schema);
