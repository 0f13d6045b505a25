import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { runApi } from '../../src/roles/api.ts';
import { readConfig } from '../../src/runtime/config.ts';
import { freePort } from '../../src/runtime/servers/ports.ts';
import { firstBuild, newProject } from '../service.ts';

// Clients poll a build once a second, many of them at a time.

let api: Awaited<ReturnType<typeof runApi>>;
const sent: string[] = [];

beforeAll(async () => {
  // An API in this process, so that its queries can be counted.
  const query = pg.Client.prototype.query;
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
    const [first] = args;
    sent.push(typeof first === 'string' ? first : String((first as { text?: string }).text));
    return Reflect.apply(query, this, args);
  });
  const config = {
    ...readConfig(),
    dataDir: inject('dataDir'),
    port: await freePort(),
    logLevel: 'warn' as const,
  };
  api = await runApi({
    config: { ...config, org: inject('org'), apiKey: inject('apiKey') },
    databaseUrl: inject('databaseUrl'),
    temporalAddress: inject('temporalAddress'),
    temporalKey: inject('temporalKey'),
  });
});
afterAll(async () => {
  await api.stop();
  vi.restoreAllMocks();
});

test('polling an unchanged build costs one query beside authentication, and is answered 304', async () => {
  const { id } = await firstBuild(await newProject(['cli']));
  const poll = async (etag: string) => {
    sent.length = 0;
    const answer = await fetch(`${api.address}/v0/builds/${id}`, {
      headers: { authorization: `Bearer ${inject('apiKey')}`, 'if-none-match': etag },
    });
    return { status: answer.status, etag: answer.headers.get('etag') ?? '', body: await answer.text() };
  };
  // The build itself ends just after its last target.
  await expect.poll(async () => (await poll((await poll('')).etag)).status, { timeout: 30_000 }).toBe(304);
  const full = await poll('');
  const tables = () => sent.map((text) => /FROM "public"\."(\w+)"/.exec(text)?.[1] ?? text);
  expect([full.status, tables()]).toEqual([200, ['ApiKey', 'Build']]);
  const unchanged = await poll(full.etag);
  expect([unchanged.status, unchanged.body, tables()]).toEqual([304, '', ['ApiKey', 'Build']]);
});
