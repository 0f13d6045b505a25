import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { createTicket, decideLogin, findWaiting } from '../../src/records/device-logins.ts';
import { createKey, revokeKey } from '../../src/records/keys.ts';
import { keyOf } from '../accounts.ts';
import { axe, openBrowser, signIn } from '../browser.ts';
import { hold } from '../held.ts';
import { needs } from '../needs.ts';
import { LOG_LINES, type PageScenes, pageScenes, views } from '../page-scenes.ts';
import { client } from '../service.ts';

const looking = await needs('chromium', 'page');
const checking = await needs('chromium', 'page', 'sandbox', 'bash');

const base = () => inject('baseUrl');
const HEADERS = { 'content-type': 'application/json', 'x-kiln-page': '1' };

let db: Database;
let scenes: PageScenes;
let page: Page;
let close = async () => {};
let pictures: string;
const errors: string[] = [];

beforeAll(async () => {
  db = openDatabase(inject('databaseUrl'), 4);
  pictures = await mkdtemp(path.join(tmpdir(), 'kiln-views-'));
  if (!looking.isHere) return;
  const service = { baseUrl: base(), apiKey: inject('apiKey'), org: inject('org'), db };
  scenes = await pageScenes(service, `p${Date.now().toString(36)}`);
  const browser = await openBrowser();
  close = browser.close;
  page = await browser.context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  await signIn(page, base(), inject('apiKey'));
}, 600_000);
afterAll(async () => {
  await close();
  await db.$disconnect();
  await rm(pictures, { recursive: true, force: true });
});

const cookieOf = (answer: Response) => (answer.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
const post = (address: string, body: unknown, headers: Record<string, string> = HEADERS) =>
  fetch(base() + address, { method: 'POST', headers, body: JSON.stringify(body) });

test('a session cookie is unreadable for scripts, and ends when its key is revoked', async () => {
  const { id: organizationId } = await db.organization.findUniqueOrThrow({ where: { slug: inject('org') } });
  const made = { organizationId, name: 'page', scopes: ['read'] as const, userId: null, expiresAt: null };
  const { id, key } = await createKey(db, made);
  expect((await post('/session', { key: 'wrong' })).status).toBe(401);
  const answer = await post('/session', { key });
  expect(answer.headers.get('set-cookie')).toMatch(
    /^kiln_session=[^;]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/,
  );
  const cookie = cookieOf(answer);
  const ask = (value: string) => fetch(`${base()}/session`, { headers: { cookie: value } });
  expect(await (await ask(cookie)).json()).toMatchObject({
    org: inject('org'),
    name: 'page',
    scopes: ['read'],
  });
  expect((await ask(`${cookie}x`)).status).toBe(401);
  expect((await ask(cookie.replace(id, '0'.repeat(id.length)))).status).toBe(401);
  const created = await post('/v0/builds', { project: 'x', revision: 'main' }, { ...HEADERS, cookie });
  expect(created.status).toBe(403);
  await revokeKey(db, id);
  expect((await ask(cookie)).status).toBe(401);
});

test('rejects requests of other sites that carry a session cookie', async () => {
  const cookie = cookieOf(await post('/session', { key: inject('apiKey') }));
  const body = { project: 'x', revision: 'main' };
  const json = { 'content-type': 'application/json', cookie };
  // A script of another site needs a CORS preflight to send the header, which is rejected.
  expect((await post('/v0/builds', body, json)).status).toBe(403);
  const foreigns: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
  ];
  for (const foreign of foreigns) {
    const headers = { ...HEADERS, cookie, ...foreign };
    expect((await post('/v0/builds', body, headers)).status).toBe(403);
    expect((await fetch(`${base()}/v0/projects`, { headers })).status).toBe(403);
    expect((await post('/session', { key: inject('apiKey') }, { ...HEADERS, ...foreign })).status).toBe(403);
  }
  // Signed in, and from the page itself: only the project is wrong.
  expect((await post('/v0/builds', body, { ...HEADERS, cookie })).status).toBe(404);
});

