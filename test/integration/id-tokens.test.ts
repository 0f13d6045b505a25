import type { FastifyInstance } from 'fastify';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { Issuers } from '../../src/api/id-tokens/issuers.ts';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { keyOf } from '../accounts.ts';
import { ownApp } from '../app.ts';
import { kiln } from '../cli.ts';
import { type Claims, type Issuer, startIssuer } from '../issuer.ts';
import { addressOf, DESCRIBED } from '../routes.ts';
import { firstBuild, newProject } from '../service.ts';

const ORG = 'with-ci';
let db: Database;
let github: Issuer;
let gitlab: Issuer;
let app: FastifyInstance;
let address: string;
let admin: string;
let audience: string;

beforeAll(async () => {
  db = openDatabase(inject('databaseUrl'), 3);
  [github, gitlab] = await Promise.all([startIssuer('/_services/token'), startIssuer()]);
  app = await ownApp(db, {
    oidcIssuers: [github.address, gitlab.address],
    oidcAudiences: ['api.stainless.com'],
    wrongKeysPerMinute: 0,
  });
  address = await app.listen({ host: '127.0.0.1', port: 0 });
  admin = await keyOf(db, ORG);
  audience = `${inject('baseUrl')}/orgs/${ORG}`;
});
afterAll(async () => {
  await app.close();
  await Promise.all([github.stop(), gitlab.stop()]);
  await db.$disconnect();
});

const job = (claims: Claims = {}) =>
  github.sign({
    aud: audience,
    repository: 'Acme/Shop',
    repository_id: '42',
    ref: 'refs/heads/main',
    ...claims,
  });

async function ask(method: string, path: string, key: string, body?: unknown) {
  const headers = {
    authorization: `Bearer ${key}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const answer = await fetch(address + path, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  const read: { message?: string; id?: string; name?: string; data?: { id: string }[] } =
    text === '' ? {} : JSON.parse(text);
  return { status: answer.status, body: read };
}

/** The reason for which a token is rejected. */
async function why(token: string): Promise<string> {
  const { status, body } = await ask('GET', '/v0/user', token);
  expect(status, body.message).toBe(401);
  return body.message ?? '';
}

async function trusting(body: object, key = admin, org = ORG): Promise<string> {
  const made = await ask('POST', `/v0/orgs/${org}/trusted_repositories`, key, {
    issuer: github.address,
    ...body,
  });
  expect(made.status, made.body.message).toBe(200);
  return made.body.id ?? '';
}

const asPerson = async (...args: string[]): Promise<string> => {
  vi.stubEnv('KILN_API_KEY', admin);
  return kiln(...args, '--url', address);
};

test('a CI job of a trusted repository needs no key, until the trust is revoked', async () => {
  expect(await why(await job())).toContain(`Acme/Shop at ${new URL(github.address).origin}`);
  const printed = await asPerson('keys', 'trust', 'acme/shop', '--issuer', github.address);
  expect(printed.trim()).toBe(audience);
  const token = await job();
  expect(await ask('GET', '/v0/user', token)).toMatchObject({
    status: 200,
    body: { name: expect.stringContaining('acme/shop at 127.0.0.1') },
  });
  expect((await ask('GET', '/v0/projects', token)).status).toBe(200);
  // Operations that outlive the token, or need a person, do not accept it.
  expect((await ask('GET', `/v0/orgs/${ORG}/trusted_repositories`, token)).status).toBe(403);
  const session = await fetch(`${address}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-kiln-page': '1' },
    body: JSON.stringify({ key: token }),
  });
  expect([400, 401]).toContain(session.status);
  expect(session.headers.get('set-cookie')).toBeNull();
  const git = { authorization: `Basic ${Buffer.from(`x:${token}`).toString('base64')}` };
  const refs = `${address}/git/${ORG}/shop-typescript.git/info/refs?service=git-upload-pack`;
  expect((await fetch(refs, { headers: git })).status).toBe(401);

  const listed = await asPerson('keys', 'trusted');
  const [id = ''] = /^\w{26}(?= +acme\/shop )/m.exec(listed) ?? [];
  await asPerson('keys', 'distrust', id);
  expect(await why(token)).toContain(`is not trusted by "${ORG}" here`);
  expect(await asPerson('keys', 'trusted')).not.toContain(id);
});

