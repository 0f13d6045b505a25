import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { z } from 'zod';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { axe, openBrowser, signIn } from '../browser.ts';
import { git, remote, withFolder } from '../git.ts';
import { hold } from '../held.ts';
import { needs } from '../needs.ts';
import { call, conflicting, ended, type Service } from '../scenes.ts';
import { description } from '../service.ts';

const looking = await needs('chromium', 'page', 'sandbox', 'bash');

const base = () => inject('baseUrl');
const Rows = z.object({ data: z.array(z.object({ id: z.string() })).min(1) });

let db: Database;
let service: Service;
let page: Page;
let close = async () => {};
/** A completed build in which a check of its only target failed. */
let failed: string;
const name = `live${Date.now().toString(36)}`;

beforeAll(async () => {
  db = openDatabase(inject('databaseUrl'), 4);
  if (!looking.isHere) return;
  service = { baseUrl: base(), apiKey: inject('apiKey'), org: inject('org'), db };
  const checks = { prepare: false, lint: false, build: false, test: [['bash', '-c', 'sleep 1; exit 1']] };
  await call(service, 'POST', '/v0/projects', {
    org: service.org,
    slug: name,
    targets: ['typescript'],
    revision: {
      'openapi.json': { content: description() },
      'stainless.yml': {
        content: JSON.stringify({ organization: { name: 'Pets' }, targets: { typescript: { checks } } }),
      },
    },
  });
  const [first] = Rows.parse(await call(service, 'GET', `/v0/builds?project=${name}`)).data;
  failed = await ended(service, first?.id ?? '');
  const browser = await openBrowser();
  close = browser.close;
  page = await browser.context.newPage();
  await signIn(page, base(), inject('apiKey'));
}, 300_000);
afterAll(async () => {
  await close();
  await db.$disconnect();
});

const target = (state: string) => page.locator(`[data-target=typescript][data-state=${state}]`);
const cancel = () => page.getByRole('button', { name: 'Cancel', exact: true });
const isOver = () => cancel().waitFor({ state: 'detached', timeout: 60_000 });

looking.test('a retry of a completed build is followed until it ends, without a reload', async () => {
  await page.goto(`${base()}/builds/${failed}?target=typescript`);
  await target('failure').waitFor();
  // Twice: the stream that followed the first retry has ended as well.
  for (const attempt of [2, 3]) {
    await page.getByRole('button', { name: 'Retry typescript' }).click();
    await cancel().waitFor();
    await page.getByText(`attempt ${attempt}, by key `).first().waitFor();
    await isOver();
    await target('failure').waitFor();
  }
  // Earlier attempts stay visible, with their logs.
  const first = page.getByText(/^attempt 1: failed/).first();
  await first.waitFor();
  expect(await page.locator('.bar.test.earlier').count()).toBe(2);
  await first.getByRole('link', { name: 'its log' }).click();
  const attempts = page.getByRole('list', { name: 'Attempts' });
  await attempts.getByRole('link', { name: 'attempt 2' }).click();
  await page.waitForURL(/typescript\/test\?attempt=2$/);
  await attempts.getByRole('link', { name: 'attempt 3' }).click();
  await page.waitForURL(/typescript\/test$/);
  expect(await axe(page)).toEqual([]);
});

looking.test('a lost stream is opened again, and a hint is shown meanwhile', async () => {
  const made = await call(service, 'POST', '/v0/builds', {
    project: name,
    revision: 'main',
    allow_empty: true,
  });
  const { id } = z.object({ id: z.string() }).parse(made);
  const letGo = await hold(db, id, 'typescript');
  await page.route('**/events', (route) => route.fulfill({ status: 503, body: 'The API restarts.' }));
  await page.goto(`${base()}/builds/${id}`);
  await page.getByText('Not live').waitFor();
  await page.unroute('**/events');
  await page.getByText('Not live').waitFor({ state: 'detached', timeout: 20_000 });
  await letGo();
  await isOver();
  await target('failure').waitFor();
});

