import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { z } from 'zod';
import {
  WebhookDeliveriesPage,
  type WebhookDelivery,
  WebhookDeliveryDetail,
  WebhookPayload,
  WebhookWithSecret,
} from '../../src/contract/webhooks.ts';
import { makeDeliveries } from '../../src/records/make-deliveries.ts';
import { recordSteps } from '../../src/records/steps.ts';
import { expireDeliveries } from '../../src/records/webhook-deliveries.ts';
import { git, withFolder } from '../git.ts';
import { type OwnKiln, startOwnKiln } from '../own-kiln.ts';
import { configFile, description } from '../service.ts';
import { WebhookReceiver } from '../webhook-receiver.ts';

let kiln: OwnKiln;
let receiver: WebhookReceiver;

beforeAll(async () => {
  // A second after each failure, for a minute.
  kiln = await startOwnKiln({ allowPrivateUrls: true, webhookRetriesMs: Array(60).fill(1000) });
  receiver = await new WebhookReceiver().up();
});
afterAll(async () => {
  await kiln.stop();
  await receiver.down();
});

beforeEach(async () => {
  await receiver.up();
});

let projects = 0;

async function newProject(): Promise<string> {
  projects += 1;
  const slug = `hooks-${projects}`;
  await kiln.client.projects.create({
    org: 'acme',
    slug,
    display_name: slug,
    targets: ['typescript'],
    revision,
  });
  const [first] = (await kiln.client.builds.list({ project: slug })).data;
  await completed(first?.id ?? '');
  return slug;
}
const revision = {
  'openapi.json': { content: description() },
  'stainless.yml': { content: configFile(['typescript']) },
};

const completed = (id: string) =>
  expect
    .poll(async () => (await kiln.db.build.findUniqueOrThrow({ where: { id } })).completedAt, {
      timeout: 90_000,
    })
    .not.toBeNull();

async function ask<T>(schema: z.ZodType<T>, method: string, path: string, body?: unknown): Promise<T> {
  const response = await kiln.request(method, path, body);
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return schema.parse(JSON.parse(text));
}

const create = (project: string, body: object = {}) =>
  ask(WebhookWithSecret, 'POST', `/v0/projects/${project}/webhooks`, { url: receiver.url, ...body });

async function deliveries(project: string, webhook: string): Promise<WebhookDelivery[]> {
  const path = `/v0/projects/${project}/webhooks/${webhook}/deliveries?limit=100`;
  return (await ask(WebhookDeliveriesPage, 'GET', path)).data;
}

/** Waits until a delivery of this type is in a state. */
async function delivery(project: string, webhook: string, type: string, state: string) {
  let found: WebhookDelivery | undefined;
  await expect
    .poll(
      async () => {
        found = (await deliveries(project, webhook)).find((one) => one.type === type);
        return found?.state;
      },
      { timeout: 60_000 },
    )
    .toBe(state);
  const path = `/v0/projects/${project}/webhooks/${webhook}/deliveries/${found?.id}`;
  return ask(WebhookDeliveryDetail, 'GET', path);
}

const of = (id: string) => receiver.received.filter(({ headers }) => headers['webhook-id'] === id);
const typeOf = (body: string) => WebhookPayload.parse(JSON.parse(body)).type;

test('delivers each event of a build once, signed and under a stable id, to a server that was down', async () => {
  const project = await newProject();
  const { id, secret } = await create(project);
  receiver.received.length = 0;
  await receiver.down();
  const build = await kiln.client.builds.create({ project, revision: 'main', allow_empty: true });
  // Attempts fail while the server is down; the build does not wait for them.
  await completed(build.id);
  await expect
    .poll(
      async () => (await deliveries(project, id)).map(({ type, attempts }) => [type, attempts > 1]).sort(),
      { timeout: 60_000 },
    )
    .toEqual([
      ['build.completed', true],
      ['build.created', true],
      ['target.completed', true],
    ]);
  const before = await deliveries(project, id);
  expect(before.map(({ state, last_status }) => [state, last_status])).toEqual(
    before.map(() => ['pending', null]),
  );
  await receiver.up();
  await delivery(project, id, 'build.created', 'delivered');
  await delivery(project, id, 'target.completed', 'delivered');
  const { history, body, ...told } = await delivery(project, id, 'build.completed', 'delivered');
  expect(before.map((one) => one.id)).toContain(told.id);
  expect(history[0]).toMatchObject({ status: 204, failure: null, url: receiver.url });
  expect(history.at(-1)).toMatchObject({ number: 1, status: null, failure: 'unreachable' });

  const types = receiver.received.map((one) => typeOf(one.body)).sort();
  expect(types).toEqual(['build.completed', 'build.created', 'target.completed']);
  for (const { headers, body: text } of receiver.received) {
    expect(new Webhook(secret).verify(text, headers)).toMatchObject({
      data: { org: 'acme', project, branch: 'main', build: build.id },
    });
    expect(() => new Webhook(secret).verify(`${text} `, headers)).toThrow();
  }
  expect(WebhookPayload.parse(JSON.parse(body))).toMatchObject({ type: 'build.completed' });

  // Sent again on request: the same id and body, so that a receiver can detect it.
  await ask(
    WebhookDeliveryDetail.omit({ body: true, history: true }),
    'POST',
    `/v0/projects/${project}/webhooks/${id}/deliveries/${told.id}/resend`,
  );
  await expect.poll(() => of(told.id).length, { timeout: 30_000 }).toBe(2);
  expect(of(told.id).map((one) => one.body)).toEqual([body, body]);
});

