import { z } from 'zod';

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
