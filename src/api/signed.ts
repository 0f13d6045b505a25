import { z } from 'zod';
import { notFound } from '../contract/errors.ts';
import type { Links } from '../runtime/links.ts';

/** The permission that a signed link carries in its query. */
export const Signed = z.object({ expires: z.coerce.number().int(), signature: z.string().max(100) });

/** Lets a request pass whose link is signed for its path, or for everything of its build. Throws 404. */
export function checkSigned(
  links: Links,
  buildId: string,
  path: string,
  { expires, signature }: z.infer<typeof Signed>,
): void {
  if (![path, `/v0/builds/${buildId}/`].some((signed) => links.verify(signed, expires, signature)))
    throw notFound('This link is not valid, or no longer.');
}
