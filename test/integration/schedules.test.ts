import { readdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { buildWorkflowId } from '../../src/temporal/ids.ts';
import type { RebuildInput } from '../../src/temporal/messages.ts';
import { withWorker } from '../own-worker.ts';
import { client, completed, description, firstBuild, newProject, request } from '../service.ts';
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

const at = (project: string, name = '') => `/v0/projects/${project}/schedules${name && `/${name}`}`;
const DAILY = { cron: '30 4 * * MON-FRI', time_zone: 'Europe/Berlin' };

/** Builds of a project that a schedule made, oldest first. */
const scheduled = (project: string) =>
  db.build.findMany({
    where: { project: { slug: project }, trigger: 'schedule' },
    orderBy: { sequence: 'asc' },
  });

test('creates, retrieves, lists, replaces and deletes a schedule', async () => {
  const project = await newProject();
  const made = await request('PUT', at(project, 'nightly'), {
    ...DAILY,
    overlap: 'buffer_one',
    catchup_window: '2h',
    note: 'for the release',
    targets: ['typescript'],
  });
  expect(made).toMatchObject({
    status: 200,
    body: {
      object: 'schedule',
      org: 'acme',
      project,
      name: 'nightly',
      schedule_id: `rebuild-acme/${project}/nightly`,
      ...DAILY,
      interval: null,
      branch: 'main',
      targets: ['typescript'],
      unchanged: 'noop',
      overlap: 'buffer_one',
      catchup_window: '2h',
      paused: false,
      note: 'for the release',
      last_runs: [],
    },
  });
  const [next = ''] = made.body.next_runs as string[];
  expect(new Date(next).toLocaleTimeString('en-GB', { timeZone: 'Europe/Berlin' })).toBe('04:30:00');
  await expect
    .poll(async () => (await request('GET', at(project))).body, { timeout: 20_000 })
    .toEqual({ data: [made.body] });

  const replaced = await request('PUT', at(project, 'nightly'), { interval: '360m' });
  expect(replaced.body).toMatchObject({
    cron: null,
    interval: '6h',
    time_zone: 'UTC',
    targets: null,
    overlap: 'skip',
    catchup_window: '10m',
    note: '',
  });
  expect(await request('GET', at(project, 'nightly'))).toEqual(replaced);

  expect(await request('DELETE', at(project, 'nightly'))).toEqual({ status: 200, body: {} });
  for (const [method, name] of [
    ['GET', 'nightly'],
    ['DELETE', 'nightly'],
    ['POST', 'nightly/trigger'],
    ['POST', 'nightly/pause'],
    ['POST', 'nightly/resume'],
  ] as const) {
    expect(await request(method, at(project, name))).toMatchObject({
      status: 404,
      body: { message: 'name: there is no schedule "nightly".' },
    });
  }
});

test('rejects an invalid schedule with the name of the field, and creates nothing', async () => {
  const project = await newProject();
  const cases: [unknown, number, string][] = [
    [{}, 400, 'cron: send either cron or interval'],
    [{ cron: '0 4 * * *', interval: '6h' }, 400, 'cron: send either cron or interval'],
    [{ cron: '0 4 * *' }, 400, 'cron: must have five fields'],
    [{ cron: '* * * * * * *' }, 400, 'cron: must have five fields'],
    [{ cron: '@every 1s' }, 400, 'cron: must have five fields'],
    [{ cron: '0 25 * * *' }, 400, 'cron: '],
    [{ cron: '0 4 * * NOONE' }, 400, 'cron: '],
    [{ interval: '9s' }, 400, 'interval: must be from 10s to 365d'],
    [{ interval: '366d' }, 400, 'interval: must be from 10s to 365d'],
    [{ interval: 'often' }, 400, 'interval: must be from 10s to 365d'],
    [{ ...DAILY, time_zone: 'Europe/Atlantis' }, 400, 'time_zone: is not a time zone'],
    [{ ...DAILY, catchup_window: '1s' }, 400, 'catchup_window: must be from 10s'],
    [{ ...DAILY, overlap: 'sometimes' }, 400, 'overlap: '],
    [{ ...DAILY, unchanged: 'maybe' }, 400, 'unchanged: '],
    [{ ...DAILY, branch: 'nowhere' }, 404, 'branch: there is no branch "nowhere"'],
    [{ ...DAILY, targets: ['cobol'] }, 400, 'targets.0: '],
    [{ ...DAILY, targets: ['go'] }, 400, 'targets: go is not configured'],
    [{ ...DAILY, cronn: '' }, 400, 'cronn'],
  ];
  for (const [body, status, message] of cases) {
    const answer = await request('PUT', at(project, 'nightly'), body);
    expect([answer.status, answer.body.message], JSON.stringify(body)).toEqual([
      status,
      expect.stringContaining(message),
    ]);
  }
  expect(await request('PUT', at(project, 'Not_a_name'), DAILY)).toMatchObject({
    status: 400,
    body: { message: expect.stringContaining('name: must be 1 to 63 of') },
  });
  expect((await request('GET', at(project, 'nightly'))).status).toBe(404);
  expect((await request('GET', at('not-a-project'))).status).toBe(404);
});

test('an immediate run rebuilds the branch, and the schedule lists it with its build', async () => {
  const project = await newProject();
  await firstBuild(project);
  await request('PUT', at(project, 'nightly'), DAILY);
  expect((await request('POST', at(project, 'nightly/trigger'))).status).toBe(200);
  await expect.poll(() => scheduled(project), { timeout: 60_000 }).toHaveLength(1);
  const [build] = await scheduled(project);
  const id = build?.id ?? '';
  expect((await completed(id)).targets.typescript?.commit).toMatchObject({ conclusion: 'noop' });
  await expect
    .poll(async () => (await request('GET', at(project, 'nightly'))).body, { timeout: 20_000 })
    .toMatchObject({
      runs_started: 1,
      last_runs: [{ build: id, scheduled_at: build?.scheduledAt?.toISOString() }],
    });
  const { memo, typedSearchAttributes } = await temporal.workflow.getHandle(buildWorkflowId(id)).describe();
  expect(memo).toMatchObject({ buildId: id });
  expect(typedSearchAttributes.getAll()).toContainEqual({
    key: expect.objectContaining({ name: 'KilnTrigger' }),
    value: 'schedule',
  });
});

test('a paused schedule does not run until it is resumed, and a backfill creates each run once', async () => {
  const project = await newProject();
  await firstBuild(project);
  await request('PUT', at(project, 'often'), { interval: '1h', paused: true, note: 'not yet' });
  expect((await request('GET', at(project, 'often'))).body).toMatchObject({ paused: true, next_runs: [] });
  expect((await request('POST', at(project, 'often/resume'), { note: 'now' })).body).toMatchObject({
    paused: false,
    note: 'now',
  });
  expect((await request('POST', at(project, 'often/pause'))).body).toMatchObject({
    paused: true,
    note: 'Paused by the API.',
  });
  const range = { start: '2026-01-01T00:30:00Z', end: '2026-01-01T03:30:00Z' };
  for (let times = 1; times <= 2; times++) {
    expect((await request('POST', at(project, 'often/backfill'), range)).status).toBe(200);
    await expect
      .poll(async () => (await request('GET', at(project, 'often'))).body.runs_started, { timeout: 90_000 })
      .toBe(times * 3);
  }
  await expect.poll(() => scheduled(project), { timeout: 60_000 }).toHaveLength(3);
  for (const { id } of await scheduled(project)) await completed(id);
  expect((await scheduled(project)).map(({ scheduledAt }) => scheduledAt?.toISOString())).toEqual([
    '2026-01-01T01:00:00.000Z',
    '2026-01-01T02:00:00.000Z',
    '2026-01-01T03:00:00.000Z',
  ]);
  const wrong = [
    [{ start: range.end, end: range.start }, 'end: must be later than start'],
    [{ ...range, end: '2027-01-01T00:00:00Z' }, 'end: a backfill must have fewer than 1000 runs'],
    [{ start: 'yesterday', end: range.end }, 'start: '],
  ] as const;
  for (const [body, message] of wrong) {
    expect(await request('POST', at(project, 'often/backfill'), body)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining(message) },
    });
  }
});

