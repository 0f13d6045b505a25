import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { loadBuild } from '../../src/records/builds.ts';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { newId } from '../../src/records/ids.ts';
import { createKey, revokeKey } from '../../src/records/keys.ts';
import { workflowsPath } from '../../src/roles/task-queues.ts';
import { Links } from '../../src/runtime/storage/signed-links.ts';
import { buildWorkflowId, targetWorkflowId } from '../../src/temporal/ids.ts';
import { cancelTarget, retryStep, retryTarget, status } from '../../src/temporal/messages.ts';
import { ensureSearchAttributes } from '../../src/temporal/search-attributes.ts';
import { startBuild } from '../../src/temporal/start-build.ts';
import { hold } from '../held.ts';
import { insertPlainBuild } from '../plain-build.ts';
import { client, completed, firstBuild, newProject, request } from '../service.ts';
import { sharedTemporal } from '../temporal.ts';

let connection: Connection;
let temporal: Client;
let db: Database;

beforeAll(async () => {
  connection = await Connection.connect(sharedTemporal());
  temporal = new Client({ connection });
  db = openDatabase(inject('databaseUrl'), 6);
});

afterAll(async () => {
  await connection.close();
  await db.$disconnect();
});

/** A running build of typescript and go, with go blocked before its first write. */
async function running(): Promise<{ project: string; id: string; letGo: () => Promise<void> }> {
  const project = await newProject(['typescript', 'go']);
  const first = await loadBuild(db, (await firstBuild(project)).id);
  const id = await insertPlainBuild(db, {
    projectId: first.projectId,
    branch: first.branch,
    configCommit: first.configCommit,
    expectedHead: first.configCommit,
    targets: ['typescript', 'go'],
  });
  // Without cached results it runs all of its steps, though nothing changed.
  await db.generatedTree.deleteMany({ where: { projectId: first.projectId, target: 'go' } });
  const letGo = await hold(db, id, 'go');
  const links = new Links(inject('baseUrl'), Buffer.from('not the secret of the service'));
  await startBuild({ temporal, links }, await loadBuild(db, id));
  return { project, id, letGo };
}

const commitOf = async (id: string, target: 'typescript' | 'go') =>
  (await client().builds.retrieve(id)).targets[target]?.commit;

async function events(id: string) {
  const answer = await fetch(`${inject('baseUrl')}/v0/builds/${id}/events`, {
    headers: { authorization: `Bearer ${inject('apiKey')}` },
  });
  return (await answer.text())
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map(
      (line) =>
        JSON.parse(line.slice(6)) as { seq: number; target: string | null; status: string; note: string },
    );
}

test('cancels one target while the other continues, and retries it after the build has completed', async () => {
  const { project, id, letGo } = await running();
  await expect
    .poll(() => commitOf(id, 'typescript'), { timeout: 60_000 })
    .toMatchObject({ status: 'completed' });
  const refused = await request('POST', `/v0/builds/${id}/targets/go/retry`);
  expect(refused).toMatchObject({ status: 409, body: { message: expect.stringContaining('has not ended') } });

  const cancelling = request('POST', `/v0/builds/${id}/targets/go/cancel`);
  await letGo();
  const cancelled = await cancelling;
  expect(cancelled).toMatchObject({
    status: 200,
    body: {
      targets: {
        go: { status: 'completed', commit: { conclusion: 'cancelled' }, test: { conclusion: 'cancelled' } },
      },
    },
  });
  expect(await commitOf(id, 'typescript')).toMatchObject({ conclusion: 'noop' });
  await temporal.workflow.getHandle(buildWorkflowId(id)).result();
  const ended = await loadBuild(db, id);
  expect(ended.completedAt).not.toBeNull();
  // Repeated, as by a client whose first request was not answered in time.
  expect((await request('POST', `/v0/builds/${id}/targets/go/cancel`)).status).toBe(200);
  expect((await request('POST', `/v0/builds/${id}/cancel`)).status).toBe(200);
  expect((await request('POST', `/v0/builds/${id}/targets/typescript/cancel`)).status).toBe(409);

  const retried = await request('POST', `/v0/builds/${id}/targets/go/retry`);
  expect(retried).toMatchObject({ status: 200, body: { id } });
  const build = await completed(id);
  expect(build.targets.go?.commit).toMatchObject({ conclusion: 'noop' });
  expect(build.targets.go?.commit).toHaveProperty('commit.sha', expect.stringMatching(/^[0-9a-f]{40}$/));
  await temporal.workflow.getHandle(buildWorkflowId(id)).result();
  expect((await request('POST', `/v0/builds/${id}/cancel`)).status).toBe(409);

  const after = await loadBuild(db, id);
  expect(after.completedAt?.getTime()).toBeGreaterThan(ended.completedAt?.getTime() ?? 0);
  const seen = await events(id);
  expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, i) => i + 1));
  expect(seen.filter(({ note }) => /^Retried by key .+: attempt 2 of /.test(note ?? ''))).toMatchObject([
    { target: 'go' },
  ]);
  expect(seen.filter(({ target, status }) => target === null && status === 'completed')).toHaveLength(2);
  expect(seen.at(-1)).toMatchObject({ target: null, status: 'completed' });
  expect((await client().builds.list({ project })).data).toHaveLength(2);
});

