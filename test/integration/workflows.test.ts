import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { loadBuild } from '../../src/records/builds.ts';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { recordStep } from '../../src/records/record-step.ts';
import { recordSteps } from '../../src/records/steps.ts';
import { workflowsPath } from '../../src/roles/task-queues.ts';
import { buildWorkflowId, targetWorkflowId } from '../../src/temporal/ids.ts';
import { insertPlainBuild } from '../plain-build.ts';
import { completed, firstBuild, newProject, request } from '../service.ts';
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

/** Inserts a build like a create does when Temporal does not answer. */
async function unstarted(): Promise<string> {
  const first = await loadBuild(db, (await firstBuild(await newProject(['typescript']))).id);
  return insertPlainBuild(db, {
    projectId: first.projectId,
    branch: first.branch,
    configCommit: first.configCommit,
    expectedHead: first.configCommit,
    targets: ['typescript'],
  });
}

test('the maintenance schedule starts a build that was accepted but never started', async () => {
  const build = await completed(await unstarted(), 60_000);
  expect(build.targets.typescript?.commit).toMatchObject({ conclusion: 'noop' });
});

/** The last event of a build is written by its workflow, after the targets have ended. */
async function ended(buildId: string): Promise<void> {
  await expect
    .poll(async () => (await loadBuild(db, buildId)).completedAt, { timeout: 30_000 })
    .not.toBeNull();
}

test('an unchanged target runs no step and has no workflow, and its record has every transition once, in order', async () => {
  const buildId = await unstarted();
  await completed(buildId, 60_000);
  await ended(buildId);
  const target = temporal.workflow.getHandle(targetWorkflowId(buildId, 'typescript'));
  await expect(target.describe()).rejects.toThrow(WorkflowNotFoundError);
  const events = await db.buildEvent.findMany({ where: { buildId }, orderBy: { seq: 'asc' } });
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
  const made = events.filter(({ target }) => target === 'typescript').map((e) => `${e.step} ${e.status}`);
  expect(made.filter((event) => !/^(lint|build|test)/.test(event))).toEqual([
    'codegen in_progress',
    'codegen completed',
    'postgen in_progress',
    'postgen completed',
    'commit in_progress',
    'commit completed',
  ]);
  const again = {
    target: 'typescript',
    step: 'commit',
    attempt: 1,
    status: 'completed',
    conclusion: 'fatal',
  } as const;
  const changed = await recordSteps(db, buildId, [again]);
  expect(changed.has('typescript', 'commit')).toBe(false);
  expect(await db.buildEvent.count({ where: { buildId } })).toBe(events.length);
  // A retry runs in full, in a workflow.
  const retried = await request('POST', `/v0/builds/${buildId}/targets/typescript/retry`, {});
  expect(retried.status, JSON.stringify(retried.body)).toBe(200);
  await completed(buildId);
  expect((await target.describe()).type).toBe('target');
});

test('late and repeated writes change nothing and create no event', async () => {
  const { id: buildId } = await firstBuild(await newProject(['typescript']));
  await ended(buildId);
  const before = await loadBuild(db, buildId);
  const key = { buildId, target: 'typescript', step: 'commit', attempt: 1 } as const;
  expect(await recordStep(db, key, { status: 'in_progress' })).toBe(false);
  expect(await recordStep(db, key, { status: 'completed', conclusion: 'fatal' })).toBe(false);
  const after = await loadBuild(db, buildId);
  expect(after.eventCount).toBe(before.eventCount);
  expect(after.targets).toEqual(before.targets);
});

test('cancelling a build cancels its open steps and its workflows', async () => {
  const id = await unstarted();
  await completed(id, 60_000).catch(() => {});
  const project = await newProject(['typescript', 'python', 'go']);
  const build = await db.build.findFirstOrThrow({ where: { project: { slug: project } } });
  await temporal.workflow.getHandle(buildWorkflowId(build.id)).cancel();
  const { targets } = await completed(build.id, 60_000);
  for (const target of Object.values(targets)) {
    expect(target?.status).toBe('completed');
    expect(['cancelled', 'success', 'warning']).toContain(
      target?.commit.status === 'completed' ? target.commit.conclusion : '',
    );
  }
  await expect
    .poll(async () => (await temporal.workflow.getHandle(buildWorkflowId(build.id)).describe()).status.name)
    .toBe('CANCELLED');
});

test('histories of completed runs replay, and search attributes find them', async () => {
  const project = await newProject(['typescript']);
  const { id } = await firstBuild(project);
  for (const workflowId of [buildWorkflowId(id), targetWorkflowId(id, 'typescript')]) {
    const handle = temporal.workflow.getHandle(workflowId);
    await handle.result();
    await Worker.runReplayHistory(
      { workflowsPath: workflowsPath() },
      await handle.fetchHistory(),
      workflowId,
    );
  }
  await expect
    .poll(
      async () => {
        const found: string[] = [];
        const query = `KilnProject = "acme/${project}" AND KilnTarget = "typescript"`;
        for await (const { workflowId } of temporal.workflow.list({ query })) found.push(workflowId);
        return found;
      },
      { timeout: 20_000 },
    )
    .toEqual([targetWorkflowId(id, 'typescript')]);
});
