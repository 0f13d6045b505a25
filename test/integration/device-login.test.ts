import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { hashKey } from '../../src/records/keys.ts';
import { keyOf } from '../accounts.ts';
import { ownApp } from '../app.ts';
import { client } from '../service.ts';
import { Stl, said } from '../stl.ts';

const ORG = 'logins';
const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const CLIENT = 'stl_client_test';
const DEVICE = 'Stainless CLI on <b>box</b> (me, Linux)';

let db: Database;
let app: FastifyInstance;
let key: string;
beforeAll(async () => {
  db = openDatabase(inject('databaseUrl'), 3);
  app = await ownApp(db);
});
afterAll(async () => {
  await app.close();
  await db.$disconnect();
});
// A separate key for each, because wrong codes are counted by key.
beforeEach(async () => {
  key = await keyOf(db, ORG, ['read', 'build']);
});

interface Begun {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri_complete: string;
}

async function begin(): Promise<Begun> {
  const payload = { client_id: CLIENT, scope: '*', device_name: DEVICE };
  const answer = await app.inject({ method: 'POST', url: '/api/oauth/device', payload });
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toMatchObject({
    device_code: expect.stringMatching(/^[\w-]{43}$/),
    user_code: expect.stringMatching(/^[B-Z]{4}-[B-Z]{4}$/),
    verification_uri: expect.stringMatching(/\/activate$/),
    expires_in: 600,
    interval: 1,
  });
  return answer.json();
}

function form(url: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  return app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(fields).toString(),
  });
}

async function poll({ device_code }: Begun, client_id = CLIENT) {
  const answer = await form('/v0/oauth/token', { client_id, device_code, grant_type: GRANT });
  return { status: answer.statusCode, body: answer.json() };
}

const refused = (error: string) => ({ status: 400, body: { error, message: expect.any(String) } });

/** The hidden fields of the page that asks for the decision. */
function ticketOf(page: string): Record<string, string> {
  const fields = page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g);
  return Object.fromEntries([...fields].map(([, name = '', value = '']) => [name, value]));
}

async function enter(code: string): Promise<Record<string, string>> {
  const page = await form('/activate', { code, key });
  expect(page.statusCode, page.body).toBe(200);
  return ticketOf(page.body);
}

const decide = (ticket: Record<string, string>, decision: 'allow' | 'deny') =>
  form('/activate/decision', { ...ticket, decision });

test('device login issues one key, once, with the scopes of the person who approved it', async () => {
  const begun = await begin();
  expect(await poll(begun)).toEqual(refused('authorization_pending'));
  expect(begun.verification_uri_complete).toContain(`/activate?code=${begun.user_code}`);
  const first = await app.inject({ url: `/activate?code=${begun.user_code}` });
  expect(first.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': expect.stringMatching(
      /^default-src 'none';style-src 'sha256-.*frame-ancestors 'none'/,
    ),
  });
  expect(first.body).toContain(`value="${begun.user_code}"`);

  // As people type it; the name is shown as text, whatever it contains.
  const page = await form('/activate', { code: begun.user_code.toLowerCase().replace('-', ' '), key });
  expect(page.statusCode).toBe(200);
  expect(page.body).toContain('Stainless CLI on &lt;b&gt;box&lt;/b&gt; (me, Linux)');
  expect(page.body).toContain('<dd>read, build</dd>');
  expect(page.body).not.toContain(key);
  expect((await decide(ticketOf(page.body), 'allow')).body).toContain('The device is signed in');

  const { status, body } = await poll(begun);
  expect({ status, body }).toEqual({
    status: 200,
    body: { access_token: expect.stringMatching(/^kiln_/), token_type: 'bearer' },
  });
  expect(body.access_token).not.toBe(key);
  expect((await client(body.access_token).orgs.list()).data).toMatchObject([{ slug: ORG }]);
  const made = await db.apiKey.findUniqueOrThrow({ where: { hash: hashKey(body.access_token) } });
  expect(made).toMatchObject({ name: DEVICE, scopes: ['read', 'build'] });
  expect(await poll(begun)).toEqual(refused('invalid_grant'));
  // Neither code is stored in a usable form.
  expect(JSON.stringify(await db.deviceLogin.findMany())).not.toContain(begun.device_code);
});

test('concurrent polls with one code return the key once', async () => {
  const begun = await begin();
  await decide(await enter(begun.user_code), 'allow');
  const before = await db.apiKey.count();
  const polls = await Promise.all(Array.from({ length: 5 }, () => poll(begun)));
  expect(polls.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400]);
  expect(await db.apiKey.count()).toBe(before + 1);
});

