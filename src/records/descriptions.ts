import type { Database } from './database.ts';

/** What preparation records on a build. `descriptionOid`: the prepared document in the config repository. */
export interface PreparedBuild {
  readonly descriptionOid: string;
  readonly commitMessage: string | null;
}

/** Records the preparation of a build. Idempotent. */
export async function recordPrepared(db: Database, id: string, prepared: PreparedBuild): Promise<void> {
  await db.build.update({ where: { id }, data: { ...prepared } });
}

/** The prepared description of a config commit, as any build of the project left it; null where none did. */
export async function findPreparedOid(
  db: Database,
  projectId: string,
  configCommit: string,
): Promise<string | null> {
  const found = await db.build.findFirst({
    where: { projectId, configCommit, descriptionOid: { not: null } },
    select: { descriptionOid: true },
  });
  return found?.descriptionOid ?? null;
}
