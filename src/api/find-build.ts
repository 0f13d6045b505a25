import { notFound } from '../contract/errors.ts';
import { type BuildRecord, findBuild } from '../records/builds.ts';
import type { Database } from '../records/database.ts';
import { type Caller, mayUse } from './plugins/auth.ts';

/** The caller's build with this id. A build of another organisation is a 404 like an unknown one. */
export async function findBuildOf(
  db: Database,
  caller: Caller,
  id: string,
  field = 'id',
): Promise<BuildRecord> {
  const build = await findBuild(db, caller.organizationId, id);
  if (build === null || !mayUse(caller, build.project.slug))
    throw notFound(`${field}: there is no build ${JSON.stringify(id)}.`);
  return build;
}
