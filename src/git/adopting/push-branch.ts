import type { AdoptionFailure } from '../../contract/adoptions.ts';
import { headRef } from '../refs.ts';
import { atRemote, type Remote } from '../remote/remote.ts';
import type { Repository } from '../store/repository.ts';

export type PushedBranch =
  | { readonly ok: true; readonly branch: string }
  | { readonly ok: false; readonly failure: AdoptionFailure; readonly why: string };

/** Pushes a branch to an external repository under a name that is free there, or that already has this commit. */
export async function pushAsBranch(
  repository: Repository,
  remote: Remote,
  branch: string,
  name: string,
): Promise<PushedBranch> {
  const head = await repository.resolve(headRef(branch));
  if (head === null)
    return { ok: false, failure: 'branch_not_found', why: `${branch} no longer exists in Kiln` };
  const ref = headRef(name);
  const listed = await atRemote(repository, remote, ['ls-remote', '--quiet', remote.place, ref]);
  if (listed.ok && listed.stdout.startsWith(`${head}\t`)) return { ok: true, branch: name };
  // Only if no branch of this name exists: nothing of the team's is overwritten.
  const lease = `--force-with-lease=${ref}:`;
  const pushed = listed.ok
    ? await atRemote(repository, remote, [
        'push',
        '--quiet',
        '--no-verify',
        lease,
        remote.place,
        `${head}:${ref}`,
      ])
    : listed;
  if (pushed.ok) return { ok: true, branch: name };
  const { kind, why } = pushed.failure;
  if (kind === 'moved')
    return { ok: false, failure: 'refused', why: `it already has another branch ${name}` };
  return { ok: false, failure: kind, why };
}
