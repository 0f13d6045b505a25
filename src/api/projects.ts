import { badRequest, notFound } from '../contract/errors.ts';
import type { Database } from '../records/database.ts';
import type { Caller } from './plugins/auth.ts';
import type { ProjectRecord } from './views.ts';

/** The caller's project of this name. Another organisation's is as unknown as one that is not there. */
export async function findProject(
  db: Database,
  caller: Caller,
  slug: string | null | undefined,
): Promise<ProjectRecord> {
  if (slug === null || slug === undefined) throw badRequest('project: is required.');
  const project = await db.project.findUnique({
    where: { organizationId_slug: { organizationId: caller.organizationId, slug } },
    include: { organization: true },
  });
  if (project === null) throw notFound(`project: there is no project ${JSON.stringify(slug)}.`);
  return project;
}
