import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { UPKEEP, upkeepId } from '../../src/temporal/maintenance-schedules.ts';
import { withWorker } from '../own-worker.ts';
import { insertPlainBuild } from '../plain-build.ts';
import { client, completed, firstBuild, newProject } from '../service.ts';
import { sharedTemporal } from '../temporal.ts';

let connection: Connection;
let temporal: Client;
let db: Database;

beforeAll(async () => {
  connection = await Connection.connect(sharedTemporal());
  temporal = new Client({ connection });
  db = openDatabase(inject('databaseUrl'), 4);
});

afterAll(async () => {
  await connection.close();
  await db.$disconnect();
});

const LONG_AGO = new Date(Date.now() - 400 * 24 * 60 * 60 * 1000);

test("Kiln's maintenance runs as Schedules, each with a catch-up window and a note", async () => {
  for (const { workflow, note } of UPKEEP) {
    const schedule = temporal.schedule.getHandle(upkeepId(workflow));
    const { policies, state } = await schedule.describe();
    expect(policies.catchupWindow).toBeLessThanOrEqual(60 * 60 * 1000);
    expect(state.note).toBe(note);
    await schedule.trigger();
    await expect
      .poll(
        async () => {
          const query = `WorkflowType = "${workflow}" AND ExecutionStatus = "Completed"`;
          return (await temporal.workflow.count(query)).count;
        },
        { timeout: 60_000 },
      )
      .toBeGreaterThan(0);
  }
});

/** Makes `count` ended builds of one branch, newest last. */
async function builds(project: string, count: number): Promise<string[]> {
  const ids = [(await firstBuild(project)).id];
  while (ids.length < count) {
    const { id } = await client().builds.create({ project, branch: 'main', revision: 'main' });
    await completed(id);
    ids.push(id);
  }
  for (const id of ids) {
    const build = () => db.build.findUniqueOrThrow({ where: { id } });
    await expect.poll(async () => (await build()).completedAt, { timeout: 30_000 }).not.toBeNull();
  }
  return ids;
}

const LIMIT = 50;

/** A build of the same branch that ended as it was made: its id. */
async function ended(like: string): Promise<string> {
  const { projectId, branch, configCommit } = await db.build.findUniqueOrThrow({ where: { id: like } });
  return insertPlainBuild(db, {
    projectId,
    branch,
    configCommit,
    expectedHead: configCommit,
    targets: ['typescript'],
    fatal: 'Nothing can be built.',
  });
}

/** Gives a build's lint a log, and the build a package: files that were written long ago. */
async function keepFiles(id: string): Promise<{ log: string; sum: string }> {
  const log = `${id}/typescript/lint-1.log`;
  const sum = id.padEnd(64, '0');
  const files = [path.join('check-logs', log), path.join('packages', sum.slice(0, 2), sum)];
  for (const file of files) {
    const at = path.join(inject('dataDir'), file);
    await mkdir(path.dirname(at), { recursive: true });
    await writeFile(at, 'text');
    await utimes(at, LONG_AGO, LONG_AGO);
  }
  const key = { buildId: id, target: 'typescript' };
  await db.buildStep.updateMany({ where: { ...key, step: 'lint' }, data: { log } });
  await db.package.create({ data: { ...key, type: 'dist', name: 'x.tgz', sha256: sum, bytes: 4 } });
  return { log, sum };
}

const names = async (folder: string) =>
  (await readdir(path.join(inject('dataDir'), folder), { recursive: true })).join('\n');

test('retention removes logs, packages and events of old builds, but not of the newest build of a branch, and never commits', async () => {
  const project = await newProject();
  const [old = '', middle = ''] = await builds(project, 2);
  // So many that no branch of another test, beside this one, has more than the limit.
  let newest = '';
  for (let count = 0; count < LIMIT; count++) newest = await ended(middle);
  const kept = {
    old: await keepFiles(old),
    middle: await keepFiles(middle),
    newest: await keepFiles(newest),
  };
  // A check that was carried over: its log is another build's.
  await db.buildStep.updateMany({
    where: { buildId: newest, step: 'test' },
    data: { log: kept.middle.log },
  });
  const all = await client().builds.retrieve(old);
  const count = (buildId: string) => db.buildEvent.count({ where: { buildId } });
  const before = await count(newest);

  await withWorker({ retention: { days: null, builds: LIMIT } }, async (execute) => {
    const [first, again] = [await execute('retention'), await execute('retention')];
    expect(first).toMatchObject({ builds: expect.any(Number) });
    expect(again).toEqual({ builds: 0, files: 0 });
  });
  expect([await count(old), await count(middle), await count(newest)]).toEqual([1, 1, before]);
  const logs = await names('check-logs');
  const packages = await names('packages');
  expect(logs).not.toContain(kept.old.log);
  expect(logs).toContain(kept.middle.log);
  expect(logs).toContain(kept.newest.log);
  expect(packages).not.toContain(kept.old.sum);
  expect(packages).not.toContain(kept.middle.sum);
  expect(packages).toContain(kept.newest.sum);
  const after = await client().builds.retrieve(old);
  expect(after.targets.typescript?.commit).toEqual(all.targets.typescript?.commit);

  // Its stream still ends.
  const events = await fetch(`${inject('baseUrl')}/v0/builds/${old}/events`, {
    headers: { authorization: `Bearer ${inject('apiKey')}` },
  });
  expect(await events.text()).toContain('"status":"completed"');
});

test('retention by age removes only builds that ended before the limit, and never the newest', async () => {
  const project = await newProject();
  const [old = '', newest = ''] = await builds(project, 2);
  const count = (buildId: string) => db.buildEvent.count({ where: { buildId } });
  await withWorker({ retention: { days: 30, builds: null } }, async (execute) => {
    await execute('retention');
    expect(await count(old)).toBeGreaterThan(1);
    await db.build.updateMany({ where: { id: { in: [old, newest] } }, data: { completedAt: LONG_AGO } });
    await execute('retention');
  });
  expect(await count(old)).toBe(1);
  expect(await count(newest)).toBeGreaterThan(1);
});

test('evicts results that have not been used recently', async () => {
  const project = await newProject();
  await firstBuild(project);
  const { id: projectId } = await db.project.findFirstOrThrow({ where: { slug: project } });
  await db.generatedTree.updateMany({ where: { projectId }, data: { usedAt: LONG_AGO } });
  const old = { projectId, target: 'typescript', treeOid: '0'.repeat(40), usedAt: LONG_AGO };
  await db.generatedTree.create({ data: { ...old, key: `unused-${projectId}` } });
  const { id } = await client().builds.create({ project, branch: 'main', revision: 'main' });
  await completed(id);
  await withWorker({}, async (execute) => {
    expect(await execute('eviction')).toMatchObject({ results: expect.any(Number) });
  });
  const left = await db.generatedTree.findMany({ where: { projectId } });
  expect(left.length).toBeGreaterThan(0);
  expect(left.map(({ key }) => key)).not.toContain(`unused-${projectId}`);
  expect(left.every(({ usedAt }) => usedAt > LONG_AGO)).toBe(true);
});