test('a rotated secret and the previous one both sign, until the latter expires', async () => {
  const project = await newProject();
  const { id, secret } = await create(project);
  const path = `/v0/projects/${project}/webhooks/${id}`;
  const rotate = (hours: number) =>
    ask(WebhookWithSecret, 'POST', `${path}/rotate_secret`, { overlap_hours: hours });
  const ping = async () => {
    const { id: sent } = await ask(
      WebhookDeliveryDetail.omit({ body: true, history: true }),
      'POST',
      `${path}/ping`,
    );
    await expect.poll(() => of(sent).length, { timeout: 30_000 }).toBe(1);
    const [request] = of(sent);
    return (with_: string) => {
      try {
        return new Webhook(with_).verify(request?.body ?? '', request?.headers ?? {}) !== null;
      } catch {
        return false;
      }
    };
  };
  const rotated = await rotate(24);
  expect(rotated.secrets.map(({ expires_at }) => expires_at === null)).toEqual([true, false]);
  const both = await ping();
  expect([both(secret), both(rotated.secret)]).toEqual([true, true]);
  const now = await rotate(0);
  const one = await ping();
  expect([one(secret), one(rotated.secret), one(now.secret)]).toEqual([true, false, true]);

  // Stored encrypted, and never returned again.
  const stored = await kiln.db.webhookSecret.findMany({ where: { webhookId: id } });
  const shown = await (await kiln.request('GET', path)).text();
  for (const text of [JSON.stringify(stored), shown]) expect(text).not.toContain('whsec_');
});

test('rejects private addresses, also if a name resolves to one later, and follows no redirects', async () => {
  const project = await newProject();
  const { id } = await create(project);
  const path = `/v0/projects/${project}/webhooks`;
  const ping = async () => {
    await kiln.request('POST', `${path}/${id}/ping`);
  };
  receiver.answer = { status: 302, body: 'x'.repeat(10_000), headers: { location: `${receiver.url}/other` } };
  try {
    await ping();
    await expect
      .poll(async () => (await deliveries(project, id))[0]?.last_status, { timeout: 60_000 })
      .toBe(302);
    const [first] = await deliveries(project, id);
    const { history } = await ask(WebhookDeliveryDetail, 'GET', `${path}/${id}/deliveries/${first?.id}`);
    expect(history[0]).toMatchObject({ failure: 'status', note: expect.stringContaining('not followed') });
    expect(history[0]?.answer).toHaveLength(4096);
  } finally {
    receiver.answer = { status: 204, body: '' };
  }
  kiln.config.allowPrivateUrls = false;
  try {
    for (const url of [receiver.url, 'http://[::1]/', 'http://10.0.0.1/', 'http://localhost/']) {
      const refused = await kiln.request('POST', path, { url });
      expect([refused.status, await refused.text()]).toEqual([
        400,
        expect.stringContaining('not a public address'),
      ]);
    }
    for (const url of ['ftp://example.com/', 'https://a:b@example.com/', 'hook']) {
      expect((await kiln.request('POST', path, { url })).status).toBe(400);
    }
    const seen = receiver.received.length;
    await ping();
    await expect
      .poll(
        async () => {
          const [last] = await deliveries(project, id);
          return (await ask(WebhookDeliveryDetail, 'GET', `${path}/${id}/deliveries/${last?.id}`)).history[0]
            ?.failure;
        },
        { timeout: 60_000 },
      )
      .toBe('private_address');
    expect(receiver.received).toHaveLength(seen);
  } finally {
    kiln.config.allowPrivateUrls = true;
  }
});

test('a receiver that answers 410 gets no more deliveries until it is enabled again', async () => {
  const project = await newProject();
  const { id } = await create(project, { events: ['build.completed'] });
  const path = `/v0/projects/${project}/webhooks/${id}`;
  receiver.answer = { status: 410, body: '' };
  try {
    await kiln.request('POST', `${path}/ping`);
    await delivery(project, id, 'ping', 'failed');
  } finally {
    receiver.answer = { status: 204, body: '' };
  }
  expect(await (await kiln.request('GET', path)).json()).toMatchObject({
    enabled: false,
    note: expect.stringContaining('410'),
  });
  expect((await kiln.request('POST', `${path}/ping`)).status).toBe(409);
  const silent = await kiln.client.builds.create({ project, revision: 'main', allow_empty: true });
  await completed(silent.id);
  await kiln.request('PATCH', path, { enabled: true });
  const told = await kiln.client.builds.create({ project, revision: 'main', allow_empty: true });
  const { body } = await delivery(project, id, 'build.completed', 'delivered');
  expect(WebhookPayload.parse(JSON.parse(body)).data.build).toBe(told.id);
  expect((await deliveries(project, id)).map(({ type }) => type)).toEqual(['build.completed', 'ping']);
  expect((await kiln.request('DELETE', path)).status).toBe(200);
  expect((await kiln.request('GET', path)).status).toBe(404);
});

