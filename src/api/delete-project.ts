import { WorkflowNotFoundError } from '@temporalio/client';
import { deleteProjectRecord, type ProjectRecord } from '../records/projects.ts';
import { buildWorkflowId } from '../temporal/ids.ts';
import { deleteSchedules } from '../temporal/project-schedules.ts';
import type { ApiDeps } from './deps.ts';
import { asking, ownerOf } from './resources/schedule-view.ts';

/**
 * Deletes a project with everything: its schedules, its record, what still runs, its repositories. Logs and packages
 * go when the upkeep comes by. With the record it is gone, whatever happens then: repositories that are left are
 * removed before another project of this name is made.
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
      // Its steps find no build, and end.
      if (!(error instanceof WorkflowNotFoundError)) break;
    }
  }
  await repositories.removeAll(organization.slug, slug);
}
