import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { Repositories } from '../../src/git/store/repositories.ts';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { newId } from '../../src/records/ids.ts';
import type { Scope } from '../../src/records/prisma/client.ts';
import { openDataFolder } from '../../src/runtime/storage/data-folder.ts';
import { keyOf } from '../accounts.ts';
import { ownApp } from '../app.ts';
import { git } from '../git.ts';
import { addressOf, DESCRIBED, type Described, type Ids, PUBLIC, SIGNED } from '../routes.ts';
import { client, firstBuild, newProject } from '../service.ts';

const OTHER = 'crossed';
const WITHOUT: Readonly<Record<Described['scope'], readonly Scope[]>> = {
  read: ['build'],
  build: ['read'],
  admin: ['read', 'build'],
};

let db: Database;
let app: FastifyInstance;
let ids: Ids;
const scopes = new Map<string, string>();

beforeAll(async () => {
  db = openDatabase(inject('databaseUrl'), 3);
  app = await ownApp(db, {}, ({ method, url, config }) => {
    for (const each of [method].flat())
      if (each !== 'HEAD') scopes.set(`${each} ${url}`, config?.scope ?? 'read');
  });
  const project = await newProject();
  const { id: build } = await firstBuild(project);
  ids = { org: inject('org'), project, build };
  // Waits for its last event, after which nothing changes it.
  await send('GET /v0/builds/:id/events', inject('apiKey'));
}, 180_000);
afterAll(async () => {
  await app.close();
  await db.$disconnect();
});

const isPublic = (route: string) => PUBLIC.includes(route) || /^GET \/reference\//.test(route);
const isGit = (route: string) => / \/git\//.test(route);

