import type Stainless from '@stainless-api/sdk';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { SDK_TARGETS } from '../../src/contract/targets.ts';
import { loadBuild } from '../../src/records/builds.ts';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { updateOrganization } from '../../src/records/organizations.ts';
import { claimTargetBuilds, usedIn } from '../../src/records/quotas.ts';
import { keyOf } from '../accounts.ts';
import { insertEndedBuild } from '../plain-build.ts';
import { client, configFile, description, firstBuild, newProject } from '../service.ts';

const ORG = 'frugal';
let db: Database;
let frugal: Stainless;

beforeAll(async () => {
  db = openDatabase(inject('databaseUrl'), 12);
  frugal = client(await keyOf(db, ORG, ['read', 'build'], { monthlyTargetBuilds: 3 }));
});
afterAll(() => db.$disconnect());

async function conclusions(id: string): Promise<(string | null)[]> {
  let build: Stainless.Build | undefined;
  await expect
    .poll(
      async () => {
        build = await frugal.builds.retrieve(id);
        return Object.values(build.targets).every((target) => target?.status === 'completed');
      },
      { timeout: 110_000, interval: 200 },
    )
    .toBe(true);
  const all = Object.values(build?.targets ?? {});
  return all.map((target) => (target?.commit.status === 'completed' ? target.commit.conclusion : null));
}

const used = async () =>
  usedIn(await db.organization.findUniqueOrThrow({ where: { slug: ORG } }), new Date());

test('concurrent builds share the rest of a quota; other organisations continue, and a retry claims again', async () => {
  const targets: Stainless.Target[] = ['go', 'cli'];
  await frugal.projects.create({
    org: ORG,
    slug: 'shop',
    display_name: 'Shop',
    targets,
    revision: {
      'openapi.json': { content: description() },
      'stainless.yml': { content: configFile(targets) },
    },
  });
  const [first] = (await frugal.builds.list({ project: 'shop' })).data;
  expect(await conclusions(first?.id ?? '')).not.toContain('payment_required');
  expect(await used()).toBe(2);

  // One is left for four.
  const two = await Promise.all(
    [1, 2].map(() => frugal.builds.create({ project: 'shop', revision: 'main' })),
  );
  const ended = (await Promise.all(two.map(({ id }) => conclusions(id)))).flat();
  expect(ended.filter((conclusion) => conclusion !== 'payment_required')).toHaveLength(1);
  expect(await used()).toBe(3);

  const refused = await db.buildStep.findMany({
    where: { buildId: { in: two.map(({ id }) => id) }, conclusion: 'payment_required' },
    select: { buildId: true, target: true, step: true, note: true },
  });
  const next = new Date();
  const resets = new Date(Date.UTC(next.getUTCFullYear(), next.getUTCMonth() + 1, 1));
  expect(refused).toHaveLength(3);
  expect(refused[0]).toMatchObject({
    step: 'commit',
    note: `The quota of frugal is used up: 3 of 3 target builds this month. It resets on ${resets.toISOString().slice(0, 10)} (UTC); the operator can raise it.`,
  });
  const { buildId = '', target = '' } = refused[0] ?? {};
  const steps = await db.buildStep.findMany({ where: { buildId, target } });
  expect(new Set(steps.map(({ conclusion }) => conclusion))).toEqual(
    new Set(['payment_required', 'skipped']),
  );

  // Another organisation builds as before.
  const other = await firstBuild(await newProject(['go']));
  expect(other.targets.go?.commit).toMatchObject({ conclusion: 'success' });

  const retry = async (id: string, name: string) => {
    await expect(frugal.post(`/v0/builds/${id}/targets/${name}/retry`, { body: {} })).resolves.toBeDefined();
    return conclusions(id);
  };
  await retry(buildId, target);
  expect(await used()).toBe(3);
  await updateOrganization(db, ORG, { monthlyTargetBuilds: 4 });
  await retry(buildId, target);
  expect((await frugal.builds.retrieve(buildId)).targets).toMatchObject({
    [target]: { commit: { conclusion: expect.stringMatching(/noop|cancelled/) } },
  });
  expect(await used()).toBe(4);
  // Counted before: a retry of it is the same target build.
  await retry(buildId, target);
  expect(await used()).toBe(4);
});

test('concurrent claims never exceed the limit', async () => {
  await updateOrganization(db, ORG, { monthlyTargetBuilds: (await used()) + 5 });
  const [latest] = (await frugal.builds.list({ project: 'shop' })).data;
  const of = await loadBuild(db, latest?.id ?? '');
  const ids = await Promise.all(
    [1, 2, 3].map(async (n) => {
      const { projectId, configCommit } = of;
      // Completed, so that nothing starts them.
      return insertEndedBuild(db, {
        projectId,
        branch: `claims-${n}`,
        configCommit,
        targets: SDK_TARGETS,
      });
    }),
  );
  const claims = () =>
    Promise.all(
      ids.flatMap((id) => SDK_TARGETS.map(async (target) => (await claimTargetBuilds(db, id, [target])).ok)),
    );
  expect((await claims()).filter((ok) => ok)).toHaveLength(5);
  // Tried again, those five are let in again, and no other.
  expect((await claims()).filter((ok) => ok)).toHaveLength(5);
  await updateOrganization(db, ORG, { monthlyTargetBuilds: 0 });
  expect((await claims()).filter((ok) => ok)).toHaveLength(5);
  // The count begins anew with the month.
  const before = await used();
  const nextMonth = new Date();
  nextMonth.setUTCMonth(nextMonth.getUTCMonth() + 1, 1);
  await db.buildTarget.updateMany({ where: { buildId: ids[0] }, data: { countedAt: null } });
  await updateOrganization(db, ORG, { monthlyTargetBuilds: 1 });
  expect(await claimTargetBuilds(db, ids[0] ?? '', ['go'], nextMonth)).toEqual({ ok: true });
  const month = nextMonth.toISOString().slice(0, 7);
  const second = await claimTargetBuilds(db, ids[0] ?? '', ['cli'], nextMonth);
  expect(second).toMatchObject({ ok: false, limit: 1, used: 1, org: ORG });
  expect(before).toBeGreaterThan(1);
  // Of several that are asked for together, none is let in where not all have a place.
  await db.buildTarget.updateMany({ where: { buildId: ids[0] }, data: { countedAt: null } });
  await updateOrganization(db, ORG, { monthlyTargetBuilds: 3 });
  const three = claimTargetBuilds(db, ids[0] ?? '', ['go', 'cli', 'php'], nextMonth);
  expect(await three).toMatchObject({ ok: false, used: 1 });
  expect(await claimTargetBuilds(db, ids[0] ?? '', ['go', 'cli'], nextMonth)).toEqual({ ok: true });
  expect(await claimTargetBuilds(db, ids[0] ?? '', ['cli', 'go'], nextMonth)).toEqual({ ok: true });
  expect((await claimTargetBuilds(db, ids[0] ?? '', ['php'], nextMonth)).ok).toBe(false);
  expect(second.ok ? '' : second.resetsAt.toISOString()).toMatch(/-01T00:00:00.000Z$/);
  expect(second.ok ? '' : second.resetsAt.toISOString().slice(0, 7) > month).toBe(true);
});
