import * as Errors from '../../src/core/error';
import { cookieEntry } from '../../src/internal/headers';
import { settings } from '../../src/internal/settings';
import { answering, json, TestClient } from './test-client';

const later = { headers: { 'retry-after-ms': '1' } };

describe('requests', () => {
  test("send JSON with the client's headers, and return the JSON of the response", async () => {
    const { fetch, sent } = answering(json({ id: 1, unknown: { kept: true } }));
    const client = new TestClient({ fetch, defaultHeaders: { 'X-Team': 'a' }, defaultQuery: { v: '2' } });
    expect(await client.post('/pets', { body: { name: 'Rex' } })).toEqual({ id: 1, unknown: { kept: true } });
    const [request] = sent;
    expect(request?.url).toBe('https://api.example.com/pets?v=2');
    expect(request?.init.method).toBe('POST');
    expect(request?.init.body).toBe('{"name":"Rex"}');
    expect(request?.headers.get('content-type')).toBe('application/json');
    expect(request?.headers.get('authorization')).toBe('Bearer sesame');
    expect(request?.headers.get('x-team')).toBe('a');
  });

  test('remove a header that is set to null, and keep one that is undefined', async () => {
    const { fetch, sent } = answering(json({}));
    await new TestClient({ fetch, defaultHeaders: { 'X-Team': 'a' } }).get('/', {
      headers: { Authorization: null, 'X-Team': undefined },
    });
    expect(sent[0]?.headers.has('authorization')).toBe(false);
    expect(sent[0]?.headers.get('x-team')).toBe('a');
  });

  test('keep the query in a path', () => {
    const client = new TestClient();
    expect(client.buildURL('/pets?beta=true&page=1', { page: 2 })).toBe(
      'https://api.example.com/pets?beta=true&page=2',
    );
    expect(client.buildURL('https://other.example.com/x', null)).toBe('https://other.example.com/x');
  });

  test('return the raw response, alone or with the data', async () => {
    const client = new TestClient({ fetch: answering(json({ id: 1 })).fetch });
    expect(await (await client.get('/').asResponse()).text()).toBe('{"id":1}');
    const { data, response } = await client.get('/').withResponse();
    expect(data).toEqual({ id: 1 });
    expect(response.status).toBe(200);
  });

  test('return null without content, a string for text, and the response for binary data', async () => {
    const get = (answer: Response, options = {}) =>
      new TestClient({ fetch: answering(() => answer).fetch }).get('/', options);
    expect(await get(new Response(null, { status: 204 }))).toBeNull();
    expect(await get(new Response('plain', { headers: { 'content-type': 'text/plain' } }))).toBe('plain');
    expect(await get(new Response('bytes'), { __binaryResponse: true })).toBeInstanceOf(Response);
  });
});

describe('errors', () => {
  test.each([
    [400, Errors.BadRequestError],
    [401, Errors.AuthenticationError],
    [403, Errors.PermissionDeniedError],
    [404, Errors.NotFoundError],
    [409, Errors.ConflictError],
    [422, Errors.UnprocessableEntityError],
    [429, Errors.RateLimitError],
    [503, Errors.InternalServerError],
    [418, Errors.APIError],
  ])('status %i throws its own error class', async (status, Class) => {
    const client = new TestClient({
      fetch: answering(json({ message: 'no' }, { status })).fetch,
      maxRetries: 0,
    });
    const error = await client.get('/').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Class);
    expect(error).toBeInstanceOf(Errors.ClientError);
    expect(error).toMatchObject({ status, error: { message: 'no' }, message: `${status} no` });
  });

  test('a broken connection throws an APIConnectionError with its cause', async () => {
    const cause = new Error('socket hang up');
    const fetch = () => Promise.reject(cause);
    const error = await new TestClient({ fetch, maxRetries: 0 }).get('/').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Errors.APIConnectionError);
    expect(error).toMatchObject({ cause });
  });

  test('a request that times out throws an APIConnectionTimeoutError', async () => {
    const fetch = (_url: unknown, init?: RequestInit) =>
      new Promise<Response>((_, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new DOMException('gone', 'AbortError')));
      });
    const client = new TestClient({ fetch, maxRetries: 0, timeout: 5 });
    await expect(client.get('/')).rejects.toBeInstanceOf(Errors.APIConnectionTimeoutError);
  });

  test('an aborted request throws an APIUserAbortError, and is not retried', async () => {
    const { fetch, sent } = answering(json({}));
    const promise = new TestClient({ fetch }).get('/', { signal: AbortSignal.abort() });
    await expect(promise).rejects.toBeInstanceOf(Errors.APIUserAbortError);
    expect(sent).toHaveLength(0);
  });
});