test('a ticket signs in once', async () => {
  const { id } = await db.apiKey.findFirstOrThrow({ where: { organization: { slug: inject('org') } } });
  const ticket = await createTicket(db, id);
  const answers = await Promise.all([post('/session', { ticket }), post('/session', { ticket })]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  const late = await createTicket(db, id, new Date(Date.now() - 2 * 3600_000));
  expect((await post('/session', { ticket: late })).status).toBe(401);
});

test('a session is limited to its organisation', async () => {
  const cookie = cookieOf(await post('/session', { key: await keyOf(db, 'page-elsewhere') }));
  const answer = await fetch(`${base()}/v0/page/projects`, { headers: { cookie } });
  expect(await answer.json()).toEqual([]);
});

const LOOKS = [
  ['dark, on a phone', 390, 'dark'],
  ['on a phone', 390, 'light'],
  ['dark', 1280, 'dark'],
  ['', 1280, 'light'],
] as const;

checking.test('every view shows its content, passes axe, and loads nothing from other origins', async () => {
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(base()) && !request.url().startsWith('data:')) foreign.push(request.url());
  });
  const found: string[] = [];
  for (const { name, path: place, words } of views(scenes)) {
    await page.goto(base() + place);
    for (const word of words)
      await page.getByText(word).first().waitFor({ state: 'attached', timeout: 20_000 });
    const picture = await page.screenshot({ path: path.join(pictures, `${name}.png`) });
    // Larger than an empty page.
    expect(picture.length, name).toBeGreaterThan(15_000);
    expect(await page.locator('h1').count(), name).toBe(1);
    for (const [look, width, colorScheme] of LOOKS) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      for (const line of await axe(page)) found.push(`${name} ${look}: ${line}`);
      const isWide = await page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
      if (isWide === true) found.push(`${name} ${look}: is wider than the screen`);
    }
  }
  expect(found).toEqual([]);
  expect(foreign).toEqual([]);
  expect(errors).toEqual([]);
});

looking.test('what does not exist is said under a heading', async () => {
  for (const place of [
    '/builds/none',
    '/builds/none/changes',
    '/builds/none/diagnostics',
    '/projects/none',
    `/builds/${scenes.failed}/openapi/test`,
  ]) {
    await page.goto(base() + place);
    await page
      .getByText(/there is no|has no log/)
      .first()
      .waitFor();
    expect(await axe(page), place).toEqual([]);
  }
  // The browser reports the 404s.
  expect(errors.splice(0).filter((error) => !error.includes('404'))).toEqual([]);
});

looking.test('the first view is at most 200 KB on the wire', async () => {
  const browser = await openBrowser();
  try {
    const fresh = await browser.context.newPage();
    const session = await fresh.context().newCDPSession(fresh);
    await session.send('Network.enable');
    let bytes = 0;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await signIn(fresh, base(), inject('apiKey'));
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(200_000);
  } finally {
    await browser.close();
  }
});

looking.test('a session that ends leads to the sign-in, and back to the view', async () => {
  const browser = await openBrowser();
  try {
    const fresh = await browser.context.newPage();
    await signIn(fresh, base(), inject('apiKey'));
    await fresh.goto(`${base()}/projects/${scenes.project}/schedules`);
    await fresh.getByRole('heading', { name: 'New schedule' }).waitFor();
    await browser.context.clearCookies();
    // The schedules are fetched every ten seconds.
    await fresh.getByLabel('API key').fill(inject('apiKey'), { timeout: 20_000 });
    await fresh.getByRole('button', { name: 'Sign in' }).click();
    await fresh.getByRole('heading', { name: 'New schedule' }).waitFor();
  } finally {
    await browser.close();
  }
});

looking.test('follows a running build without layout shifts', async () => {
  const { id } = await client().builds.create({
    project: scenes.project,
    revision: 'main',
    allow_empty: true,
  });
  const letGo = await hold(db, id, 'python');
  await page.goto(`${base()}/builds/${id}`);
  const row = page.locator('[data-target=python]');
  await row.waitFor();
  await page.evaluate(`
    window.shifts = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
    }).observe({ type: 'layout-shift' });
  `);
  expect(await page.getByText('running').first().isVisible()).toBe(true);
  await letGo();
  await page
    .locator('[data-target=python]:is([data-state=noop], [data-state=success])')
    .waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Cancel' }).waitFor({ state: 'detached', timeout: 60_000 });
  expect(await page.evaluate('window.shifts')).toBeLessThan(0.1);
});

