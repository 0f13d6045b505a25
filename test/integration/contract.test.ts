import Stainless from '@stainless-api/sdk';
import { beforeAll, expect, inject, test } from 'vitest';
import { client, firstBuild, newProject } from '../service.ts';

// Details that users' scripts depend on, but that no client shows.

let project: string;
beforeAll(async () => {
  project = await newProject(['cli']);
});

interface Sent {
  readonly method?: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Record<string, string>;
}

async function send(path: string, { method = 'GET', body, headers = {} }: Sent = {}) {
  const answer = await fetch(inject('baseUrl') + path, {
    method,
    body,
    headers: { authorization: `Bearer ${inject('apiKey')}`, ...headers },
  });
  const text = await answer.text();
  const json: unknown = text.startsWith('{') ? JSON.parse(text) : {};
  return { status: answer.status, headers: answer.headers, text, json };
}

const post = (body: string | Uint8Array<ArrayBuffer>, type: string) =>
  send('/v0/builds', { method: 'POST', body, headers: { 'content-type': type } });
const anything = expect.any(String);

test('paginates builds without gaps or duplicates while builds are created', async () => {
  for (let i = 0; i < 3; i++) await client().builds.create({ project, revision: 'main' });
  const page = await client().builds.list({ project, limit: 2 });
  await client().builds.create({ project, revision: 'main' });
  const next = await page.getNextPage();
  const all = (await client().builds.list({ project, limit: 100 })).data.map(({ id }) => id);
  expect([...page.data, ...next.data].map(({ id }) => id)).toEqual(all.slice(1, 5));
});

test('accepts slashes in branch names as %2F in a path', async () => {
  await client().projects.branches.create({ project, branch: 'feat/a/b', branch_from: 'main' });
  for (const name of ['feat%2Fa%2Fb', 'feat%2fa%2Fb']) {
    const found = await send(`/v0/projects/${project}/branches/${name}`);
    expect(found.json).toMatchObject({ branch: 'feat/a/b' });
  }
  const long = `feat/${'é'.repeat(90)}`;
  await client().projects.branches.create({ project, branch: long, branch_from: 'main' });
  expect(await client().projects.branches.retrieve(long, { project })).toMatchObject({ branch: long });
  // Longer in UTF-8 than a file name may be.
  const longer = { project, branch: `feat/${'é'.repeat(150)}`, branch_from: 'main' };
  await expect(client().projects.branches.create(longer)).rejects.toThrow(/^400.*branch/);
});

test('accepts dots in the keys of file hash filters, encoded or not', async () => {
  const hash = '0cc175b9c0f1b6a831c399e269772661';
  for (const filter of [
    `revision[openapi.json][hash]=${hash}`,
    `revision%5Bopenapi.json%5D%5Bhash%5D=${hash}`,
  ]) {
    expect((await send(`/v0/builds?project=${project}&${filter}`)).json).toEqual({
      data: [],
      has_more: false,
    });
  }
  const wrong = await send(`/v0/builds?project=${project}&revision[openapi.json][hash]=x`);
  expect([wrong.status, wrong.json]).toEqual([
    400,
    { error: 'bad_request', message: expect.stringContaining('revision.openapi.json.hash') },
  ]);
});

test('a permanent 409 tells clients not to retry, and they do not', async () => {
  let requests = 0;
  const counting = new Stainless({
    apiKey: inject('apiKey'),
    baseURL: inject('baseUrl'),
    maxRetries: 2,
    fetch: (url, init) => {
      requests += 1;
      return fetch(url, init);
    },
  });
  const again = counting.projects.branches.create({ project, branch: 'main', branch_from: 'main' });
  await expect(again).rejects.toThrow(Stainless.ConflictError);
  expect(requests).toBe(1);
});

test('answers unknown and invalid URLs with a 404 in the usual error format', async () => {
  for (const [method, path, status] of [
    ['GET', '/v0/nothing', 404],
    ['PUT', '/v0/orgs', 404],
    ['GET', `/v0/builds/${'x'.repeat(500)}`, 404],
    ['GET', '/v0/builds/%E0%A4%A', 400],
    ['GET', '/v0/builds/%00', 400],
    ['GET', `/v0/builds?project=a%00`, 400],
  ] as const) {
    const answer = await send(path, { method });
    expect([path, answer.status, answer.json]).toEqual([
      path,
      status,
      { error: anything, message: anything },
    ]);
  }
});

