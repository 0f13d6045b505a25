import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { loadBuildInputs, sameInputsSince } from '../../src/records/builds.ts';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { newId } from '../../src/records/ids.ts';
import { insertEndedBuild } from '../plain-build.ts';

let db: Database;
let organizationId: string;
let projectId: string;

beforeAll(async () => {
  db = openDatabase(inject('databaseUrl'), 2);
  organizationId = newId();
  projectId = newId();
  await db.organization.create({ data: { id: organizationId, slug: `same-${organizationId}` } });
  await db.project.create({ data: { id: projectId, organizationId, slug: 'same', displayName: 'same' } });
});
afterAll(async () => {
  await db.organization.delete({ where: { id: organizationId } });
  await db.$disconnect();
});

const heads = new Map<string, string>();

async function insert(branch: string, commit: string) {
  const configCommit = commit.repeat(40);
  const expectedHead = heads.get(branch) ?? null;
  heads.set(branch, configCommit);
  const plain = { projectId, branch, configCommit, expectedHead, targets: ['go'] } as const;
  return loadBuildInputs(db, await insertEndedBuild(db, plain));
}

test('finds since which build all builds of a branch have the same config commit', async () => {
  const first = await insert('main', 'a');
  expect(await sameInputsSince(db, first)).toBeUndefined();
  await insert('main', 'b');
  const other = await insert('main', 'a');
  expect(await sameInputsSince(db, other)).toBeUndefined();
  await insert('elsewhere', 'c');
  await insert('main', 'a');
  const last = await insert('main', 'a');
  expect(await sameInputsSince(db, last)).toBe(other.sequence);
});