checking.test('a log jumps to its first error, can be searched, and links to lines', async () => {
  await page.goto(`${base()}/builds/${scenes.failed}/typescript/test`);
  const wrong = page.locator('.log-line.wrong', { hasText: '✗ Error: expected 200, got 404' });
  await wrong.waitFor();
  await page.locator('.log').press('Home');
  await wrong.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'First error' }).click();
  await wrong.waitFor();
  // Of a hundred thousand lines, only those near the viewport are in the document.
  expect(await page.locator('.log-line').count()).toBeLessThan(200);
  await page.keyboard.press('/');
  await page.keyboard.type(`case ${LOG_LINES - 1}`);
  await page.keyboard.press('Enter');
  await page.locator('.log-line.found').first().waitFor();
  await page.getByRole('link', { name: 'Line 7', exact: true }).waitFor({ state: 'detached' });
  await page.goto(`${base()}/builds/${scenes.failed}/typescript/test#L7`);
  await page.reload();
  await page.locator('.log-line.linked', { hasText: 'case' }).waitFor();
});

looking.test('a log wraps its long lines, without overlaps and without a horizontal scroll bar', async () => {
  await page.setViewportSize({ width: 390, height: 800 });
  try {
    await page.goto(`${base()}/builds/${scenes.failed}/typescript/test#L7`);
    await page.getByLabel('Wrap').setChecked(true);
    const lines = () =>
      page
        .locator('.log-line')
        .evaluateAll((all) =>
          all.map((one) => one.getBoundingClientRect()).map(({ top, bottom }) => ({ top, bottom })),
        );
    const overlaps = async () => {
      const tops = (await lines()).toSorted((a, b) => a.top - b.top);
      return tops.filter(({ bottom }, i) => bottom > (tops[i + 1]?.top ?? Number.POSITIVE_INFINITY) + 1);
    };
    await expect.poll(overlaps).toEqual([]);
    expect((await lines()).some(({ top, bottom }) => bottom - top > 30)).toBe(true);
    const isWide = () => page.locator('.log').evaluate((log) => log.scrollWidth > log.clientWidth);
    expect(await isWide()).toBe(false);
    await page.getByLabel('Wrap').setChecked(false);
    await expect.poll(isWide).toBe(true);
  } finally {
    await page.setViewportSize({ width: 1280, height: 800 });
  }
});

looking.test('choosing a side resolves a conflict and resumes its build', async () => {
  await page.goto(`${base()}/projects/${scenes.conflicting}/conflicts/typescript/1`);
  await page.getByRole('button', { name: 'Keep custom code' }).first().click();
  await page.getByRole('button', { name: 'Resolve 1 of 1 file' }).click();
  await page.getByRole('link', { name: 'Resumed build' }).click();
  await page
    .locator('[data-target=typescript]:is([data-state=noop], [data-state=success])')
    .waitFor({ timeout: 60_000 });
});

looking.test('works in a browser that refuses storage to it', async () => {
  const browser = await openBrowser();
  try {
    const refused = await browser.context.newPage();
    await refused.addInitScript(
      `Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })`,
    );
    await signIn(refused, base(), inject('apiKey'));
    await refused.goto(`${base()}/builds/${scenes.failed}/typescript/test`);
    await refused.getByLabel('Wrap').setChecked(true);
    await refused.locator('.log.wraps').waitFor();
  } finally {
    await browser.close();
  }
});

looking.test('shows the text of an SDK without executing any of it', async () => {
  const evil =
    '# Title\n\n<script>window.bad = 1</script><img src=x onerror="window.bad = 1">\n\n[link](javascript:window.bad=1)\n';
  await page.route('**/targets/typescript/file?*', (route) =>
    route.fulfill({ json: { path: 'README.md', size: evil.length, content: evil } }),
  );
  await page.goto(`${base()}/projects/${scenes.project}/sdks/typescript`);
  await page.getByRole('heading', { name: 'Title' }).waitFor();
  expect(await page.evaluate('window.bad')).toBe(undefined);
  expect(await page.locator('.prose script, .prose img, .prose a[href^="javascript:"]').count()).toBe(0);
  await page.unroute('**/targets/typescript/file?*');
});

