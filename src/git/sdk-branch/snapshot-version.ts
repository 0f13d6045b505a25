import { generatedRef } from '../refs.ts';
import type { Repository } from '../store/repository.ts';

/** Trailer with the package's version in the message of a snapshot. */
export const VERSION_TRAILER = 'Kiln-Version';

/** The version of a branch's last snapshot; null if there is none, or it does not say. */
export async function snapshotVersion(repository: Repository, branch: string): Promise<string | null> {
  const generated = await repository.resolve(generatedRef(branch));
  if (generated === null) return null;
  const { message } = await repository.readCommit(generated);
  return new RegExp(`^${VERSION_TRAILER}: (\\d\\S*)$`, 'm').exec(message)?.[1] ?? null;
}
