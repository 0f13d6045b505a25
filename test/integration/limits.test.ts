import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Database, openDatabase } from '../../src/records/database.ts';
import type { Config } from '../../src/runtime/config.ts';
import { keyOf } from '../accounts.ts';
import { ownApp } from '../app.ts';

const ORG = 'limited';
const USER = '/v0/user';
let db: Database;
let key: string;
let other: string;

beforeAll(async () => {
  db = openDatabase(inject('databaseUrl'), 2);
  [key, other] = await Promise.all([keyOf(db, 'limited'), keyOf(db, 'limited-too')]);
});
afterAll(() => db.$disconnect());

async function withApp(
  settings: Partial<Config>,
  work: (app: FastifyInstance) => Promise<void>,
): Promise<void> {
  const app = await ownApp(db, settings);
  try {
    await work(app);
  } finally {
    await app.close();
  }
}

const bearer = (value: string) => ({ authorization: `Bearer ${value}` });

test('rate limits reads and writes separately for each key, with retry-after', async () => {
  await withApp({ readsPerMinute: 3, createsPerMinute: 2 }, async (app) => {
    const get = (value: string) => app.inject({ url: USER, headers: bearer(value) });
    const post = (value: string) =>
      app.inject({ method: 'POST', url: '/v0/builds', headers: bearer(value), payload: {} });
    for (let i = 0; i < 3; i++) expect((await get(key)).statusCode).toBe(200);
    const refused = await get(key);
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
    // The published clients retry by themselves unless they are told not to.
    expect(refused.headers['x-should-retry']).toBeUndefined();
    expect(refused.json()).toMatchObject({
      error: 'rate_limited',
      message: expect.stringMatching(/^More than 3 reads a minute with this key; retry in \d+ s\.$/),
    });
    expect((await get(other)).statusCode).toBe(200);
    for (let i = 0; i < 2; i++) expect((await post(key)).statusCode).toBe(400);
    expect((await post(key)).statusCode).toBe(429);
  });
});

test('answers a rate-limited request without the database', async () => {
  const away = openDatabase('postgresql://nobody:x@127.0.0.1:1/none', 1);
  const app = await ownApp(away, { readsPerMinute: 1 });
  expect((await app.inject({ url: USER, headers: bearer(key) })).statusCode).toBe(503);
  expect((await app.inject({ url: USER, headers: bearer(key) })).statusCode).toBe(429);
  await app.close();
  await away.$disconnect();
});

