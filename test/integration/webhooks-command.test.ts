import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { WebhookPayload } from '../../src/contract/webhooks.ts';
import { type OwnKiln, startOwnKiln } from '../own-kiln.ts';
import { Person, type Said } from '../person.ts';
import { description } from '../service.ts';
import { type Received, WebhookReceiver } from '../webhook-receiver.ts';

let kiln: OwnKiln;
let receiver: WebhookReceiver;
let person: Person;

beforeAll(async () => {
  kiln = await startOwnKiln({ allowPrivateUrls: true, webhookRetriesMs: [600_000] });
  receiver = await new WebhookReceiver().up();
  person = await Person.arrive(kiln.client.baseURL);
  await person.run(['login', '--with-key'], { input: `${kiln.client.apiKey}\n` });
  await kiln.client.projects.create({
    org: 'acme',
    slug: 'shop',
    display_name: 'Shop',
    targets: ['openapi'],
    revision: { 'openapi.json': { content: description() } },
  });
});
afterAll(async () => {
  await person.leave();
  await receiver.down();
  await kiln.stop();
});

const webhooks = (...args: string[]) => person.run(['webhooks', ...args, '--project', 'shop']);

/** The standard output of a command that must succeed. */
async function output(said: Promise<Said>): Promise<string> {
  const { code, stdout, stderr } = await said;
  expect(code, stderr).toBe(0);
  return stdout;
}

/** The latest request that the receiver got after the first `before` ones. */
async function received(before: number): Promise<Received> {
  await expect.poll(() => receiver.received.length, { timeout: 60_000 }).toBeGreaterThan(before);
  const last = receiver.received.at(-1);
  if (last === undefined) throw new Error('Nothing was received.');
  return last;
}

test('creates, lists, rotates, disables and deletes a webhook', async () => {
  expect(await output(webhooks())).toContain('shop has no webhooks. Create one: kiln webhooks create ');
  expect(await webhooks('create', 'not a URL')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('url'),
  });
  expect(await webhooks('create', receiver.url, '--event', 'build.exploded')).toMatchObject({ code: 2 });
  const created = await webhooks('create', receiver.url, '--event', 'conflict.opened', '--description', 'CI');
  expect(created).toMatchObject({ code: 0, stdout: expect.stringMatching(/^whsec_\S+$/) });
  const [, id = ''] = /^Webhook (\S+)\. Its secret, shown only once:/.exec(created.stderr) ?? [];

  expect(await output(webhooks())).toMatch(
    new RegExp(`^${id} +enabled +conflict\\.opened +${receiver.url}`, 'm'),
  );
  const shown = await output(webhooks('show', id));
  expect(shown).toContain('for      CI');
  expect(shown).not.toContain('whsec_');
  expect(await webhooks('show', '01kaxz4q7m3n8r5t2v6w9x0y1d')).toMatchObject({ code: 5 });

  expect(await webhooks('update', id)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Nothing to change'),
  });
  const to = `${receiver.url}/other`;
  const updated = await output(webhooks('update', id, '--to', to, '--event', 'build.created'));
  expect(updated).toMatch(new RegExp(`^${id} +enabled +build\\.created +${to}`, 'm'));

  expect(await webhooks('rotate', id, '--overlap', 'soon')).toMatchObject({ code: 2 });
  const rotated = await output(webhooks('rotate', id, '--overlap', '2'));
  expect(rotated).toMatch(/^whsec_\S+$/);
  expect(rotated).not.toBe(created.stdout);
  expect(await output(webhooks('show', id))).toContain('an earlier secret is valid until ');

  expect(await output(webhooks('disable', id))).toMatch(new RegExp(`^${id} +disabled`, 'm'));
  expect(await webhooks('ping', id)).toMatchObject({ code: 1 });
  expect(await output(webhooks('enable', id))).toMatch(new RegExp(`^${id} +enabled`, 'm'));
  expect(await output(webhooks('delete', id))).toBe(`Deleted ${id}.`);
  expect(await output(webhooks())).toContain('has no webhooks');
}, 300_000);

test('sends a test delivery, shows its response, and sends it again under the same id', async () => {
  const { id, secret } = z
    .object({ id: z.string(), secret: z.string() })
    .parse(JSON.parse(await output(webhooks('create', receiver.url, '--json'))));
  expect(await output(webhooks('deliveries', id))).toContain('Send a test: kiln webhooks ping ');

  receiver.answer = { status: 500, body: 'out of order' };
  const before = receiver.received.length;
  const sent = await output(webhooks('ping', id));
  const [, delivery = ''] = /^Sent as (\S+)\. See: kiln webhooks show /.exec(sent) ?? [];
  const { headers, body } = await received(before);
  expect(headers['webhook-id']).toBe(delivery);
  expect(WebhookPayload.parse(new Webhook(secret).verify(body, headers))).toMatchObject({ type: 'ping' });
  await expect
    .poll(() => output(webhooks('deliveries', id)), { timeout: 60_000 })
    .toMatch(new RegExp(`^${delivery} +ping +\\w+ +1 +500 `, 'm'));
  const failed = await output(webhooks('show', id, delivery));
  expect(failed).toContain('next attempt ');
  expect(failed).toMatch(/^1\. \S+ +500 +\d+ ms/m);
  expect(failed).toContain('out of order');

  receiver.answer = { status: 204, body: '' };
  expect(await output(webhooks('resend', id, delivery))).toContain('Sent again.');
  expect((await received(before + 1)).headers['webhook-id']).toBe(delivery);
  await expect
    .poll(
      async () => {
        const listed: unknown = JSON.parse(await output(webhooks('deliveries', id, '--json')));
        return listed;
      },
      { timeout: 60_000 },
    )
    .toMatchObject([{ id: delivery, type: 'ping', attempts: 2, last_status: 204 }]);
}, 300_000);