describe('retries', () => {
  test.each([408, 409, 429, 500, 503])('status %i is retried', async (status) => {
    const { fetch, sent } = answering(json({}, { status, ...later }), json({ ok: true }));
    expect(await new TestClient({ fetch, maxRetries: 2 }).get('/')).toEqual({ ok: true });
    expect(sent).toHaveLength(2);
    if (settings.platformHeaders) {
      expect(sent.map(({ headers }) => headers.get('x-stainless-retry-count'))).toEqual(['0', '1']);
    }
  });

  test.each([400, 404, 422])('status %i is not retried', async (status) => {
    const { fetch, sent } = answering(json({}, { status, ...later }));
    await expect(new TestClient({ fetch, maxRetries: 2 }).get('/')).rejects.toThrow();
    expect(sent).toHaveLength(1);
  });

  test('x-should-retry of the server takes precedence', async () => {
    const no = answering(json({}, { status: 503, headers: { ...later.headers, 'x-should-retry': 'false' } }));
    await expect(new TestClient({ fetch: no.fetch, maxRetries: 2 }).get('/')).rejects.toThrow();
    expect(no.sent).toHaveLength(1);
    const yes = answering(
      json({}, { status: 404, headers: { ...later.headers, 'x-should-retry': 'true' } }),
      json(1),
    );
    expect(await new TestClient({ fetch: yes.fetch, maxRetries: 2 }).get('/')).toBe(1);
  });

  test('every attempt of a request has the same idempotency key, which differs from those of other requests', async () => {
    const { fetch, sent } = answering(json({}, { status: 500, ...later }), json({}));
    class Client extends TestClient {
      protected override idempotencyHeader = 'Idempotency-Key';
    }
    const client = new Client({ fetch, maxRetries: 1 });
    await client.post('/');
    await client.post('/');
    const keys = sent.map(({ headers }) => headers.get('idempotency-key'));
    expect(keys[0]).toMatch(/^stainless-node-retry-[0-9a-f-]{36}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });
});

describe('logs', () => {
  test('never show credentials', async () => {
    const lines: unknown[] = [];
    const log = (...parts: unknown[]) => {
      lines.push(parts);
    };
    const logger = { debug: log, info: log, warn: log, error: log };
    const { fetch } = answering(json({}, { headers: { 'set-cookie': 'sesame' } }));
    await new TestClient({ fetch, logger, logLevel: 'debug' }).get('/', {
      headers: { 'X-Api-Key': 'sesame' },
    });
    expect(lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(lines)).not.toContain('sesame');
  });
});

test('withOptions returns a client with the options of the original', async () => {
  const { fetch, sent } = answering(json({}));
  const client = new TestClient({ fetch, defaultHeaders: { 'X-Team': 'a' } });
  client.timeout = 7;
  const other = client.withOptions({ maxRetries: 9 });
  await other.get('/');
  expect(other).toMatchObject({ timeout: 7, maxRetries: 9 });
  expect(sent[0]?.headers.get('x-team')).toBe('a');
});

test.each([
  ['a,b=1', 'a,b=1'],
  ['a b;c="d\\', 'a%20b%3Bc=%22d%5C'],
  ['é%41', '%C3%A9%41'],
])('the cookie %s', (given, sent) => {
  expect(cookieEntry('name', given)).toBe(`name=${sent}`);
});