/** Sends a route's request with the ids of `of`. */
async function send(route: string, key: string | null, of = ids) {
  const [method = '', url = ''] = route.split(' ');
  const { address, body } = DESCRIBED[route]?.request?.(of) ?? {};
  const answer = await fetch(inject('baseUrl') + (address ?? addressOf(url, of)), {
    method,
    redirect: 'manual',
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (url === '/v0/projects/:project/events' && answer.ok) {
    await answer.body?.cancel();
    return { status: answer.status, text: '' };
  }
  return { status: answer.status, text: await answer.text() };
}

/** Everything stored about the project, and its organisation's credentials. */
async function kept(): Promise<string> {
  const where = { slug: ids.project, organization: { slug: ids.org } };
  const project = await db.project.findFirst({ where });
  const projects = await db.project.count({ where: { slug: { startsWith: ids.project } } });
  const projectId = project?.id ?? '';
  const builds = await db.build.findMany({ where: { projectId }, orderBy: { id: 'asc' } });
  const steps = await db.buildStep.findMany({
    where: { buildId: { in: builds.map(({ id }) => id) } },
    orderBy: [{ buildId: 'asc' }, { target: 'asc' }, { step: 'asc' }],
  });
  const credentials = await db.gitCredential.findMany({
    where: { organization: { slug: ids.org }, url: { contains: 'two-organisations' } },
  });
  const repositories = new Repositories((await openDataFolder(inject('dataDir'))).repositories);
  const refs = await Promise.all(
    (['config', 'typescript'] as const).map((kind) =>
      git(repositories.get(ids.org, ids.project, kind).gitDir, 'for-each-ref'),
    ),
  );
  const schedules = await send('GET /v0/projects/:project/schedules', inject('apiKey'));
  const all = [project, projects, builds, steps, credentials, refs, schedules.text];
  return JSON.stringify(all, (_name, value) => (typeof value === 'bigint' ? String(value) : value));
}

test('every route requires its documented scope', () => {
  const described = [...Object.keys(DESCRIBED), ...PUBLIC, ...SIGNED];
  const registered = [...scopes.keys()].filter((route) => !isGit(route) && !/^GET \/reference\//.test(route));
  expect(registered.filter((route) => !described.includes(route))).toEqual([]);
  expect(described.filter((route) => !scopes.has(route))).toEqual([]);
  for (const [route, { scope }] of Object.entries(DESCRIBED)) expect(scopes.get(route), route).toBe(scope);
  for (const [route, scope] of scopes) {
    if (scope === 'none') expect(isPublic(route) || isGit(route) || SIGNED.includes(route), route).toBe(true);
  }
});

test("with another organisation's key every resource is 404, and nothing changes", async () => {
  const key = await keyOf(db, OTHER);
  const nowhere: Ids = { org: 'nowhere', project: 'nowhere', build: newId() };
  const before = await kept();
  for (const [route, { own }] of Object.entries(DESCRIBED)) {
    const crossed = await send(route, key);
    if (own) {
      expect(crossed.status, route).toBe(200);
      for (const id of Object.values(ids)) expect(crossed.text, route).not.toContain(`"${id}"`);
      continue;
    }
    expect(crossed.status, `${route} ${crossed.text}`).toBe(404);
    // The same words as for a resource that does not exist.
    const missing = await send(route, key, nowhere);
    const named = (text: string, { org, project, build }: Ids) =>
      [build, project, org].reduce((rest, id) => rest.replaceAll(JSON.stringify(id).slice(1, -1), '…'), text);
    expect(named(crossed.text, ids), route).toBe(named(missing.text, nowhere));
  }
  expect(await kept()).toBe(before);
});

test('answers 403 to an insufficient scope and 401 to a missing or wrong key, and changes nothing', async () => {
  const before = await kept();
  for (const [route, { scope }] of Object.entries(DESCRIBED)) {
    const key = await keyOf(db, ids.org, WITHOUT[scope]);
    expect((await send(route, key)).status, route).toBe(403);
    expect((await send(route, null)).status, route).toBe(401);
  }
  expect((await send('GET /v0/user', 'kiln_wrong')).status).toBe(401);
  for (const route of PUBLIC) expect((await send(route, null)).status, route).not.toBe(401);
  expect(await kept()).toBe(before);
});

test('signed links and Git credentials grant access to their own resource only', async () => {
  const key = await keyOf(db, OTHER);
  const link = await client().builds.targetOutputs.retrieve({
    build_id: ids.build,
    target: 'typescript',
    type: 'source',
    output: 'url',
  });
  expect((await fetch(link.url)).status).toBe(200);
  const { search } = new URL(link.url);
  for (const route of SIGNED) {
    const address = inject('baseUrl') + addressOf(route.split(' ')[1] ?? '', ids);
    const headers = { authorization: `Bearer ${key}` };
    expect([400, 404], route).toContain((await fetch(address, { headers })).status);
    expect((await fetch(`${address}?expires=${Date.now() + 1e6}&signature=x`, { headers })).status).toBe(404);
    // The signature of one path is not valid for another.
    expect((await fetch(`${address}${search}`, { headers })).status, route).toBe(404);
  }
  const status = async (name: string, secret: string, service: string) => {
    const authorization = `Basic ${Buffer.from(`x:${secret}`).toString('base64')}`;
    const address = `${inject('baseUrl')}/git/${ids.org}/${name}.git/info/refs?service=${service}`;
    return (await fetch(address, { headers: { authorization } })).status;
  };
  const git = await client().builds.targetOutputs.retrieve({
    build_id: ids.build,
    target: 'typescript',
    type: 'source',
    output: 'git',
  });
  const token = git.output === 'git' ? git.token : '';
  const sdk = `${ids.project}-typescript`;
  expect(await status(sdk, token, 'git-upload-pack')).toBe(200);
  expect(await status(sdk, token, 'git-receive-pack')).toBe(401);
  expect(await status(`${ids.project}-config`, token, 'git-upload-pack')).toBe(401);
  // As for a repository that does not exist.
  for (const name of [sdk, `${ids.project}-config`, 'nowhere-go']) {
    for (const service of ['git-upload-pack', 'git-receive-pack']) {
      expect(await status(name, key, service), name).toBe(401);
    }
  }
  const reads = await keyOf(db, ids.org, ['read']);
  expect(await status(sdk, reads, 'git-upload-pack')).toBe(200);
  expect(await status(sdk, reads, 'git-receive-pack')).toBe(403);
});

test('the owner may make every request of the matrix', async () => {
  for (const [route, { owner }] of Object.entries(DESCRIBED)) {
    const { status, text } = await send(route, inject('apiKey'));
    if (owner === undefined) expect(Math.floor(status / 100), `${route} ${status} ${text}`).toBe(2);
    else expect(status, `${route} ${text}`).toBe(owner);
  }
}, 120_000);
