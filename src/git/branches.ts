import { closing, openConflicts } from './conflicts.ts';
import { generatedRef, headRef, orderRef, pastRef } from './refs.ts';
import { NO_OID, type RefChange, type Repository } from './repository.ts';

const TRIES = 10;

/**
 * Gives branch `to` what branch `from` has: custom code and the snapshots that it was made on. What `to` had is
 * let go, its open conflicts end.
 */
export async function inheritBranch(repository: Repository, from: string, to: string): Promise<void> {
  await move(repository, to, async () => [
    { ref: headRef(to), oid: await repository.resolve(headRef(from)) },
    { ref: generatedRef(to), oid: await repository.resolve(generatedRef(from)) },
  ]);
}

/**
 * Removes a branch from an SDK repository. Its snapshots stay known, because its code may have been merged or
 * squashed into other branches.
 */
export async function deleteBranch(repository: Repository, branch: string): Promise<void> {
  await move(repository, branch, async () => [
    { ref: headRef(branch), oid: null },
    { ref: generatedRef(branch), oid: null },
    { ref: orderRef(branch), oid: null },
  ]);
}

/** Moves refs of a branch together. Throws where others move it all the time. */
async function move(
  repository: Repository,
  branch: string,
  wanted: () => Promise<readonly { ref: string; oid: string | null }[]>,
): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const changes: RefChange[] = closing(await openConflicts(repository, branch), null);
    for (const { ref, oid } of await wanted()) {
      const now = await repository.resolve(ref);
      if (now === oid) continue;
      changes.push({ ref, from: now ?? NO_OID, to: oid ?? NO_OID });
      if (ref === generatedRef(branch) && now !== null) {
        changes.push({ ref: pastRef(now), from: null, to: now });
      }
    }
    if (await repository.updateRefs(changes)) return;
  }
  throw new Error(`Branch ${branch} moved ${TRIES} times while it was to be moved.`);
}
