import { insertBuild, type NewBuild } from '../src/records/builds.ts';
import type { Database } from '../src/records/database.ts';
import { newId } from '../src/records/ids.ts';

/** Where a build belongs; `expectedHead`: what its branch points at, absent where the branch is new. */
type Plain = Pick<NewBuild, 'projectId' | 'branch' | 'configCommit' | 'targets'> &
  Partial<Pick<NewBuild, 'expectedHead' | 'fatal'>>;

/** Puts a build into the record as a create without more leaves it, with no workflow behind it. Gives its id. */
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
  });
  return id;
}

/** Such a build that has ended, so that the reconciler starts nothing for it. */
export async function insertEndedBuild(db: Database, plain: Plain): Promise<string> {
  const id = await insertPlainBuild(db, plain);
  await db.build.update({ where: { id }, data: { completedAt: new Date() } });
  return id;
}