async function readRest(
  text: ReadableStreamDefaultReader<string>,
  take: (part: string) => void,
): Promise<void> {
  for (let part = await text.read(); !part.done; part = await text.read()) take(part.value);
}

test('an event stream ends when its key is revoked or expires; streams of other keys continue', async () => {
  const { id, letGo } = await running();
  const { id: organizationId } = await db.organization.findUniqueOrThrow({ where: { slug: inject('org') } });
  const made = { organizationId, name: 'stream', scopes: ['read'] as const, userId: null, expiresAt: null };
  const keys = [await createKey(db, made), await createKey(db, made), await createKey(db, made)] as const;
  const [revoked, expiring, kept] = keys;
  const said = new Map<string, string>();
  const ended = new Set<string>();
  const streams = await Promise.all(
    keys.map(async (key) => {
      const answer = await fetch(`${inject('baseUrl')}/v0/builds/${id}/events`, {
        headers: { authorization: `Bearer ${key.key}` },
      });
      expect(answer.status).toBe(200);
      const text = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
      if (text === undefined) throw new Error('The stream has no body.');
      // A key is checked as a stream begins, too: here it ends one that has begun.
      said.set(key.id, (await text.read()).value ?? '');
      // Wrapped in an object: a plain promise would be awaited here.
      return {
        reading: readRest(text, (part) => said.set(key.id, said.get(key.id) + part)).then(() =>
          ended.add(key.id),
        ),
      };
    }),
  );
  expect(ended.size).toBe(0);
  await revokeKey(db, revoked.id);
  await db.apiKey.update({ where: { id: expiring.id }, data: { expiresAt: new Date() } });
  await expect.poll(() => [...ended].sort(), { timeout: 30_000 }).toEqual([revoked.id, expiring.id].sort());
  for (const { id } of [revoked, expiring]) {
    const text = said.get(id);
    expect(text).toMatch(/^id: 1\ndata: /);
    expect(text).not.toContain('"target":null,"step":null,"status":"completed"');
  }
  await letGo();
  await Promise.all(streams.map(({ reading }) => reading));
  expect(said.get(kept.id)).toContain('"target":null,"step":null,"status":"completed"');
});

test('operators inspect and control a running build by queries and updates', async () => {
  const { id, letGo } = await running();
  const handle = temporal.workflow.getHandle(buildWorkflowId(id));
  await expect
    .poll(() => handle.query(status), { timeout: 60_000 })
    .toEqual({ typescript: { attempt: 1, state: 'noop' }, go: { attempt: 1, state: 'running' } });

  const why = (work: Promise<unknown>) => work.catch((error: { cause?: Error }) => error.cause?.message);
  expect(await why(handle.executeUpdate(cancelTarget, { args: ['python'] }))).toContain(
    'python is not in this build',
  );
  expect(await why(handle.executeUpdate(cancelTarget, { args: ['typescript'] }))).toContain('is not running');
  expect(await why(handle.executeUpdate(retryStep, { args: ['typescript', 'codegen' as 'lint'] }))).toContain(
    'only commit, lint, build, test',
  );
  expect(
    await why(handle.executeUpdate(retryTarget, { args: ['typescript', 7 as unknown as string] })),
  ).toContain('must be a text');
  // A name that PostgreSQL cannot store as it is.
  await handle.executeUpdate(retryTarget, { args: ['typescript', `Ada\0${'a'.repeat(5_000)}`] });
  await expect
    .poll(() => handle.query(status), { timeout: 60_000 })
    .toMatchObject({ typescript: { attempt: 2, state: 'noop' }, go: { attempt: 1, state: 'running' } });

  const metadata = await handle.query<{
    definition: { updateDefinitions: { name: string; description: string }[] };
  }>('__temporal_workflow_metadata');
  expect(metadata.definition.updateDefinitions.map(({ name }) => name).sort()).toEqual([
    'cancelTarget',
    'retryStep',
    'retryTarget',
  ]);
  for (const { description } of metadata.definition.updateDefinitions) expect(description).not.toBe('');
  await letGo();
  await completed(id);
  await handle.result();

  for (const workflowId of [buildWorkflowId(id), targetWorkflowId(id, 'go')]) {
    const history = await temporal.workflow.getHandle(workflowId).fetchHistory();
    for (const { userMetadata, ...event } of history.events ?? []) {
      if (event.activityTaskScheduledEventAttributes || event.timerStartedEventAttributes) {
        expect(
          userMetadata?.summary?.data?.length,
          event.activityTaskScheduledEventAttributes?.activityType?.name ?? 'timer',
        ).toBeGreaterThan(5);
      }
    }
    await Worker.runReplayHistory({ workflowsPath: workflowsPath() }, history, workflowId);
  }
});

