import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { BuildRows } from '../../src/contract/page.ts';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { createKey } from '../../src/records/keys.ts';
import { keyOf } from '../accounts.ts';
import { ownApp } from '../app.ts';
import { client, completed, configFile, description, firstBuild, newProject, request } from '../service.ts';

let db: Database;
beforeAll(() => {
  db = openDatabase(inject('databaseUrl'), 2);
});
afterAll(() => db.$disconnect());

test('removing a member deletes their keys', async () => {
  const org = inject('org');
  const email = 'leaving@acme.test';
  expect((await request('PUT', '/v0/page/members', { email, name: 'Lea' })).status).toBe(200);
  expect((await request('PUT', '/v0/page/members', { email: 'nobody' })).status).toBe(400);
  const user = await db.user.findFirstOrThrow({ where: { email, organization: { slug: org } } });
  const { organizationId } = user;
  const made = {
    organizationId,
    userId: user.id,
    name: 'laptop',
    scopes: ['read'] as const,
    expiresAt: null,
  };
  const { key } = await createKey(db, made);
  expect((await client(key).user.retrieve()).name).toBe('Lea');
  const path = `/v0/page/members/${encodeURIComponent(email)}`;
  expect((await request('DELETE', path)).status).toBe(200);
  await expect(client(key).user.retrieve()).rejects.toMatchObject({ status: 401 });
  expect((await request('DELETE', path)).status).toBe(404);
});

test("the operator's organisation sets all quotas, which no other organisation sees", async () => {
  const app = await ownApp(db, { operatorOrg: 'running-kiln' });
  try {
    const operator = await keyOf(db, 'running-kiln');
    const tenant = await keyOf(db, 'tenant', undefined, { monthlyTargetBuilds: 5 });
    const ask = async (method: 'GET' | 'PUT', url: string, key: string, limit?: number | null) =>
      app.inject({
        method,
        url,
        headers: { authorization: `Bearer ${key}` },
        ...(limit === undefined ? {} : { payload: { limit } }),
      });
    const seen = async (key: string) => (await ask('GET', '/v0/page/settings', key)).json();
    expect((await seen(operator)).quotas).toContainEqual({ org: 'tenant', used: 0, limit: 5 });
    expect(await seen(tenant)).toMatchObject({ quotas: null, quota: { used: 0, limit: 5 } });
    expect((await ask('PUT', '/v0/page/quotas/tenant', operator, 7)).statusCode).toBe(200);
    expect((await ask('PUT', '/v0/page/quotas/tenant', operator, -1)).statusCode).toBe(400);
    for (const org of ['tenant', 'nowhere'])
      expect((await ask('PUT', `/v0/page/quotas/${org}`, tenant, null)).statusCode).toBe(404);
    expect((await seen(tenant)).quota.limit).toBe(7);
    expect((await ask('PUT', '/v0/page/quotas/tenant', operator, null)).statusCode).toBe(200);
    expect((await seen(tenant)).quota.limit).toBeNull();
  } finally {
    await app.close();
  }
});

test('the list of builds says who or what requested each one', async () => {
  const project = await newProject(['openapi']);
  await firstBuild(project);
  const org = await db.organization.findFirstOrThrow({ where: { slug: inject('org') } });
  const ada = await db.user.create({
    data: { id: `ada-${project}`, organizationId: org.id, email: `${project}@acme.test`, name: 'Ada' },
  });
  const { key } = await createKey(db, {
    organizationId: org.id,
    userId: ada.id,
    name: 'laptop',
    scopes: ['read', 'build'],
    expiresAt: null,
  });
  const body = { project, revision: 'main', allow_empty: true };
  const once = { headers: { 'Idempotency-Key': project } };
  const { id } = await client(key).builds.create(body, once);
  // The same request of somebody else finds the build, which keeps its name.
  expect((await client().builds.create(body, once)).id).toBe(id);
  expect(
    (await request('PUT', `/v0/projects/${project}/schedules/nightly`, { cron: '@yearly' })).status,
  ).toBe(200);
  expect((await request('POST', `/v0/projects/${project}/schedules/nightly/trigger`)).status).toBe(200);
  const rows = async () => {
    const { body } = await request('GET', `/v0/page/projects/${project}/builds`);
    return BuildRows.parse(body).data.map(({ trigger, started_by }) => `${trigger}: ${started_by}`);
  };
  await expect
    .poll(rows, { timeout: 60_000 })
    .toEqual(['schedule: schedule nightly', 'api: Ada', expect.stringMatching(/^project: key /)]);
}, 120_000);

test('ignoring a diagnostic on the page commits the config file to a branch', async () => {
  const project = `quiet-${process.pid}-${Date.now().toString(36)}`;
  const config = `# Ours.\nfavourite_colour: brick\n${configFile(['openapi'])}`;
  await client().projects.create({
    org: inject('org'),
    slug: project,
    display_name: project,
    targets: ['openapi'],
    revision: { 'openapi.json': { content: description() }, 'stainless.yml': { content: config } },
  });
  const { id } = await firstBuild(project);
  const { data } = await client().builds.diagnostics.list(id);
  const found = data.find(({ level, ignored }) => level !== 'fatal' && !ignored);
  if (found === undefined) throw new Error('The description has no diagnostic.');
  const ignore = (branch: string) =>
    request('POST', `/v0/page/builds/${id}/ignore`, { code: found.code, location: null, branch });
  const made = await ignore('quiet');
  expect(made.status, JSON.stringify(made.body)).toBe(200);
  const build = await completed(String(made.body.build));
  const after = await client().builds.diagnostics.list(build.id);
  const same = after.data.filter(({ code }) => code === found.code);
  expect(same.map(({ ignored }) => ignored)).toEqual(same.map(() => true));
  const files = await client().projects.configs.retrieve({ project, branch: 'quiet' });
  expect(files['stainless.yml']).toMatchObject({ content: expect.stringContaining(`${found.code}: true`) });
  // The branch of the build keeps its config file.
  const main = await client().projects.configs.retrieve({ project, branch: 'main' });
  expect(main['stainless.yml']).toMatchObject({ content: config });
  const again = await ignore('quiet');
  expect(again).toMatchObject({
    status: 400,
    body: { message: expect.stringContaining('ignores it already') },
  });
}, 120_000);