test('issues no key to a device that was denied, is late, or is another client', async () => {
  const denied = await begin();
  const ticket = await enter(denied.user_code);
  expect((await decide(ticket, 'deny')).body).toContain('The login was denied');
  expect(await poll(denied)).toEqual(refused('access_denied'));
  // A decision is final.
  expect((await decide(ticket, 'allow')).statusCode).toBe(400);
  expect(await poll(denied)).toEqual(refused('access_denied'));

  const late = await begin();
  const lateTicket = await enter(late.user_code);
  await db.deviceLogin.update({
    where: { userCode: late.user_code },
    data: { expiresAt: new Date(Date.now() - 1) },
  });
  expect(await poll(late)).toEqual(refused('expired_token'));
  expect((await form('/activate', { code: late.user_code, key })).statusCode).toBe(400);
  expect((await decide(lateTicket, 'allow')).statusCode).toBe(400);
  expect(await poll(late)).toEqual(refused('expired_token'));

  const stolen = await begin();
  await decide(await enter(stolen.user_code), 'allow');
  expect(await poll(stolen, 'another client')).toEqual(refused('invalid_grant'));

  // The approving key was revoked.
  await db.apiKey.update({ where: { hash: hashKey(key) }, data: { revokedAt: new Date() } });
  expect(await poll(stolen)).toEqual(refused('access_denied'));
});

test('answers slow_down to a device that polls too fast', async () => {
  const begun = await begin();
  // Some of many concurrent polls arrive within half a second of each other, however slow the machine is.
  const polls = await Promise.all(Array.from({ length: 20 }, () => poll(begun)));
  expect(new Set(polls.map(({ body }) => body.error))).toEqual(
    new Set(['authorization_pending', 'slow_down']),
  );
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(await poll(begun)).toEqual(refused('authorization_pending'));
});

test('rate limits wrong codes by key, and reveals nothing to invalid keys', async () => {
  const begun = await begin();
  const wrongKey = await form('/activate', { code: begun.user_code, key: 'kiln_wrong' });
  expect(wrongKey.statusCode).toBe(401);
  expect(wrongKey.body).toContain('This API key is unknown, revoked or expired.');
  expect(wrongKey.body).not.toContain('kiln_wrong');
  for (let i = 0; i < 5; i++) {
    const wrong = await form('/activate', { code: 'BBBB-BBBB', key });
    expect(wrong.statusCode).toBe(400);
    expect(wrong.body).toContain('No device is waiting with this code');
  }
  const limited = await form('/activate', { code: begun.user_code, key });
  expect(limited.statusCode).toBe(429);
  expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
  key = await keyOf(db, ORG);
  await enter(begun.user_code);
});

test('ignores forms that were forged, modified or sent from another site', async () => {
  const begun = await begin();
  const ticket = await enter(begun.user_code);
  const other = await begin();
  const { login = '' } = await enter(other.user_code);
  const { id: by } = await db.apiKey.findFirstOrThrow({ where: { organization: { slug: inject('org') } } });
  const forged: Record<string, string>[] = [
    { ...ticket, login },
    { ...ticket, by },
    { ...ticket, expires: String(Number(ticket.expires) + 1) },
    { ...ticket, signature: 'x' },
    {},
  ];
  for (const fields of forged) expect((await decide(fields, 'allow')).statusCode).toBe(400);
  const allow = { ...ticket, decision: 'allow' };
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.test' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
  ];
  for (const headers of foreign) {
    expect((await form('/activate/decision', allow, headers)).statusCode).toBe(403);
    expect((await form('/activate', { code: begun.user_code, key }, headers)).statusCode).toBe(403);
  }
  expect((await poll(begun)).body.error).toBe('authorization_pending');
  expect((await poll(other)).body.error).toBe('authorization_pending');
});

test('rejects an invalid device request with the name of the field', async () => {
  const begun = await begin();
  const { device_code } = begun;
  const bad: [Record<string, string>, string][] = [
    [{ client_id: CLIENT, device_code }, 'unsupported_grant_type'],
    [{ client_id: CLIENT, device_code, grant_type: 'password' }, 'unsupported_grant_type'],
    [{ device_code, grant_type: GRANT }, 'invalid_request'],
    [{ client_id: CLIENT, grant_type: GRANT }, 'invalid_request'],
    [{ client_id: CLIENT, device_code: 'x', grant_type: GRANT }, 'invalid_grant'],
  ];
  for (const [fields, error] of bad) {
    const answer = await form('/v0/oauth/token', fields);
    expect({ status: answer.statusCode, error: answer.json().error }).toEqual({ status: 400, error });
  }
  expect((await app.inject({ method: 'POST', url: '/api/oauth/device', payload: {} })).statusCode).toBe(400);
  expect((await form('/activate', { code: 'x'.repeat(21), key })).statusCode).toBe(400);
  expect((await form('/activate', {})).statusCode).toBe(400);
});

test('`stl auth login` signs in once the person has approved it', async () => {
  const stl = await Stl.install();
  try {
    const ran = stl.run(['auth', 'login', '--browser=false', '--client-id', 'stl-test'], { key: null });
    const waiting = () =>
      db.deviceLogin.findFirst({ where: { clientId: 'stl-test', lastPolledAt: { not: null } } });
    await expect.poll(waiting, { timeout: 60_000 }).not.toBeNull();
    await decide(await enter((await waiting())?.userCode ?? ''), 'allow');
    const { code, ...output } = await ran;
    expect(said({ code, ...output })).toContain('Authentication successful');
    expect(code).toBe(0);
    const orgs = await stl.run(['orgs', 'list'], { key: null });
    expect(orgs.stdout).toContain(ORG);
  } finally {
    stl.remove();
  }
});