test('every rejection says which claim does not match', async () => {
  const id = await trusting({ repository: 'acme/shop', repository_id: '42', ref: 'refs/heads/*' });
  expect((await ask('GET', '/v0/user', await job())).status).toBe(200);
  const now = Math.floor(Date.now() / 1000);
  const good = { iss: github.address, aud: audience, repository: 'acme/shop', exp: now + 300, iat: now };
  const keys = await (await fetch(`${github.address}/keys`)).text();
  const cases: [string, RegExp][] = [
    [await job({ aud: 'https://elsewhere.test' }), /is for "https:\/\/elsewhere\.test"; .*\/orgs\/ORG/],
    [await job({ aud: `${audience}-2` }), /is not trusted by "with-ci-2" here/],
    [await job({ exp: now - 120 }), /has expired/],
    [await job({ exp: null }), /"exp"/],
    [await job({ nbf: now + 3600 }), /"nbf"/],
    [await job({ iss: 'https://evil.test' }), /issuer "https:\/\/evil\.test"; this server takes/],
    [await job({ repository: 'acme/other' }), /is of acme\/other/],
    [await job({ repository: null }), /names no repository/],
    [await job({ repository_id: '43' }), /only with the number 42, and this one has 43/],
    [
      await job({ ref: 'refs/pull/7/merge' }),
      /only for the ref refs\/heads\/\*, and this job is of refs\/pull/,
    ],
    [await github.sign({ ...good }, 'two'), /signed with a key that .* does not have/],
    // A token of one issuer that claims to be from another.
    [await gitlab.sign({ ...good }), /has a signature that is not of/],
    [new UnsecuredJWT(good).encode(), /is signed with "none"/],
    // The public key used as a shared secret.
    [
      await new SignJWT(good).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(keys)),
      /is signed with "HS256"/,
    ],
    [`eyJ${'x'.repeat(20)}.x.x`, /cannot be read/],
  ];
  for (const [token, message] of cases) expect(await why(token)).toMatch(message);
  expect((await ask('DELETE', `/v0/orgs/${ORG}/trusted_repositories/${id}`, admin)).status).toBe(204);
  expect((await ask('DELETE', `/v0/orgs/${ORG}/trusted_repositories/${id}`, admin)).status).toBe(404);
  // Whatever the number of tokens, the issuer's metadata and keys were fetched once.
  expect(github.asked.filter((path) => path.endsWith('openid-configuration'))).toHaveLength(1);
});

test("reads GitLab's claims, and applies the narrowest of several terms", async () => {
  const issuer = gitlab.address;
  const repository = 'acme/apis/shop';
  await trusting({ issuer, repository, scopes: ['read'] });
  await trusting({ issuer, repository, ref: 'refs/heads/main', scopes: ['read', 'build'] });
  await trusting({ issuer, repository, environment: 'docs', scopes: ['read'] });
  const again = await ask('POST', `/v0/orgs/${ORG}/trusted_repositories`, admin, { issuer, repository });
  expect(again.status).toBe(409);
  const mayBuild = async (claims: Claims): Promise<boolean> => {
    const token = await gitlab.sign({
      aud: audience,
      project_path: repository,
      ref_type: 'branch',
      ...claims,
    });
    // A build of no project: 404 if it is looked up, 403 if the scope is missing.
    const { status } = await ask('POST', '/v0/builds/compare', token, {
      project: 'none',
      base: { branch: 'a', revision: 'a' },
      head: { branch: 'b', revision: 'b' },
    });
    return status === 404;
  };
  expect(await mayBuild({ ref: 'feature' })).toBe(false);
  expect(await mayBuild({ ref: 'main' })).toBe(true);
  expect(await mayBuild({ ref: 'main', ref_type: 'tag' })).toBe(false);
  expect(await mayBuild({ ref: 'main', environment: 'docs' })).toBe(false);
});

