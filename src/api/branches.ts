import type { CreateBranchBody, RebaseBody } from '../contract/branches.ts';
import { ApiError, badRequest, conflict, notFound } from '../contract/errors.ts';
import type { CodeMove } from '../git/branches.ts';
import { commitConfigFiles, overlay, readConfigFiles } from '../git/config-files.ts';
import { replay } from '../git/replay.ts';
import type { Repository } from '../git/repository.ts';
import { RefBlocked } from '../git/update-refs.ts';
import { BranchMoved, BranchNameTaken, changeBranch, type FileUrls } from '../records/branches.ts';
import type { ApiDeps } from './deps.ts';
import { type Heads, headsOf, namedCommit, publishHead } from './heads.ts';
import { author, checkFiles, readFileMap, urlsAfter } from './revisions.ts';
import { CodeConflict, moveCode } from './sdk-code.ts';
import type { ProjectRecord } from './views.ts';

const TRIES = 5;
const MAIN = 'main';

/** Where a branch is to go, given where it is now. */
type Decide = (
  now: string | null,
  place: { heads: Heads; repository: Repository },
) => Promise<{
  readonly to: string | null;
  readonly move: CodeMove;
  /** Config files that were given by URL, where that changes. */
  readonly fileUrls?: FileUrls;
}>;

/** Makes a branch from another, with its custom code, or from a config commit. Throws 404 and 409 errors. */
export async function createBranch(
  deps: ApiDeps,
  project: ProjectRecord,
  { branch, branch_from, force }: CreateBranchBody,
): Promise<void> {
  await change(deps, project, branch, async (now, { heads, repository }) => {
    if (now !== null && force !== true) {
      throw conflict(
        `branch: there is a branch ${JSON.stringify(branch)} already; send force to put it elsewhere.`,
      );
    }
    const from = await namedCommit(repository, heads, branch_from, 'branch_from');
    return { to: from.sha, move: codeOf(branch, from.branch), fileUrls: await urlsOf(heads, from.branch) };
  });
}

/** Deletes a branch with its code; its builds stay in the record. `main` is refused. */
export async function deleteBranch(deps: ApiDeps, project: ProjectRecord, branch: string): Promise<void> {
  if (branch === MAIN) throw badRequest('branch: main cannot be deleted.');
  await change(deps, project, branch, async (now) => {
    if (now === null) throw unknownBranch(branch);
    return { to: null, move: { kind: 'drop' } };
  });
}

/**
 * Puts a branch's own config commits and custom code on top of `base`; with files, puts the branch at the base
 * and commits them. A conflict is a 409 with the paths, and nothing moves.
 */
export async function rebaseBranch(
  deps: ApiDeps,
  project: ProjectRecord,
  branch: string,
  base: string,
  body: RebaseBody,
): Promise<void> {
  const files = body?.files ? await readFileMap(deps, body.files, 'files') : null;
  await change(deps, project, branch, async (now, { heads, repository }) => {
    if (now === null) throw unknownBranch(branch);
    const onto = await namedCommit(repository, heads, base, 'base');
    if (files !== null) {
      const after = overlay(await readConfigFiles(repository, onto.sha), files);
      checkFiles(after, 'files');
      const message = `${body?.commit_message ?? 'Update config files'}\n`;
      const made = await commitConfigFiles(repository, onto.sha, after, message, author());
      const urls = urlsAfter((await urlsOf(heads, onto.branch)) ?? {}, body?.files ?? {}, after);
      const to = made.changed ? made.sha : onto.sha;
      return { to, move: codeOf(branch, onto.branch, 'keep'), fileUrls: urls };
    }
    const replayed = await replay(repository, onto.sha, now);
    if (!replayed.clean) {
      throw conflict(
        `base: commit ${replayed.commit.slice(0, 7)} of ${branch} conflicts with ${base} in ${replayed.paths.join(', ')}; nothing was changed.`,
      );
    }
    const move: CodeMove = onto.branch === null ? { kind: 'keep' } : { kind: 'rebase', onto: onto.branch };
    return { to: replayed.sha, move };
  });
}

/**
 * Puts a branch back: to `main` with its code, at another config commit where one is given. On `main` one must
 * be, and the code stays.
 */
export async function resetBranch(
  deps: ApiDeps,
  project: ProjectRecord,
  branch: string,
  target: string | undefined,
): Promise<void> {
  if (branch === MAIN && target === undefined) {
    throw badRequest('target_config_sha: is required to reset main.');
  }
  await change(deps, project, branch, async (now, { heads, repository }) => {
    if (now === null) throw unknownBranch(branch);
    const { sha } = await namedCommit(repository, heads, target ?? MAIN, 'target_config_sha');
    const fileUrls = target === undefined ? await urlsOf(heads, MAIN) : undefined;
    return { to: sha, move: codeOf(branch, MAIN), fileUrls };
  });
}

/** The files of a branch that were given by URL; undefined for a commit, of which nothing is known. */
async function urlsOf(heads: Heads, branch: string | null): Promise<FileUrls | undefined> {
  return branch === null ? undefined : heads.urls(branch);
}

/** The code of a branch that is made from another, or from a commit. The custom code of main is never dropped. */
function codeOf(branch: string, from: string | null, otherwise: 'keep' | 'drop' = 'drop'): CodeMove {
  if (from === branch || (from === null && branch === MAIN)) return { kind: 'keep' };
  return from === null ? { kind: otherwise } : { kind: 'take', from };
}

export const unknownBranch = (branch: string) =>
  notFound(`branch: there is no branch ${JSON.stringify(branch)}.`);

/** Moves a branch to where `decide` says: in the record, in the SDK repositories, in the config repository. */
async function change(deps: ApiDeps, project: ProjectRecord, branch: string, decide: Decide): Promise<void> {
  const repository = await deps.repositories.create(project.organization.slug, project.slug, 'config');
  const heads = headsOf(deps.db, project.id);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const from = await heads.get(branch);
    const { to, move, fileUrls } = await decide(from, { heads, repository });
    try {
      await changeBranch(deps.db, { projectId: project.id, name: branch, from, to, fileUrls }, (sequence) =>
        moveCode(deps, project, branch, move, sequence),
      );
    } catch (error) {
      if (error instanceof BranchMoved) continue;
      throw toApiError(error);
    }
    await publishHead(repository, heads, branch);
    return;
  }
  throw new ApiError('conflict', 'branch: others keep moving it; try again.', { final: false });
}

/** What clients are told of a branch that cannot be made or moved; other errors as they are. */
export function toApiError(error: unknown): unknown {
  if (error instanceof BranchNameTaken) {
    return conflict(
      `branch: cannot be beside the branch ${error.other}, because Git keeps branches like files in folders.`,
    );
  }
  if (error instanceof RefBlocked) return conflict(`branch: ${error.message}`);
  if (error instanceof CodeConflict) return conflict(`branch: ${error.message}; nothing was changed.`);
  return error;
}
