import { notFound } from '../contract/errors.ts';
import { type BuildRecord, findBuild } from '../records/builds.ts';
import type { Database } from '../records/database.ts';
import type { Caller } from './plugins/auth.ts';

/** The caller's build of this id. Another organisation's is as unknown as one that is not there. */
export async function findBuildOf(
  db: Database,
  caller: Caller,
  id: string,
  field = 'id',
): Promise<BuildRecord> {
  const build = await findBuild(db, caller.organizationId, id);
  if (build === null) throw notFound(`${field}: there is no build ${JSON.stringify(id)}.`);
  return build;
}
