import { WorkflowNotFoundError } from '@temporalio/client';
import { buildWorkflowId } from '../workflows/ids.ts';
import { deleteSchedules } from '../workflows/schedules.ts';
import type { ApiDeps } from './deps.ts';
import { asking, ownerOf } from './schedules.ts';
import type { ProjectRecord } from './views.ts';

/**
 * Deletes a project with everything: its schedules, what still runs, its record, its repositories. Logs and packages
 * go when the upkeep comes by. Asked again after it broke off, it goes on.
 */
export async function deleteProject(deps: ApiDeps, project: ProjectRecord): Promise<void> {
  const { db, temporal, repositories } = deps;
  const { id, slug, organization } = project;
  await asking(() => deleteSchedules(temporal, ownerOf(project)));
  const open = await db.build.findMany({ where: { projectId: id, completedAt: null }, select: { id: true } });
  for (const build of open) {
    try {
      await temporal.workflow.getHandle(buildWorkflowId(build.id)).terminate('The project was deleted.');
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
  // Before the record: without it nobody finds the project again to remove what is left.
  await repositories.removeAll(organization.slug, slug);
  await db.$transaction([
    db.generatedTree.deleteMany({ where: { projectId: id } }),
    db.project.delete({ where: { id } }),
  ]);
}
