import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { up } from '../src/cli/up.ts';
import { openDatabase } from '../src/records/database.ts';
import { readConfig } from '../src/runtime/config.ts';
import { PACKAGE_ROOT } from '../src/runtime/package-root.ts';
import { freePort } from '../src/runtime/servers/ports.ts';
import { axe, openBrowser, signIn } from './browser.ts';
import { type PageScenes, pageScenes, views } from './page-scenes.ts';

/** `npm run page-screenshots`: the pictures in docs/page.md, from a separate Kiln and a real Chromium. */
const folder = process.argv[2] ?? path.join(PACKAGE_ROOT, 'docs', 'images', 'page');
await mkdir(folder, { recursive: true });

/** What a person does in the tour (docs/tour.md): a check is retried, and a conflict is resolved. */
async function deeds(page: Page, address: string, scenes: PageScenes): Promise<void> {
  const shoot = (name: string) => page.screenshot({ path: path.join(folder, `${name}.png`) });
  await page.goto(`${address}/builds/${scenes.failed}?target=typescript`);
  await page.getByRole('button', { name: 'Retry test', exact: true }).click();
  await page.getByText(/^attempt 1: failed/).waitFor();
  const cancel = page.getByRole('button', { name: 'Cancel', exact: true });
  await cancel.waitFor({ state: 'detached', timeout: 60_000 });
  await page.waitForTimeout(1_000);
  await shoot('retried');
  await page.goto(`${address}/projects/${scenes.conflicting}/conflicts/typescript/1`);
  await page.getByRole('button', { name: 'Keep custom code' }).first().click();
  await page.getByRole('button', { name: 'Resolve 1 of 1 file' }).click();
  await page.getByRole('link', { name: 'Resumed build' }).waitFor();
  await page.getByRole('link', { name: 'closed by a build' }).waitFor({ timeout: 60_000 });
  await shoot('resolved');
}

const dataDir = await mkdtemp(path.join(tmpdir(), 'kiln-page-'));
await chmod(dataDir, 0o755);
const apiKey = 'kiln-screenshots';
// Its roles read it from the environment.
process.env.KILN_ALLOW_COMMANDS = 'acme';
process.env.KILN_CHECKS = 'asked';
const config = {
  ...readConfig(),
  dataDir,
  port: await freePort(),
  apiKey,
  org: 'acme',
};
const running = await up(config);
const db = openDatabase(running.stack.databaseUrl, 4);
try {
  const scenes = await pageScenes({ baseUrl: running.address, apiKey, org: 'acme', db }, 'the');
  for (const [suffix, options] of [
    ['', {}],
    ['-dark', { dark: true }],
    ['-phone', { width: 390, height: 844 }],
  ] as const) {
    const { context, close } = await openBrowser(options);
    const page = await context.newPage();
    await signIn(page, running.address, apiKey);
    for (const { name, path: place, words } of views(scenes)) {
      await page.goto(running.address + place);
      for (const word of words) {
        await page
          .getByText(word)
          .first()
          .waitFor({ state: 'attached', timeout: 15_000 })
          .catch(() => process.stdout.write(`${name}: "${word}" is missing\n`));
      }
      await page.waitForTimeout(300);
      await page.screenshot({ path: path.join(folder, `${name}${suffix}.png`) });
      for (const line of await axe(page)) process.stdout.write(`${name}${suffix}: ${line}\n`);
      const wide = await page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
      if (wide === true) process.stdout.write(`${name}${suffix}: is wider than the screen\n`);
    }
    await close();
  }
  const { context, close } = await openBrowser();
  const page = await context.newPage();
  await signIn(page, running.address, apiKey);
  await deeds(page, running.address, scenes);
  await close();
  if (process.env.KILN_KEEP !== undefined) {
    process.stdout.write(`${running.address} ${apiKey} ${JSON.stringify(scenes)}\n`);
    await new Promise((resolve) => process.once('SIGTERM', resolve));
  }
} finally {
  await db.$disconnect();
  await running.stop();
  await rm(dataDir, { recursive: true, force: true });
}
