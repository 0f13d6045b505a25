import { deleteProjectRecord, type ProjectRecord } from '../records/projects.ts';
import { buildWorkflowId } from '../temporal/ids.ts';
import { deleteSchedules } from '../temporal/project-schedules.ts';
import type { ApiDeps } from './deps.ts';
import { asking, ownerOf } from './resources/schedule-view.ts';

/**
 * Deletes a project: its schedules, its record, its running builds and its repositories; the maintenance schedule
 * later deletes logs and packages. Once its record is deleted the project is gone, whatever fails afterwards:
 * leftover repositories are removed before another project of this name is created.
 */
export async function deleteProject(deps: ApiDeps, project: ProjectRecord): Promise<void> {
  const { db, temporal, repositories } = deps;
  const { id, slug, organization } = project;
  await asking(() => deleteSchedules(temporal, ownerOf(project)));
  const open = await deleteProjectRecord(db, id);
  const terminate = (build: string) =>
    temporal.workflow.getHandle(buildWorkflowId(build)).terminate('The project was deleted.');
  await terminateEach(open, terminate);
  await repositories.removeAll(organization.slug, slug);
}

/** Terminations that are requested at the same time. */
const AT_ONCE = 10;

/**
 * Terminates each build, whatever happens to the others. One that cannot be terminated is not lost: its activities find
 * no build, and end.
 */
export async function terminateEach(
  builds: readonly string[],
  terminate: (build: string) => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < builds.length; at += AT_ONCE) {
    await Promise.allSettled(builds.slice(at, at + AT_ONCE).map((build) => terminate(build)));
  }
}
