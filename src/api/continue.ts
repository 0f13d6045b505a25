import type { SdkTarget } from '../contract/targets.ts';
import { type OpenConflict, openConflicts } from '../git/conflicts.ts';
import { isSettled } from '../git/resolve.ts';
import { listBuilds } from '../records/builds.ts';
import { retry } from '../workflows/control.ts';
import type { ApiDeps } from './deps.ts';
import type { ProjectRecord } from './views.ts';

/**
 * Lets the build that a resolved conflict holds up go on, from its commit: the latest one of the branch, where its
 * target ended with this conflict or is about to. Gives its id; null where no build waits, or Temporal is away.
 */
export async function continueBuild(
  deps: ApiDeps,
  project: ProjectRecord,
  target: SdkTarget,
  { number, branch }: Pick<OpenConflict, 'number' | 'branch'>,
): Promise<string | null> {
  const [build] = await listBuilds(deps.db, { projectId: project.id, branch, target, limit: 1 });
  const found = build?.targets.find((candidate) => candidate.target === target);
  const commit = found?.steps.find(({ step }) => step === 'commit');
  if (build === undefined || found === undefined || commit === undefined) return null;
  const waits = commit.conclusion === 'merge_conflict' && found.conflictNumber === number;
  // One that commits just now may have read the conflict before it was resolved: asked now, it looks once more.
  if (!waits && commit.status !== 'in_progress') return null;
  const outcome = await retry(deps, build, target, 'commit');
  return outcome.kind === 'done' ? build.id : null;
}

/** After a push: lets builds go on whose conflict it resolved. */
export async function continueAfterPush(
  deps: ApiDeps,
  project: ProjectRecord,
  target: SdkTarget,
): Promise<void> {
  const repository = deps.repositories.get(project.organization.slug, project.slug, target);
  for (const conflict of await openConflicts(repository)) {
    if (await isSettled(repository, conflict)) await continueBuild(deps, project, target, conflict);
  }
}
