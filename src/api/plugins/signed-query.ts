import { z } from 'zod';
import { notFound } from '../../contract/errors.ts';
import type { Database } from '../../records/database.ts';
import { isKeyValid } from '../../records/keys.ts';
import type { Links } from '../../runtime/storage/signed-links.ts';

/** The permission that a signed link carries in its query. */
export const Signed = z.object({
  expires: z.coerce.number().int(),
  key: z
    .string()
    .max(100)
    .optional()
    .describe('Id of the key that requested the link; the link expires with it.'),
  signature: z.string().max(100),
});

interface SignedDeps {
  readonly links: Links;
  readonly db: Database;
}

/**
 * Accepts a request whose link is signed for its path, or for everything of its build, in the name of a key that is
 * still valid. Throws 404.
 */
export async function checkSigned(
  { links, db }: SignedDeps,
  buildId: string,
  path: string,
  { expires, key, signature }: z.infer<typeof Signed>,
): Promise<void> {
  const given = links.of(key ?? null);
  const isSigned = [path, `/v0/builds/${buildId}/`].some((each) => given.verify(each, expires, signature));
  if (!isSigned || (key !== undefined && !(await isKeyValid(db, key))))
    throw notFound('This link is invalid or has expired.');
}

/** Whether a Git password is a signed credential for a repository, issued to a key that is still valid. */
export async function isSignedGit({ links, db }: SignedDeps, path: string, token: string): Promise<boolean> {
  const signed = links.verifyGit(path, token);
  if (signed === null) return false;
  return signed.keyId === null || isKeyValid(db, signed.keyId);
}
