import type { SdkTarget } from '../contract/targets.ts';
import { type OpenConflict, openConflicts } from '../git/sdk-branch/conflicts.ts';
import { hasEarlierResolution } from '../git/sdk-branch/earlier-resolution.ts';
import { isSettled } from '../git/sdk-branch/resolve-conflict.ts';
import { listBuilds } from '../records/builds.ts';
import type { ProjectRecord } from '../records/projects.ts';
import { retry } from '../temporal/control-build.ts';
import type { StartDeps } from './deps.ts';

/**
 * Resumes the build that waits for a resolved conflict at its commit step: the latest one of the branch, if its
 * target ended with this conflict or is about to. Returns its id; null if no build waits, or Temporal is unavailable.
 */
export async function continueBuild(
  deps: StartDeps,
  project: ProjectRecord,
  target: SdkTarget,
  { number, branch }: Pick<OpenConflict, 'number' | 'branch'>,
): Promise<string | null> {
  const [build] = await listBuilds(deps.db, { projectId: project.id, branch, target, limit: 1 });
  const found = build?.targets.find((candidate) => candidate.target === target);
  const commit = found?.steps.find(({ step }) => step === 'commit');
  if (build === undefined || found === undefined || commit === undefined) return null;
  const waits = commit.conclusion === 'merge_conflict' && found.conflictNumber === number;
  // A build that is committing now may have read the conflict before it was resolved: this makes it check again.
  if (!waits && commit.status !== 'in_progress') return null;
  const outcome = await retry(deps, build, target, 'commit', `the resolution of conflict ${number}`);
  return outcome.kind === 'done' ? build.id : null;
}

/**
 * After a push: resumes the builds whose conflict it resolved, directly or by resolving an earlier conflict that
 * theirs replaced.
 */
export async function continueAfterPush(
  deps: StartDeps,
  project: ProjectRecord,
  target: SdkTarget,
): Promise<void> {
  const repository = deps.repositories.get(project.organization.slug, project.slug, target);
  for (const conflict of await openConflicts(repository)) {
    const goesOn =
      (await isSettled(repository, conflict)) || (await hasEarlierResolution(repository, conflict));
    if (goesOn) await continueBuild(deps, project, target, conflict);
  }
}