test('retries a single check and leaves the rest unchanged', async () => {
  const { id } = await firstBuild(await newProject(['typescript']));
  const before = await loadBuild(db, id);
  const answer = await request('POST', `/v0/builds/${id}/targets/typescript/retry`, { step: 'lint' });
  expect(answer.status).toBe(200);
  await completed(id);
  const after = await loadBuild(db, id);
  const versions = ({ targets }: typeof after) =>
    Object.fromEntries(targets.flatMap(({ steps }) => steps.map(({ step, version }) => [step, version])));
  expect(versions(after)).toEqual({ ...versions(before), lint: 23 });
  expect(after.targets[0]?.commitSha).toBe(before.targets[0]?.commitSha);
});

test('the current details link to the record and the commit, without a key', async () => {
  const { id, targets } = await firstBuild(await newProject(['typescript']));
  const handle = temporal.workflow.getHandle(buildWorkflowId(id));
  await handle.result();
  const metadata = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  const links = [...metadata.currentDetails.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)].map(([, text, url]) => ({
    text,
    url: url ?? '',
  }));
  expect(links.map(({ text }) => text)).toEqual([
    'The record of this build',
    'commit',
    'lint log',
    'build log',
    'test log',
  ]);
  const record = await fetch(links[0]?.url ?? '');
  expect(await record.json()).toMatchObject({ id, object: 'build' });
  const commit = await (await fetch(links[1]?.url ?? '')).text();
  expect(commit).toContain(
    targets.typescript?.commit.status === 'completed' ? targets.typescript.commit.commit?.sha : 'none',
  );
  const memo = (await handle.describe()).memo;
  expect(memo).toMatchObject({ buildId: id, record: links[0]?.url });
  expect((await fetch((links[0]?.url ?? '').replace(id, newId()))).status).toBe(404);
});

test('cancelling a build closes all of its targets', async () => {
  const { id, letGo } = await running();
  const cancelling = request('POST', `/v0/builds/${id}/cancel`);
  await letGo();
  expect((await cancelling).status).toBe(200);
  expect(await commitOf(id, 'go')).toMatchObject({ conclusion: 'cancelled' });
  expect((await loadBuild(db, id)).completedAt).not.toBeNull();
});

test('the maintenance schedule closes a build whose workflow was terminated, and it can be retried', async () => {
  const { id, letGo } = await running();
  await expect
    .poll(() => commitOf(id, 'typescript'), { timeout: 60_000 })
    .toMatchObject({ status: 'completed' });
  // The unchanged target is settled before the other's workflow begins.
  const child = temporal.workflow.getHandle(targetWorkflowId(id, 'go'));
  const terminated = () =>
    child.terminate('test').then(
      () => true,
      (error: unknown) => {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      },
    );
  await expect.poll(terminated, { timeout: 60_000 }).toBe(true);
  await temporal.workflow.getHandle(buildWorkflowId(id)).terminate('test');
  await letGo();
  const { targets } = await completed(id);
  expect(targets.go?.commit).toMatchObject({ conclusion: 'cancelled' });
  expect(targets.typescript?.commit).toMatchObject({ conclusion: 'noop' });
  await expect.poll(async () => (await loadBuild(db, id)).completedAt, { timeout: 60_000 }).not.toBeNull();
  const notes = (await events(id)).filter(({ target }) => target === 'go').map(({ note }) => note);
  // Whichever workflow's end is noticed first: the build's, or the target's own.
  expect(notes).toContainEqual(expect.stringMatching(/^The workflow (of the build )?was terminated\.$/));
  expect((await request('POST', `/v0/builds/${id}/targets/go/retry`)).status).toBe(200);
  expect((await completed(id)).targets.go?.commit).toMatchObject({ conclusion: 'noop' });
});

test("another organisation's build, an unknown one and an unknown target are 404", async () => {
  const { id } = await firstBuild(await newProject(['typescript']));
  for (const path of [
    `/v0/builds/${newId()}/cancel`,
    `/v0/builds/${id}/targets/go/cancel`,
    `/v0/builds/${id}/targets/go/retry`,
  ]) {
    expect((await request('POST', path)).status, path).toBe(404);
  }
});

test('creates missing search attributes', async () => {
  const namespace = `n${Date.now().toString(36)}`;
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
  const other = new Client({ connection, namespace });
  await ensureSearchAttributes(other, connection.operatorService);
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(['KilnProject', 'KilnConclusion']));
  await ensureSearchAttributes(other, connection.operatorService);
});
