import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { LANGUAGE_TARGETS, STEPS } from '../../src/contract/targets.ts';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { recordStep } from '../../src/records/record-step.ts';
import { keyOf } from '../accounts.ts';
import { ownApp } from '../app.ts';
import { type Reader, readEvents } from '../event-reader.ts';
import { insertEndedBuild } from '../plain-build.ts';
import { client, firstBuild, newProject } from '../service.ts';

let db: Database;
/** A separate API beside the shared one, like another process of the same Kiln. */
let other: string;
let close: () => Promise<void>;

beforeAll(async () => {
  db = openDatabase(inject('databaseUrl'), 4);
  const app = await ownApp(db, { readsPerMinute: 0 });
  other = await app.listen({ host: '127.0.0.1', port: 0 });
  close = () => app.close();
});
afterAll(async () => {
  await close();
  await db.$disconnect();
});

const read = (url: string, last?: string | number) => readEvents(url, inject('apiKey'), last);
const numbers = ({ events }: Reader) => events.map(({ seq }) => seq);

/** A build that counts as ended, so that nothing changes it: the test writes the changes of its steps. */
async function quietBuild(): Promise<{ project: string; id: string }> {
  const project = await newProject(['cli']);
  await firstBuild(project);
  const { id: projectId } = await db.project.findFirstOrThrow({ where: { slug: project } });
  const id = await insertEndedBuild(db, {
    projectId,
    branch: 'quiet',
    configCommit: '0'.repeat(40),
    targets: LANGUAGE_TARGETS,
  });
  return { project, id };
}

/** Writes the given number of events of a build. */
async function write(buildId: string, from: number, to: number): Promise<void> {
  const keys = STEPS.flatMap((step) => LANGUAGE_TARGETS.map((target) => ({ target, step })));
  for (const { target, step } of keys.slice(from, to)) {
    await recordStep(db, { buildId, target, step, attempt: 1 }, { status: 'in_progress' });
  }
}

test('resumes the events of a build at another server without a gap', async () => {
  const { id } = await quietBuild();
  const first = await read(`${inject('baseUrl')}/v0/builds/${id}/events`);
  await write(id, 0, 5);
  await expect.poll(() => numbers(first), { timeout: 10_000 }).toEqual([1, 2, 3, 4, 5]);
  first.close();
  await write(id, 5, 10);
  const second = await read(`${other}/v0/builds/${id}/events`, first.events.at(-1)?.id);
  await write(id, 10, 15);
  await expect.poll(() => numbers(second), { timeout: 10_000 }).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  second.close();
});

test('sends events whose notification was lost', async () => {
  const { id, project } = await quietBuild();
  const build = await read(`${other}/v0/builds/${id}/events`);
  const all = await read(`${other}/v0/projects/${project}/events`);
  await write(id, 0, 1);
  await expect.poll(() => numbers(build), { timeout: 10_000 }).toEqual([1]);
  // Like a writer that dies between its write and the announcement.
  await db.$transaction([
    db.build.update({ where: { id }, data: { eventCount: 2, updatedAt: new Date() } }),
    db.buildEvent.create({ data: { buildId: id, seq: 2, at: new Date(), target: 'go', status: 'x' } }),
  ]);
  await expect.poll(() => numbers(build), { timeout: 10_000 }).toEqual([1, 2]);
  await expect
    .poll(() => all.events.filter(({ build }) => build === id).map(({ seq }) => seq), { timeout: 10_000 })
    .toEqual([1, 2]);
  build.close();
  all.close();
});

test('the stream of a completed build ends, and resuming it is answered 204', async () => {
  const { id } = await firstBuild(await newProject(['cli']));
  const stream = await read(`${other}/v0/builds/${id}/events`);
  await stream.over;
  expect(stream.events.at(-1)).toMatchObject({ target: null, status: 'completed' });
  const again = await read(`${other}/v0/builds/${id}/events`, stream.events.at(-1)?.id);
  expect([again.status, again.events]).toEqual([204, []]);
});

test('resumes the events of a project at another server without a gap', async () => {
  const project = await newProject(['cli']);
  await firstBuild(project);
  const first = await read(`${inject('baseUrl')}/v0/projects/${project}/events`);
  const one = await client().builds.create({ project, revision: 'main' });
  const ended = (reader: Reader, id: string) =>
    reader.events.some(
      ({ build, target, status }) => build === id && target === null && status === 'completed',
    );
  await expect.poll(() => ended(first, one.id), { timeout: 60_000 }).toBe(true);
  first.close();
  const two = await client().builds.create({ project, revision: 'main' });
  const second = await read(`${other}/v0/projects/${project}/events`, first.events.at(-1)?.id);
  await expect.poll(() => ended(second, two.id), { timeout: 60_000 }).toBe(true);
  second.close();
  for (const [reader, id] of [
    [first, one.id],
    [second, two.id],
  ] as const) {
    const seen = reader.events.filter(({ build }) => build === id).map(({ seq }) => seq);
    expect(seen).toEqual(seen.map((_, i) => i + 1));
  }
});

test("another organisation's projects are not followed", async () => {
  const project = await newProject(['cli']);
  const key = await keyOf(db, 'elsewhere');
  const answer = await readEvents(`${other}/v0/projects/${project}/events`, key);
  expect(answer.status).toBe(404);
});

test('reads events once for many watchers', async () => {
  const { id } = await quietBuild();
  const watchers = await Promise.all(
    Array.from({ length: 100 }, () => read(`${other}/v0/builds/${id}/events`)),
  );
  const query = pg.Client.prototype.query;
  let reads = 0;
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...args: unknown[]
  ) {
    const [first] = args;
    const text = typeof first === 'string' ? first : String((first as { text?: string }).text);
    if (text.includes('SELECT') && text.includes('FROM "public"."BuildEvent"')) reads += 1;
    return Reflect.apply(query, this, args);
  });
  await write(id, 0, 1);
  await expect
    .poll(() => watchers.every(({ events }) => events.length === 1), { timeout: 10_000 })
    .toBe(true);
  spy.mockRestore();
  expect(reads).toBeGreaterThan(0);
  expect(reads).toBeLessThanOrEqual(2);
  for (const watcher of watchers) watcher.close();
});