test('deprecated nested fields repeat their replacements', async () => {
  const target = (await firstBuild(project)).targets.cli;
  if (target === undefined) throw new Error('no cli');
  const { status, completed, ...commit } = target.commit as unknown as Record<string, unknown>;
  expect([status, completed]).toEqual(['completed', commit]);
  expect(commit).toMatchObject({ conclusion: anything, merge_conflict_pr: null, completed_at: anything });
  for (const name of ['lint', 'build', 'test'] as const) {
    const { status, completed, ...check } = target[name] as unknown as Record<string, unknown>;
    expect([status, completed]).toEqual(['completed', check]);
    expect(Object.keys(check)).toEqual(['conclusion', 'url']);
  }
});

test('deduplicates requested targets, including targets with a folder', async () => {
  const body = JSON.stringify({ project, revision: 'main', targets: ['cli', 'cli:./sdks/cli', 'cli'] });
  const { status, json } = await post(body, 'application/json');
  expect([status, Object.keys((json as Stainless.Build).targets)]).toEqual([200, ['cli']]);
});

test('bodies: with a byte order mark, with a charset, of another type, and none', async () => {
  const body = JSON.stringify({ project, revision: 'main' });
  const bytes = (text: string) => new Uint8Array(Buffer.from(text));
  expect((await post(bytes(`\ufeff${body}`), 'application/json')).status).toBe(200);
  expect((await post(body, 'application/json; charset=utf-8')).status).toBe(200);
  expect((await post(body, 'APPLICATION/JSON')).status).toBe(200);
  expect((await post(body, 'text/plain')).json).toMatchObject({ error: 'unsupported_media_type' });
  expect((await post('', 'application/json')).json).toMatchObject({ error: 'bad_request' });
  expect((await post('{', 'application/json')).json).toMatchObject({ error: 'bad_request' });
});

test('rejects text that cannot be stored, with the name of the field', async () => {
  const wrong = [
    [{ project, revision: 'main', commit_message: 'a\0b' }, 'commit_message'],
    [{ project, branch: 'main', revision: { 'a.txt': { content: 'a\0' } } }, 'revision.a.txt.content'],
    [{ project, branch: 'main', revision: { 'a\0': { content: 'a' } } }, 'revision'],
    [{ project: 'a\ud800', revision: 'main' }, 'project'],
  ] as const;
  for (const [body, field] of wrong) {
    const answer = await post(JSON.stringify(body), 'application/json');
    expect([answer.status, answer.json]).toEqual([
      400,
      { error: 'bad_request', message: expect.stringMatching(new RegExp(`^${field}`)) },
    ]);
  }
});

test('rejects a deeply nested body', async () => {
  const deep = '['.repeat(200_000) + ']'.repeat(200_000);
  for (const body of [deep, `{"revision": ${deep}}`, `{"revision": {"a": {"content": ${deep}}}}`]) {
    const answer = await post(body, 'application/json');
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ message: expect.stringContaining('deeper than 100 levels') });
  }
});

test('HEAD is GET without a body; CORS is not allowed', async () => {
  const head = await send('/v0/orgs', { method: 'HEAD' });
  expect([head.status, head.text]).toEqual([200, '']);
  const get = await send('/v0/orgs', { headers: { origin: 'https://example.com' } });
  expect(get.headers.get('access-control-allow-origin')).toBeNull();
});

test('an Idempotency-Key returns the same build, and rejects another request', async () => {
  const headers = { 'idempotency-key': `key-${project}` };
  const make = (more: object) => client().builds.create({ project, revision: 'main', ...more }, { headers });
  const [first, second] = [await make({}), await make({})];
  expect(second.id).toBe(first.id);
  await expect(make({ targets: ['cli'] })).rejects.toThrow(/Idempotency-Key/);
  expect((await client().builds.list({ project, limit: 1 })).data[0]?.id).toBe(first.id);
});