test('blocks addresses that guess keys, also over Git, but not keys that were valid recently', async () => {
  await withApp({ wrongKeysPerMinute: 3, trustedProxies: ['127.0.0.1'] }, async (app) => {
    const from = (address: string, value: string, url = USER) =>
      app.inject({ url, headers: { ...bearer(value), 'x-forwarded-for': address } });
    const git = `/git/${ORG}/none-go.git/info/refs?service=git-upload-pack`;
    expect((await from('192.0.2.1', key)).statusCode).toBe(200);
    expect((await from('192.0.2.1', 'wrong-1')).statusCode).toBe(401);
    expect((await from('192.0.2.1', 'wrong-2', git)).statusCode).toBe(401);
    expect((await from('192.0.2.1', 'wrong-3')).statusCode).toBe(401);
    for (const url of [USER, git]) {
      const refused = await from('192.0.2.1', 'wrong-4', url);
      expect(refused.statusCode).toBe(429);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect((await from('192.0.2.1', other)).statusCode).toBe(429);
    expect((await from('192.0.2.1', key)).statusCode).toBe(200);
    expect((await from('192.0.2.2', other)).statusCode).toBe(200);
  });
});

test('trusts client addresses from trusted proxies only', async () => {
  await withApp({ wrongKeysPerMinute: 1 }, async (app) => {
    const from = (address: string) =>
      app.inject({ url: USER, headers: { ...bearer('wrong'), 'x-forwarded-for': address } });
    expect((await from('192.0.2.1')).statusCode).toBe(401);
    expect((await from('192.0.2.2')).statusCode).toBe(429);
  });
});

/** Sends the `pieces`, one every 100 ms, and returns how long the server kept the connection open, in ms. */
async function closedAfter(port: number, pieces: readonly string[]): Promise<number> {
  const startedAt = Date.now();
  const socket = connect(port, '127.0.0.1');
  let i = 0;
  const timer = setInterval(() => {
    if (!socket.destroyed) socket.write(pieces[Math.min(i++, pieces.length - 1)] ?? '');
  }, 100);
  socket.on('error', () => {});
  socket.resume();
  await new Promise((resolve) => socket.once('close', resolve));
  clearInterval(timer);
  return Date.now() - startedAt;
}

test('disconnects clients that send slowly or not at all', async () => {
  await withApp({ requestTimeoutMs: 1000 }, async (app) => {
    await app.listen({ host: '127.0.0.1', port: 0 });
    const address = app.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const body = `POST /v0/builds HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n`;
    const slow = await Promise.all([
      closedAfter(port, ['GET /v0/user HTTP/1.1\r\nHost: localhost\r\n', 'X-A: b\r\n']),
      closedAfter(port, [body, '{']),
      closedAfter(port, [body.replace('localhost', 'x.example'), '{']),
      closedAfter(port, ['']),
    ]);
    for (const ms of slow) expect(ms).toBeLessThan(30_000);
    // A complete request is answered as usual.
    const answer = await fetch(`http://127.0.0.1:${port}${USER}`, { headers: bearer(key) });
    expect(answer.status).toBe(200);
  });
});

test('answers 413 to a body over the limit, and rejects a body that no route reads', async () => {
  await withApp({ bodyLimitBytes: 1024 }, async (app) => {
    const send = (payload: string, type = 'application/json') =>
      app.inject({
        method: 'POST',
        url: '/v0/builds',
        headers: { ...bearer(key), 'content-type': type },
        payload,
      });
    expect((await send(JSON.stringify({ project: 'x'.repeat(2000) }))).statusCode).toBe(413);
    expect((await send('<x/>', 'application/xml')).statusCode).toBe(415);
    expect((await send('x', 'text/plain')).statusCode).toBe(415);
  });
});

test('rejects a body that is not plain UTF-8 JSON, and says why', async () => {
  await withApp({}, async (app) => {
    const send = async (payload: string | Buffer, headers: Record<string, string> = {}) => {
      const { statusCode, body } = await app.inject({
        method: 'POST',
        url: '/v0/builds',
        headers: { ...bearer(key), 'content-type': 'application/json', ...headers },
        payload,
      });
      return [statusCode, JSON.parse(body).message];
    };
    const utf16 = JSON.stringify({
      project: 'p',
      revision: { a: { content: Buffer.from('openapi: 3', 'utf16le').toString('latin1') } },
    });
    expect(await send(Buffer.from([0x22, 0xff, 0x22]))).toEqual([400, 'body: is not UTF-8.']);
    expect(await send('{"__proto__": {"scopes": ["admin"]}}')).toEqual([
      400,
      'the request: contains a name that must not be __proto__.',
    ]);
    expect(await send('{"revision": {"a": {"\\u005f_proto__": 1}}}')).toEqual([
      400,
      'revision.a: contains a name that must not be __proto__.',
    ]);
    expect(await send(gzipSync('{}'), { 'content-encoding': 'gzip' })).toEqual([
      415,
      'Content-Encoding: "gzip" is not supported; send the body uncompressed.',
    ]);
    expect(await send(utf16)).toEqual([400, 'revision.a.content: must not be UTF-16; send it as UTF-8.']);
    expect((await send('{'))[1]).toMatch(/^body: is not JSON: /);
    expect((await send(''))[0]).toBe(400);
  });
});

test('answers malformed HTTP with the usual error body', async () => {
  await withApp({}, async (app) => {
    await app.listen({ host: '127.0.0.1', port: 0 });
    const address = app.server.address();
    const socket = connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1');
    socket.end('no HTTP at all\r\n\r\n');
    let answer = '';
    for await (const chunk of socket) answer += chunk;
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(body)).toEqual({ error: 'bad_request', message: 'This is not a valid HTTP request.' });
  });
});

test('responses carry security headers, including errors and the reference pages', async () => {
  await withApp({}, async (app) => {
    for (const url of ['/healthz', USER, '/none', '/v0/builds/x/record?expires=1&signature=x']) {
      const { headers } = await app.inject({ url });
      expect(headers, url).toMatchObject({
        'content-security-policy': expect.stringMatching(/^default-src 'none'.*frame-ancestors 'none'/),
        'x-content-type-options': 'nosniff',
        'x-frame-options': expect.any(String),
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      });
    }
    const page = await app.inject({ url: '/reference/' });
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
  });
});

test('on loopback, rejects requests for foreign host names, with or without a key', async () => {
  const status = async (app: FastifyInstance, host: string, url: string) =>
    (await app.inject({ url, headers: { host, ...bearer(key) } })).statusCode;
  const open = ['/healthz', '/openapi.json', '/reference/', '/activate', '/schemas/stainless.json'];
  await withApp({ host: '127.0.0.1' }, async (app) => {
    for (const url of [...open, USER, '/v0/nothing']) {
      for (const host of ['rebound.example:8080', 'localhost.example', '127.0.0.1.example', '10.0.0.1']) {
        expect(await status(app, host, url), `${host} ${url}`).toBe(403);
      }
    }
    const login = { client_id: 'stl' };
    const begun = await app.inject({
      method: 'POST',
      url: '/api/oauth/device',
      headers: { host: 'rebound.example' },
      payload: login,
    });
    expect([begun.statusCode, begun.json()]).toEqual([
      403,
      { error: 'forbidden', message: expect.stringMatching(/^Host: /) },
    ]);
    const { host } = new URL(inject('baseUrl'));
    for (const own of [host, 'localhost:8080', 'kiln.localhost', '127.0.0.2', '[::1]:8080']) {
      for (const url of [...open, USER]) expect(await status(app, own, url), `${own} ${url}`).toBe(200);
    }
  });
  await withApp({ host: '0.0.0.0' }, async (app) => {
    expect(await status(app, 'kiln.example.com', USER)).toBe(200);
  });
});
