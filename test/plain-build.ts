import { insertBuild, type NewBuild } from '../src/records/builds.ts';
import type { Database } from '../src/records/database.ts';
import { newId } from '../src/records/ids.ts';

/** Where a build belongs; `expectedHead`: where its branch points, absent if the branch is new. */
type Plain = Pick<NewBuild, 'projectId' | 'branch' | 'configCommit' | 'targets'> &
  Partial<Pick<NewBuild, 'expectedHead' | 'fatal'>>;

/** Inserts a build like a create does, without starting a workflow. Returns its id. */
export async function insertPlainBuild(db: Database, plain: Plain): Promise<string> {
  const id = newId();
  await insertBuild(db, {
    expectedHead: null,
    ...plain,
    id,
    trigger: 'api',
    commitMessage: null,
    describeChanges: false,
    targetCommitMessages: {},
    fileHashes: {},
    idempotencyKey: null,
    requestHash: null,
    startedBy: null,
  });
  return id;
}

/** Such a build in its completed state, so that the reconciler does not start it. */
export async function insertEndedBuild(db: Database, plain: Plain): Promise<string> {
  const id = await insertPlainBuild(db, plain);
  await db.build.update({ where: { id }, data: { completedAt: new Date() } });
  return id;
}
