import { WorkflowNotFoundError } from '@temporalio/client';
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
  for (const build of open) {
    try {
      await temporal.workflow.getHandle(buildWorkflowId(build)).terminate('The project was deleted.');
    } catch (error) {
      // Their activities find no build, and end.
      if (!(error instanceof WorkflowNotFoundError)) break;
    }
  }
  await repositories.removeAll(organization.slug, slug);
}
