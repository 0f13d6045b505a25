import { badRequest, notFound } from '../contract/errors.ts';
import type { Database } from '../records/database.ts';
import { findProjectBySlug, type ProjectRecord } from '../records/projects.ts';
import { type Caller, mayUse } from './plugins/auth.ts';

/** The caller's project with this slug. A project of another organisation is a 404 like an unknown one. */
export async function findProject(
  db: Database,
  caller: Caller,
  slug: string | null | undefined,
): Promise<ProjectRecord> {
  if (slug === null || slug === undefined) throw badRequest('project: is required.');
  const project = await findProjectBySlug(db, caller.organizationId, slug);
  if (project === null || !mayUse(caller, slug))
    throw notFound(`project: there is no project ${JSON.stringify(slug)}.`);
  return project;
}