test('delivers every noted event exactly once, despite crashes and concurrent readers', async () => {
  const project = await newProject();
  const { id: projectId } = await kiln.db.project.findFirstOrThrow({ where: { slug: project } });
  const build = await kiln.db.build.findFirstOrThrow({ where: { projectId } });
  // As an API left it that died at once: a note that nobody was notified of. The maintenance schedule finds it.
  const { id } = await create(project);
  await receiver.down();
  const steps = ['lint', 'test'] as const;
  await kiln.db.buildStep.updateMany({
    where: { buildId: build.id, step: { in: [...steps] } },
    data: { status: 'in_progress', version: 12 },
  });
  // The last two steps of a target complete at the same time, in two transactions that do not see each other.
  const end = (step: 'lint' | 'test') => [
    { target: 'typescript', step, attempt: 1, status: 'completed', conclusion: 'success' } as const,
  ];
  await kiln.db.$transaction(async (first) => {
    await recordSteps(first, build.id, end('lint'));
    const other = kiln.db.$transaction((second) => recordSteps(second, build.id, end('test')));
    await new Promise((resolve) => setTimeout(resolve, 200));
    void other;
  });
  await Promise.all(Array.from({ length: 4 }, () => makeDeliveries(kiln.db, 100)));
  const { body } = await delivery(project, id, 'target.completed', 'pending');
  expect(WebhookPayload.parse(JSON.parse(body)).data).toMatchObject({
    build: build.id,
    target: 'typescript',
  });
  expect(await deliveries(project, id)).toHaveLength(1);
  expect(await kiln.db.webhookEvent.count({ where: { projectId } })).toBe(0);
  // A repeated write changes nothing, and sends nothing.
  await recordSteps(kiln.db, build.id, end('lint'));
  expect(await kiln.db.webhookEvent.count({ where: { projectId } })).toBe(0);

  await receiver.up();
  // Nobody started it: the maintenance schedule does, once it is late.
  await kiln.db.webhookDelivery.updateMany({
    where: { webhookId: id },
    data: { nextAttemptAt: new Date(Date.now() - 120_000) },
  });
  const sent = await delivery(project, id, 'target.completed', 'delivered');
  expect(of(sent.id)).toHaveLength(1);
  expect(await expireDeliveries(kiln.db, new Date(), 100)).toBeGreaterThan(0);
  expect(await deliveries(project, id)).toEqual([]);
});

test('reports a conflict once when it opens, and once when a build takes over its resolution', async () => {
  const project = await newProject();
  const address = `http://x:${kiln.config.apiKey}@127.0.0.1:${kiln.config.port}/git/acme/${project}-typescript.git`;
  await withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', '--branch', 'main', address, 'sdk');
    const sdk = join(folder, 'sdk');
    const readme = await readFile(join(sdk, 'README.md'), 'utf8');
    await writeFile(join(sdk, 'README.md'), readme.replaceAll('Pets', 'Mine'));
    await git(sdk, 'commit', '--quiet', '--all', '-m', 'by hand');
    await git(sdk, 'push', '--quiet', 'origin', 'HEAD:refs/heads/main');
  });
  const { id } = await create(project, { events: ['conflict.opened', 'conflict.resolved'] });
  const renamed = { 'stainless.yml': { content: configFile(['typescript']).replace('Pets', 'Cats') } };
  const first = await kiln.client.builds.create({ project, branch: 'main', revision: renamed });
  const opened = await delivery(project, id, 'conflict.opened', 'delivered');
  expect(JSON.parse(opened.body).data).toMatchObject({ build: first.id, target: 'typescript', conflict: 1 });
  await completed(first.id);
  // Another build meets the same conflict, which is not reported again.
  const second = await kiln.client.builds.create({ project, revision: 'main', allow_empty: true });
  await completed(second.id);
  const resolve = `/v0/projects/${project}/conflicts/typescript/1/resolve`;
  expect((await kiln.request('POST', resolve, { take: 'ours' })).status).toBe(200);
  const resolved = await delivery(project, id, 'conflict.resolved', 'delivered');
  expect(JSON.parse(resolved.body).data).toMatchObject({
    build: second.id,
    target: 'typescript',
    conflict: 1,
  });
  expect(await deliveries(project, id)).toHaveLength(2);
});

test('a project without webhooks leaves no notes', async () => {
  const project = await newProject();
  expect(await kiln.db.webhookEvent.count({ where: { NOT: { projectId: '' } } })).toBe(0);
  expect(await (await kiln.request('GET', `/v0/projects/${project}/webhooks`)).json()).toEqual({ data: [] });
});