interface FileServer {
  readonly url: string;
  content: string | null;
  readonly server: Server;
}

async function serveFile(content: string): Promise<FileServer> {
  const server = createServer((_, response) => {
    response.statusCode = served.content === null ? 503 : 200;
    response.end(served.content ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const served: FileServer = { url: `http://127.0.0.1:${port}/openapi.json`, content, server };
  return served;
}

test('a run fetches files given by URL again, and its build reports a failed download', async () => {
  const project = await newProject();
  await firstBuild(project);
  const served = await serveFile(description());
  const { id: projectId } = await db.project.findFirstOrThrow({ where: { slug: project } });
  const branch = { projectId_name: { projectId, name: 'main' } };
  // As a build leaves it that names this URL, which the API of the tests may not fetch.
  await db.branch.update({ where: branch, data: { fileUrls: { 'openapi.json': served.url } } });
  const input = { projectId, schedule: 'nightly', branch: 'main', targets: null } as const;
  try {
    await withWorker({ allowPrivateUrls: true }, async (execute) => {
      const run = async (to: RebuildInput) =>
        z
          .string()
          .nullable()
          .parse(await execute('rebuild', to));
      const commits = () => db.build.findMany({ where: { projectId }, orderBy: { sequence: 'asc' } });
      expect(await run({ ...input, unchanged: 'none' })).toBeNull();
      expect(await commits()).toHaveLength(1);

      served.content = description(['listPets', 'countPets']);
      const changed = (await run({ ...input, unchanged: 'none' })) ?? '';
      expect((await completed(changed)).targets.typescript?.commit).toMatchObject({ conclusion: 'success' });
      expect((await client().builds.retrieve(changed)).config_commit).not.toBe(
        (await commits())[0]?.configCommit,
      );
      const { fileUrls } = await db.branch.findUniqueOrThrow({ where: branch });
      expect(fileUrls).toEqual({ 'openapi.json': served.url });

      const same = (await run({ ...input, unchanged: 'noop' })) ?? '';
      expect((await completed(same)).targets.typescript?.commit).toMatchObject({ conclusion: 'noop' });

      served.content = null;
      expect(await run({ ...input, unchanged: 'noop' })).toBeNull();
      served.content = '{"openapi": "3.0.3", ';
      expect(await run({ ...input, unchanged: 'noop' })).toBeNull();
    });
    const [broken, away] = (await client().builds.list({ project, limit: 2 })).data;
    for (const [build, why] of [
      [away, 'revision.openapi.json.url: the server answered 503.'],
      [broken, 'revision: openapi.json: '],
    ] as const) {
      expect(build?.targets.typescript).toMatchObject({
        status: 'completed',
        commit: { conclusion: 'fatal' },
        test: { conclusion: 'skipped' },
      });
      const { data } = await client().builds.diagnostics.list(build?.id ?? '');
      expect(data).toMatchObject([
        { code: 'Config/Unusable', level: 'fatal', message: expect.stringContaining(why) },
      ]);
    }
  } finally {
    served.server.close();
  }
});

test('a file given by content drops the URL that the branch stored for it', async () => {
  const project = await newProject();
  const { id: projectId } = await db.project.findFirstOrThrow({ where: { slug: project } });
  const urls = async (name: string) =>
    (await db.branch.findUniqueOrThrow({ where: { projectId_name: { projectId, name } } })).fileUrls;
  const fileUrls = { 'openapi.json': 'https://example.test/a', 'more.json': 'https://example.test/b' };
  await client().builds.create({
    project,
    branch: 'main',
    revision: { 'more.json': { content: '{}' } },
  });
  await db.branch.update({ where: { projectId_name: { projectId, name: 'main' } }, data: { fileUrls } });
  await client().projects.branches.create({ project, branch: 'feat', branch_from: 'main' });
  expect(await urls('feat')).toEqual(fileUrls);
  await client().builds.create({
    project,
    branch: 'feat',
    revision: { 'openapi.json': { content: description(['another']) } },
  });
  expect(await urls('feat')).toEqual({ 'more.json': fileUrls['more.json'] });
  expect(await urls('main')).toEqual(fileUrls);
});

test('deletes a project with its schedules, builds and repositories, and allows to create it again', async () => {
  const project = await newProject();
  const { id } = await firstBuild(project);
  await request('PUT', at(project, 'nightly'), DAILY);
  await expect
    .poll(async () => (await request('GET', at(project))).body.data, { timeout: 20_000 })
    .toHaveLength(1);
  const folder = path.join(inject('dataDir'), 'repositories', 'acme');
  expect((await readdir(folder)).filter((name) => name.startsWith(`${project}-`))).toHaveLength(2);

  expect(await request('DELETE', `/v0/projects/${project}`)).toEqual({ status: 200, body: {} });
  expect((await request('GET', `/v0/projects/${project}`)).status).toBe(404);
  expect((await request('GET', `/v0/builds/${id}`)).status).toBe(404);
  expect((await readdir(folder)).filter((name) => name.startsWith(`${project}-`))).toEqual([]);
  const scheduleId = `rebuild-acme/${project}/nightly`;
  await expect(temporal.schedule.getHandle(scheduleId).describe()).rejects.toThrow();

  await newProject(['typescript'], project);
  expect((await firstBuild(project)).targets.typescript?.commit).toMatchObject({ conclusion: 'success' });
  expect((await request('GET', at(project))).body).toEqual({ data: [] });
});

test('a schedule that outlived its project deletes itself', async () => {
  const project = await newProject();
  await firstBuild(project);
  await request('PUT', at(project, 'nightly'), DAILY);
  const handle = temporal.schedule.getHandle(`rebuild-acme/${project}/nightly`);
  await db.project.delete({
    where: { id: (await db.project.findFirstOrThrow({ where: { slug: project } })).id },
  });
  await handle.trigger();
  await expect
    .poll(
      () =>
        handle.describe().then(
          () => 'there',
          () => 'gone',
        ),
      { timeout: 60_000 },
    )
    .toBe('gone');
});