test('jobs can use the projects that they are trusted with, and see no others', async () => {
  const org = inject('org');
  const mine = await newProject(['typescript']);
  const other = await newProject(['typescript']);
  const { id: build } = await firstBuild(other);
  const key = inject('apiKey');
  await trusting({ repository: 'acme/limited', projects: [mine] }, key, org);
  const token = await job({ repository: 'acme/limited', aud: `${inject('baseUrl')}/orgs/${org}` });
  expect((await ask('GET', `/v0/projects/${mine}`, token)).status).toBe(200);
  const made = await ask('POST', '/v0/builds', token, {
    project: mine,
    revision: 'main',
    allow_empty: true,
  });
  const { startedBy } = await db.build.findUniqueOrThrow({ where: { id: made.body.id } });
  expect(startedBy).toBe('trusted repository acme/limited');
  for (const path of ['/v0/projects', '/v0/page/projects']) {
    const text = JSON.stringify((await ask('GET', path, token)).body);
    expect(text).toContain(mine);
    expect(text).not.toContain(other);
  }
  const ids = { org, project: other, build };
  for (const [route, { scope, own, request }] of Object.entries(DESCRIBED)) {
    const [method = '', url = ''] = route.split(' ');
    const { address: path, body } = request?.(ids) ?? {};
    if (own || url.startsWith('/v0/orgs/') || route === 'GET /v0/projects') continue;
    const { status } = await ask(method, path ?? addressOf(url, ids), token, body);
    expect(status, route).toBe(scope === 'admin' || route === 'POST /v0/projects' ? 403 : 404);
  }
}, 180_000);

test('if several organisations trust a repository, the audience names one', async () => {
  const published = { repository: 'acme/shared', aud: 'api.stainless.com' };
  await trusting({ repository: 'acme/shared' });
  const token = await job(published);
  expect((await ask('GET', '/v0/user', token)).status).toBe(200);
  const rival = await keyOf(db, 'rival');
  await trusting({ repository: 'acme/shared' }, rival, 'rival');
  expect(await why(token)).toContain('more than one organisation trusts; name yours in the audience');
  expect((await ask('GET', '/v0/user', await job({ repository: 'acme/shared' }))).status).toBe(200);
});

test('keys are fetched from the issuer alone, and one that is away is told from a wrong token', async () => {
  const moved = await startIssuer();
  moved.move('http://127.0.0.1:9/keys');
  await expect(new Issuers([moved.address], false).keysOf(moved.address)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('at another place, http://127.0.0.1:9'),
  });
  await moved.stop();
  const away = new Issuers([moved.address], false).keysOf(moved.address);
  await expect(away).rejects.toMatchObject({ code: 'unavailable', status: 503 });
});

test('what an organisation cannot trust is refused with the reason', async () => {
  const cases: [object, RegExp][] = [
    [
      { repository: 'acme/shop', issuer: 'https://evil.test' },
      /issuer: https:\/\/evil.test is not taken here/,
    ],
    [{ repository: 'shop', issuer: github.address }, /repository: must be owner\/name/],
    [{ repository: 'a/b', issuer: github.address, ref: 'main' }, /ref: must begin with refs\//],
    [{ repository: 'a/b', issuer: github.address, scopes: ['admin'] }, /scopes/],
    [
      { repository: 'a/b', issuer: github.address, projects: ['nowhere'] },
      /project: there is no project "nowhere"/,
    ],
  ];
  for (const [body, message] of cases) {
    const answer = await ask('POST', `/v0/orgs/${ORG}/trusted_repositories`, admin, body);
    expect([400, 404]).toContain(answer.status);
    expect(answer.body.message).toMatch(message);
  }
});
