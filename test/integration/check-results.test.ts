import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { BuildSummary } from '../../src/contract/builds.ts';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { buildWorkflowId, KILN_CONCLUSION, targetWorkflowId } from '../../src/temporal/ids.ts';
import { status } from '../../src/temporal/messages.ts';
import { needs } from '../needs.ts';
import { client, completed, description, firstBuild, newProject, request } from '../service.ts';
import { sharedTemporal } from '../temporal.ts';

const { test } = await needs('sandbox');

const LONG_AGO = new Date('2020-01-01T00:00:00Z');
let db: Database;
let connection: Connection;

beforeAll(async () => {
  db = openDatabase(inject('databaseUrl'), 2);
  connection = await Connection.connect(sharedTemporal());
});
afterAll(async () => {
  await connection.close();
  await db.$disconnect();
});

const build = async (project: string) => {
  const checks = { prepare: false, lint: [['true']], build: false, test: false };
  const made = await client().builds.create({
    project,
    branch: 'main',
    allow_empty: true,
    revision: {
      'openapi.json': { content: description() },
      // The same tree in every project.
      'stainless.yml': {
        content: JSON.stringify({ targets: { openapi: { package_name: 'same', checks } } }),
      },
    },
  });
  const done = await completed(made.id);
  const summary = BuildSummary.parse(await client().get(`/v0/builds/${made.id}/summary`));
  return { id: made.id, tree: treeOf(done), note: summary.targets.openapi?.notes.lint };
};

function treeOf({ targets }: Awaited<ReturnType<typeof completed>>): string | null | undefined {
  const commit = Object.values(targets)[0]?.commit;
  return commit?.status === 'completed' ? commit.commit?.tree_oid : null;
}

test('carries results over within a project only, and records their use', async () => {
  const [one, other] = [await newProject(['openapi']), await newProject(['openapi'])];
  await Promise.all([firstBuild(one), firstBuild(other)]);
  const first = await build(one);
  expect(first.note).toBeUndefined();
  await db.checkResult.updateMany({ where: { log: { startsWith: first.id } }, data: { usedAt: LONG_AGO } });

  const elsewhere = await build(other);
  expect([elsewhere.tree, elsewhere.note]).toEqual([first.tree, undefined]);
  expect((await build(one)).note).toMatch(/^Carried over/);
  const [kept] = await db.checkResult.findMany({ where: { log: { startsWith: first.id } } });
  expect(kept?.usedAt.getTime()).toBeGreaterThan(LONG_AGO.getTime());
});

test('retrying a single check keeps the conclusion of the build', async () => {
  const project = await newProject(['openapi']);
  const { id } = await firstBuild(project);
  const temporal = new Client({ connection });
  await temporal.workflow.getHandle(buildWorkflowId(id)).result();
  const retried = await request('POST', `/v0/builds/${id}/targets/openapi/retry`, { step: 'lint' });
  expect(retried.status, JSON.stringify(retried.body)).toBe(200);
  const done = await completed(id);
  expect(done.targets).toMatchObject({ openapi: { commit: { conclusion: 'success' } } });
  const handle = temporal.workflow.getHandle(buildWorkflowId(id));
  await handle.result();
  expect(await handle.query(status)).toMatchObject({ openapi: { attempt: 2, state: 'success' } });
  const target = await temporal.workflow.getHandle(targetWorkflowId(id, 'openapi')).describe();
  expect(target.typedSearchAttributes.get(KILN_CONCLUSION)).toBe('success');
});
