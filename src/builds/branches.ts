import { setTimeout as wait } from 'node:timers/promises';
import type { CreateBranchBody, RebaseBody } from '../contract/branches.ts';
import { ApiError, badRequest, conflict, notFound } from '../contract/errors.ts';
import { commitConfigFiles, overlay, readConfigFiles } from '../git/config-files.ts';
import { replay } from '../git/merging/replay.ts';
import type { CodeMove } from '../git/sdk-branch/move-branch.ts';
import type { Repository } from '../git/store/repository.ts';
import { RefBlocked } from '../git/store/update-refs.ts';
import {
  BranchMoved,
  BranchNameTaken,
  changeBranch,
  type FileUrls,
  ProjectGone,
} from '../records/branches.ts';
import type { Database } from '../records/database.ts';
import { type ProjectRecord, projectExists } from '../records/projects.ts';
import { author, type Heads, headsOf, namedCommit, publishHead } from './config-commits.ts';
import { checkFiles, readFileMap, urlsAfter } from './config-inputs.ts';
import type { BuildDeps } from './deps.ts';
import { CodeConflict, moveCode } from './sdk-branches.ts';

/** How long a request retries while others move its branch. */
const TRIES_MS = 15_000;
const PAUSE_MS = 20;
const MAIN = 'main';

/** Decides where a branch moves to, given where it is. */
type Decide = (
  now: string | null,
  place: { heads: Heads; repository: Repository },
) => Promise<{
  readonly to: string | null;
  readonly move: CodeMove;
  /** Config files that were given by URL, if they change. */
  readonly fileUrls?: FileUrls;
}>;

/** Creates a branch from another, with its custom code, or from a config commit. Throws 404 and 409 errors. */
export async function createBranch(
  deps: BuildDeps,
  project: ProjectRecord,
  { branch, branch_from, force }: CreateBranchBody,
): Promise<void> {
  await change(deps, project, branch, async (now, { heads, repository }) => {
    if (now !== null && force !== true) {
      throw conflict(`branch: the branch ${JSON.stringify(branch)} already exists; send force to move it.`);
    }
    const from = await namedCommit(repository, heads, branch_from, 'branch_from');
    return { to: from.sha, move: codeOf(branch, from.branch), fileUrls: await urlsOf(heads, from.branch) };
  });
}

/** Deletes a branch with its code; its builds stay in the record. `main` is rejected. */
export async function deleteBranch(deps: BuildDeps, project: ProjectRecord, branch: string): Promise<void> {
  if (branch === MAIN) throw badRequest('branch: main cannot be deleted.');
  await change(deps, project, branch, async (now) => {
    if (now === null) throw unknownBranch(branch);
    return { to: null, move: { kind: 'drop' } };
  });
}

/**
 * Rebases a branch's own config commits and custom code onto `base`; with `files`, moves the branch to the base and
 * commits the files. A conflict is a 409 with the paths, and nothing moves.
 */
export async function rebaseBranch(
  deps: BuildDeps,
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
      await checkFiles(deps, after, 'files');
      const message = `${body?.commit_message ?? 'Update config files'}\n`;
      const made = await commitConfigFiles(repository, [onto.sha], after, message, author());
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
 * Resets a branch to `main` with its code, or to the given config commit. On `main` a commit is required, and the
 * code stays.
 */
export async function resetBranch(
  deps: BuildDeps,
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

/** The files of a branch that were given by URL; undefined for a commit, whose URLs are unknown. */
async function urlsOf(heads: Heads, branch: string | null): Promise<FileUrls | undefined> {
  return branch === null ? undefined : heads.urls(branch);
}

/** What happens to the code of a branch that is created or reset. The custom code of main is never dropped. */
function codeOf(branch: string, from: string | null, otherwise: 'keep' | 'drop' = 'drop'): CodeMove {
  if (from === branch || (from === null && branch === MAIN)) return { kind: 'keep' };
  return from === null ? { kind: otherwise } : { kind: 'take', from };
}

export const unknownBranch = (branch: string) =>
  notFound(`branch: there is no branch ${JSON.stringify(branch)}.`);

/** Moves a branch to where `decide` says: in the record, in the SDK repositories, in the config repository. */
async function change(
  deps: BuildDeps,
  project: ProjectRecord,
  branch: string,
  decide: Decide,
): Promise<void> {
  const repository = await deps.repositories.create(project.organization.slug, project.slug, 'config');
  const heads = headsOf(deps.db, project.id);
  for (const until = Date.now() + TRIES_MS; Date.now() < until; ) {
    const from = await heads.get(branch);
    const { to, move, fileUrls } = await decide(from, { heads, repository });
    try {
      await changeBranch(deps.db, { projectId: project.id, name: branch, from, to, fileUrls }, (sequence) =>
        moveCode(deps, project, branch, move, sequence),
      );
    } catch (error) {
      if (error instanceof BranchMoved) {
        await wait(PAUSE_MS * (1 + Math.random()));
        continue;
      }
      throw await toApiError(deps.db, project.id, error);
    }
    await publishHead(repository, heads, branch);
    return;
  }
  throw new ApiError('conflict', 'branch: was updated concurrently for 15 s; retry the request.', {
    final: false,
  });
}

/**
 * Maps errors of creating or moving a branch to API errors; others are unchanged. A concurrently deleted project
 * takes its rows and repositories away, so the request may fail in any way: that is a 404 as well.
 */
export async function toApiError(db: Database, projectId: string, error: unknown): Promise<unknown> {
  if (error instanceof ApiError) return error;
  if (error instanceof ProjectGone) return notFound('project: was deleted meanwhile.');
  if (error instanceof BranchNameTaken) {
    return conflict(
      `branch: conflicts with the branch ${error.other}, because Git stores branches like files in folders.`,
    );
  }
  if (error instanceof RefBlocked) return conflict(`branch: ${error.message}`);
  if (error instanceof CodeConflict) return conflict(`branch: ${error.message}; nothing was changed.`);
  return (await projectExists(db, projectId)) ? error : notFound('project: was deleted meanwhile.');
}
