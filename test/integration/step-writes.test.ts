import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { LANGUAGE_TARGETS, STEPS } from '../../src/contract/targets.ts';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { newId } from '../../src/records/ids.ts';
import { recordStep } from '../../src/records/record-step.ts';
import { insertEndedBuild } from '../plain-build.ts';

let db: Database;
let organizationId: string;
let buildId: string;

beforeAll(async () => {
  db = openDatabase(inject('databaseUrl'), 4);
  organizationId = newId();
  await db.organization.create({ data: { id: organizationId, slug: `writes-${organizationId}` } });
  const project = { id: newId(), organizationId, slug: 'writes', displayName: 'writes' };
  await db.project.create({ data: project });
  buildId = await insertEndedBuild(db, {
    projectId: project.id,
    branch: 'main',
    configCommit: '0'.repeat(40),
    targets: LANGUAGE_TARGETS,
  });
});
afterAll(async () => {
  await db.organization.delete({ where: { id: organizationId } });
  await db.$disconnect();
});

const events = () => db.buildEvent.findMany({ where: { buildId }, orderBy: { seq: 'asc' } });

test('concurrent changes of steps are each recorded once, including duplicates', async () => {
  const keys = LANGUAGE_TARGETS.flatMap((target) =>
    STEPS.map((step) => ({ buildId, target, step, attempt: 1 })),
  );
  const twice = [...keys, ...keys.toReversed()];
  const changed = await Promise.all(twice.map((key) => recordStep(db, key, { status: 'in_progress' })));
  expect(changed.filter(Boolean)).toHaveLength(keys.length);

  const made = await events();
  expect(made.map(({ seq }) => seq)).toEqual(keys.map((_, at) => at + 1));
  expect(new Set(made.map(({ target, step, status }) => `${target} ${step} ${status}`)).size).toBe(
    keys.length,
  );
});

test('an invalid change fails alone', async () => {
  const before = (await events()).length;
  const write = (target: 'go' | 'java' | 'ruby', note: string, bytes: number) =>
    recordStep(
      db,
      { buildId, target, step: 'build', attempt: 1 },
      {
        status: 'completed',
        conclusion: 'success',
        note,
        packages: [{ type: 'dist', name: 'p', sha256: 'a'.repeat(64), bytes }],
      },
    );
  // The first is on its way while the others wait, which go together.
  const writes = [write('go', 'a', 1), write('java', 'too large', 2 ** 40), write('ruby', 'b', 1)];
  const results = await Promise.allSettled(writes);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  const made = (await events()).slice(before);
  expect(made.map(({ target, note }) => `${target} ${note}`)).toEqual(['go a', 'ruby b']);
  await db.package.deleteMany({ where: { buildId } });
});

test('a blocked write does not block other writes of its build', async () => {
  const write = (target: 'go' | 'java' | 'ruby') =>
    recordStep(
      db,
      { buildId, target, step: 'test', attempt: 1 },
      { status: 'completed', conclusion: 'success' },
    );
  const held = await db.$transaction(async (transaction) => {
    await transaction.$queryRaw`
      SELECT 1 FROM "BuildStep" WHERE "buildId" = ${buildId} AND "target" = 'go' AND "step" = 'test' FOR UPDATE`;
    const waiting = write('go');
    expect(await Promise.all([write('java'), write('ruby')])).toEqual([true, true]);
    return { waiting };
  });
  expect(await held.waiting).toBe(true);
});

test('removes characters from notes that PostgreSQL cannot store', async () => {
  const key = { buildId, target: 'php', step: 'lint', attempt: 1 } as const;
  await recordStep(db, key, { status: 'completed', conclusion: 'failure', note: 'cut \0here \ud83d' });
  expect((await events()).at(-1)).toMatchObject({ target: 'php', note: 'cut here \ufffd' });
});

test('packages of a retried build replace the earlier ones', async () => {
  const key = { buildId, target: 'python', step: 'build' } as const;
  const left = (attempt: number, ...names: string[]) =>
    recordStep(
      db,
      { ...key, attempt },
      {
        status: 'completed',
        conclusion: 'success',
        packages: names.map((name) => ({
          type: 'wheel',
          name,
          sha256: `${attempt}`.repeat(64),
          bytes: attempt,
        })),
      },
    );
  const found = async () =>
    (await db.package.findMany({ where: { buildId }, orderBy: { name: 'asc' } })).map(
      ({ name, bytes }) => `${name} ${bytes}`,
    );
  await left(1, 'a', 'b');
  expect(await found()).toEqual(['a 1', 'b 1']);
  await left(2, 'b', 'c');
  expect(await found()).toEqual(['b 2', 'c 2']);
  expect(await recordStep(db, { ...key, attempt: 3 }, { status: 'in_progress' })).toBe(true);
  expect(await found()).toEqual(['b 2', 'c 2']);
  await left(3);
  expect(await found()).toEqual([]);
});
