import { z } from 'zod';

/** An organisation's name in URLs and paths. */
export const OrgSlug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and hyphens, at most 63');

export const Org = z
  .object({
    object: z.literal('org'),
    slug: z.string(),
    display_name: z.string().nullable(),
    enable_ai_commit_messages: z.boolean(),
  })
  .meta({ id: 'Org' });

export const OrgsPage = z
  .object({ data: z.array(Org), has_more: z.boolean(), next_cursor: z.string().optional() })
  .meta({ id: 'OrgsPage' });