looking.test('a resolution that was pushed is shown while the conflict is open in the page', async () => {
  const project = `${name}-conflict`;
  await conflicting(service, project);
  await page.goto(`${base()}/projects/${project}/conflicts/typescript/1`);
  await page.getByRole('heading', { name: 'With Git' }).waitFor();
  await withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', remote(`${project}-typescript`), 'sdk');
    const sdk = path.join(folder, 'sdk');
    await git(sdk, 'checkout', '--quiet', 'kiln/conflict-1');
    const file = path.join(sdk, 'README.md');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/<<<<<<<[\s\S]*?>>>>>>>.*$/m, '# Resolved'));
    await git(sdk, 'commit', '--quiet', '--all', '--message', 'Resolve the conflict');
    await git(sdk, 'push', '--quiet');
  });
  await page.getByRole('link', { name: 'closed by a build' }).waitFor({ timeout: 60_000 });
  expect(await page.getByRole('heading', { name: 'With Git' }).count()).toBe(0);
  expect(await axe(page)).toEqual([]);
});

looking.test('a log is followed until the user scrolls away, and again once they are back', async () => {
  const prints = 'seq 300; for i in $(seq 600); do echo "more $i"; sleep 0.1; done';
  const checks = { prepare: false, lint: false, build: false, test: [['bash', '-c', prints]] };
  const made = await call(service, 'POST', '/v0/builds', {
    project: name,
    branch: 'long',
    revision: {
      'openapi.json': { content: description() },
      'stainless.yml': {
        content: JSON.stringify({ organization: { name: 'Pets' }, targets: { typescript: { checks } } }),
      },
    },
  });
  const { id } = z.object({ id: z.string() }).parse(made);
  await page.goto(`${base()}/builds/${id}/typescript/test`);
  const log = page.getByRole('region', { name: 'Log' });
  const fromEnd = () =>
    log.evaluate(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight);
  await page.getByText('more 5', { exact: true }).waitFor({ timeout: 60_000 });
  await expect.poll(fromEnd).toBeLessThan(40);
  // By the keyboard, not the wheel.
  await log.press('Home');
  await expect.poll(() => page.getByLabel('Follow').isChecked()).toBe(false);
  const lines = () => page.getByText(/^[\d,]+ lines/).textContent();
  const before = await lines();
  await expect.poll(lines, { timeout: 20_000 }).not.toBe(before);
  expect(await fromEnd()).toBeGreaterThan(1_000);
  await log.press('End');
  await expect.poll(() => page.getByLabel('Follow').isChecked()).toBe(true);
  const then = await lines();
  await expect.poll(lines, { timeout: 20_000 }).not.toBe(then);
  await expect.poll(fromEnd).toBeLessThan(40);
  await call(service, 'POST', `/v0/builds/${id}/cancel`);
});

looking.test(
  'the list of projects shows the last builds of branches and the next scheduled run',
  async () => {
    await call(service, 'POST', '/v0/builds', {
      project: name,
      branch: 'long',
      revision: 'main',
      allow_empty: true,
    });
    await call(service, 'PUT', `/v0/projects/${name}/schedules/yearly`, { cron: '@yearly' });
    // Temporal's lists lag.
    await expect
      .poll(
        async () => z.record(z.string(), z.string()).parse(await call(service, 'GET', '/v0/page/next_runs')),
        {
          timeout: 30_000,
        },
      )
      .toHaveProperty(name);
    await page.goto(base());
    const row = page.getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) });
    await row.getByText(/^next run/).waitFor();
    await row.getByRole('link', { name: /^long/ }).waitFor();
  },
);

looking.test('lists the keyboard shortcuts, and returns to the view', async () => {
  await page.goto(base());
  await page.getByRole('heading', { name: 'Projects' }).waitFor();
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keyboard' });
  await keys.getByText('next and previous row').waitFor();
  expect(await axe(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await keys.waitFor({ state: 'detached' });
});