looking.test('copies without the clipboard of a secure context, and keeps the focus', async () => {
  await page.goto(`${base()}/builds/${scenes.failed}`);
  const button = page.getByRole('button', { name: 'Copy build ID' });
  await button.waitFor();
  await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
  await page.evaluate(
    "addEventListener('copy', () => (window.copied = String(document.activeElement.value)))",
  );
  await button.click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  expect(await page.evaluate('window.copied')).toBe(scenes.failed);
  expect(await page.evaluate('document.activeElement.textContent')).toMatch(/Copied|Copy build ID/);
});

looking.test('supports keyboard navigation within and between views', async () => {
  await page.goto(`${base()}/projects/${scenes.project}`);
  await page.getByText('books have an ISBN').waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /books have an ISBN|Build of main/ }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('b');
  await page.getByRole('heading', { name: 'Bookstore' }).waitFor();
});

looking.test('every list can be searched, and its rows are reached, by the keyboard', async () => {
  const { project, failed, conflicting, scheduled, webhook } = scenes;
  const { id: projectId } = await db.project.findFirstOrThrow({ where: { slug: project } });
  await db.adoption.create({
    data: {
      id: `adoption-${project}`,
      projectId,
      target: 'typescript',
      branch: 'main',
      repository: 'acme/pets',
      request: { branch: null, base: null, tracking: null },
    },
  });
  const lists = [
    ['/', 'Bookstore'],
    [`/projects/${project}`, 'ISBN'],
    [`/projects/${conflicting}/conflicts`, 'Conflict 1'],
    [`/builds/${failed}/diagnostics`, 'favourite_colour'],
    [`/projects/${project}/adoptions/typescript`, 'acme/pets'],
    [`/projects/${project}/webhooks`, 'hooks.example.com'],
    [`/projects/${project}/webhooks/${webhook}`, 'answered'],
    [`/projects/${scheduled}/schedules`, 'nightly'],
    [`/projects/${project}/sdks/typescript`, 'tsconfig.json'],
  ] as const;
  for (const [place, words] of lists) {
    await page.goto(base() + place);
    await page.locator('main').getByText(words).first().waitFor();
    await page.keyboard.press('j');
    expect(await page.evaluate('document.activeElement.matches("[data-row]")'), place).toBe(true);
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.matches("[data-search]")'), place).toBe(true);
    await page.keyboard.type('no such words');
    await expect.poll(() => page.locator('main').getByText(words).count(), { message: place }).toBe(0);
  }
});

looking.test('schedules and webhooks are edited in place', async () => {
  await page.goto(`${base()}/projects/${scenes.scheduled}/schedules`);
  await page.getByRole('button', { name: 'Edit nightly' }).click();
  const form = page.getByRole('region', { name: 'Edit nightly' });
  await form.getByLabel('Cron', { exact: true }).fill('15 5 * * *');
  await form.getByLabel('If the previous run lasts').selectOption('all wait');
  expect(await axe(page)).toEqual([]);
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByText('15 5 * * *').waitFor();
  const answer = await client().get(`/v0/projects/${scenes.scheduled}/schedules/nightly`);
  expect(answer).toMatchObject({ cron: '15 5 * * *', overlap: 'buffer_all', branch: 'main' });

  await page.goto(`${base()}/projects/${scenes.project}/webhooks/${scenes.webhook}`);
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const webhook = page.getByRole('region', { name: 'Edit the webhook' });
  await webhook.getByLabel('What it is for').fill('the new release bot');
  await webhook.getByLabel('conflict.opened').setChecked(false);
  await webhook.getByRole('button', { name: 'Save' }).click();
  await page.getByText('the new release bot').waitFor();
  expect(await page.locator('main').getByText('conflict.opened').count()).toBe(0);
  expect(await axe(page)).toEqual([]);
});

