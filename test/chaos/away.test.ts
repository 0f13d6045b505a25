import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { description } from '../description.ts';
import { Kiln } from './kiln.ts';
import { signal } from './processes.ts';

const Builds = z.object({
  data: z.array(
    z.looseObject({ id: z.string(), targets: z.looseObject({ cli: z.looseObject({ status: z.string() }) }) }),
  ),
});
const Configs = z.record(z.string(), z.looseObject({ content: z.string() }));

let kiln: Kiln;

beforeAll(async () => {
  kiln = await Kiln.create();
  kiln.start();
  await kiln.ready();
  await kiln.request('POST', '/v0/projects', {
    org: 'chaos',
    slug: 'away',
    display_name: 'away',
    targets: ['cli'],
    revision: {
      'openapi.json': { content: description() },
      'stainless.yml': { content: 'targets:\n  cli: {checks: false}\n' },
    },
  });
  await completed(1);
}, 300_000);

afterAll(async () => {
  await kiln.stop();
  kiln.remove();
});

const builds = async () =>
  Builds.parse((await kiln.request('GET', '/v0/builds?project=away')).body).data.map(
    ({ targets }) => targets.cli.status,
  );
async function completed(count: number): Promise<void> {
  const until = Date.now() + 180_000;
  for (;;) {
    const found = await builds();
    if (found.length === count && found.every((status) => status === 'completed')) return;
    if (Date.now() > until) throw new Error(`Not ${count} completed builds: ${found.join(', ')}.`);
    await wait(200);
  }
}
const configs = async () =>
  Configs.parse((await kiln.request('GET', '/v0/projects/away/configs?branch=main')).body);

function post(operation: string): Promise<Response> {
  return fetch(`${kiln.url}/v0/builds`, {
    method: 'POST',
    headers: { authorization: `Bearer ${kiln.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      project: 'away',
      branch: 'main',
      revision: { 'openapi.json': { content: description([operation]) } },
    }),
  });
}

test('while Temporal is unavailable, builds are accepted and recorded, and start once it is back', async () => {
  const [pid = 0] = await kiln.pids('temporal');
  signal(pid, 'SIGSTOP');
  try {
    expect((await post('listOwners')).status).toBe(200);
    expect(await builds()).toEqual(['not_started', 'completed']);
  } finally {
    signal(pid, 'SIGCONT');
  }
  await completed(2);
}, 300_000);

test('while PostgreSQL is unavailable, requests are answered 503 with retry-after, and leave nothing behind', async () => {
  const before = await configs();
  const admin = new pg.Client({ connectionString: kiln.databaseUrl.replace(/\/kiln$/, '/postgres') });
  await admin.connect();
  await admin.query('ALTER DATABASE kiln ALLOW_CONNECTIONS false');
  try {
    await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'kiln'`);
    for (let n = 0; n < 3; n++) {
      const answer = await post('listVets');
      expect(answer.status).toBe(503);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await answer.json()).toMatchObject({ error: 'unavailable' });
    }
  } finally {
    await admin.query('ALTER DATABASE kiln ALLOW_CONNECTIONS true');
    await admin.end();
  }
  expect(await configs()).toEqual(before);
  expect(await builds()).toEqual(['completed', 'completed']);
  // Repeats the request, as a client does.
  expect((await post('listVets')).status).toBe(200);
  await completed(3);
}, 300_000);

test('closing the terminal shuts Kiln down in order', async () => {
  expect(await kiln.hangUp()).toEqual([]);
}, 60_000);