looking.test('lists the versions of an SDK, each with its commit and how to install it', async () => {
  await page.goto(`${base()}/projects/${scenes.project}/sdks/typescript`);
  await page.getByText('Versions', { exact: true }).click();
  const first = page.locator('.version').last();
  await first.getByText('npm install').waitFor();
  await first.getByRole('link').click();
  await page.waitForURL(/ref=[0-9a-f]{40}/);
  expect(await axe(page)).toEqual([]);
});

looking.test('adds and removes members, trusted repositories and Git credentials', async () => {
  await page.goto(`${base()}/settings`);
  page.on('dialog', (dialog) => void dialog.accept());
  const added: [fill: Record<string, string>, button: string, shown: string, remove: string][] = [
    [{ 'E-mail address': 'ada@acme.test', 'Full name': 'Ada' }, 'Add or rename', 'ada@acme.test', 'Remove'],
    [{ Repository: 'acme/of-the-page' }, 'Trust', 'acme/of-the-page', 'Remove'],
    [
      {
        'Address, or its beginning': 'https://git.example.test/page',
        'User name': 'kiln',
        'Token or password': 'secret',
      },
      'Set credential',
      'https://git.example.test/page',
      'Delete',
    ],
  ];
  for (const [fill, button, shown, remove] of added) {
    for (const [label, text] of Object.entries(fill))
      await page.getByLabel(label, { exact: true }).fill(text);
    await page.getByRole('button', { name: button, exact: true }).click();
    const row = page.getByRole('listitem').filter({ hasText: shown });
    await row.waitFor();
    await row.getByRole('button', { name: remove }).click();
    await row.waitFor({ state: 'detached' });
  }
  expect(await axe(page)).toEqual([]);
});

looking.test('the editor of the config file completes keys and values by the schema', async () => {
  await page.goto(`${base()}/new`);
  await page
    .getByLabel('or paste it')
    .fill('openapi: 3.1.0\ninfo: { title: Pets, version: 1.0.0 }\npaths: {}\n');
  await page.getByLabel('Name', { exact: true }).fill('edited');
  await page.getByRole('button', { name: 'Suggest a config file' }).click();
  const editor = page.getByRole('textbox', { name: 'stainless.yml' });
  await editor.click();
  // Chromium tries to style text typed over a selection, which the page's policy blocks and reports.
  await page.keyboard.press('Control+End');
  // At once: typed slowly, an Enter would take what the completion proposes by then.
  await page.keyboard.insertText('\ntargets:\n  go:\n    ');
  await page.keyboard.type('gener');
  await page.getByRole('option', { name: 'generator' }).click();
  await page.keyboard.type('ki');
  await page.getByRole('option', { name: 'kiln' }).click();
  expect(await editor.textContent()).toMatch(/generator: kiln$/);
  expect(errors).toEqual([]);
  expect(await axe(page)).toEqual([]);
  expect(errors).toEqual([]);
});

looking.test('ignores a diagnostic by a commit on a branch', async () => {
  await page.goto(`${base()}/builds/${scenes.failed}/diagnostics`);
  const found = page.locator('.diagnostic', { hasText: 'favourite_colour' }).first();
  await found.getByText('Ignore…').click();
  await found.getByLabel('On the branch').fill('quiet');
  expect(await axe(page)).toEqual([]);
  await found.getByRole('button', { name: 'Commit and build' }).click();
  await page
    .getByText(/chore: ignore/)
    .first()
    .waitFor({ timeout: 30_000 });
});

looking.test('signs in by a code that is approved elsewhere', async () => {
  const browser = await openBrowser();
  try {
    const fresh = await browser.context.newPage();
    await fresh.goto(`${base()}/sign-in`);
    await fresh.getByRole('button', { name: 'Use a code instead' }).click();
    const code = await fresh.locator('.command pre').textContent();
    expect(await axe(fresh)).toEqual([]);
    const waiting = await findWaiting(db, code ?? '');
    const { id } = await db.apiKey.findFirstOrThrow({
      where: { organization: { slug: inject('org') }, revokedAt: null, scopes: { has: 'admin' } },
    });
    expect(await decideLogin(db, waiting?.deviceCodeHash ?? '', id, true)).toBe(true);
    await fresh
      .getByRole('heading', { name: /Projects|Make SDKs/ })
      .first()
      .waitFor();
  } finally {
    await browser.close();
  }
});
