import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { up } from '../src/cli/up.ts';
import { openDatabase } from '../src/records/database.ts';
import { readConfig } from '../src/runtime/config.ts';
import { PACKAGE_ROOT } from '../src/runtime/package-root.ts';
import { freePort } from '../src/runtime/servers/ports.ts';
import { withLogin } from '../src/runtime/servers/temporal-ui.ts';
import { cancelledAndRetried, conflicting, type Scene, scheduled, wellBuilt } from './scenes.ts';
import { TemporalUi } from './temporal-ui.ts';

/** `npm run screenshots`: the pictures in docs/operating.md, from a separate Kiln and a real Chromium. */
const folder = path.join(PACKAGE_ROOT, 'docs', 'images');
await mkdir(folder, { recursive: true });
const dataDir = await mkdtemp(path.join(tmpdir(), 'kiln-screenshots-'));
await chmod(dataDir, 0o755);
const apiKey = 'kiln-screenshots';
const config = { ...readConfig(), dataDir, port: await freePort(), apiKey, org: 'acme' };
const running = await up(config);
const db = openDatabase(running.stack.databaseUrl, 4);
const ui = await TemporalUi.open(
  withLogin(running.stack.temporalUiUrl ?? '', running.stack.temporalKey ?? ''),
);

async function shoot(scene: Scene): Promise<void> {
  const page = await ui.look(scene);
  await page.waitForTimeout(1500);
  await page.screenshot({ path: path.join(folder, `${scene.name}.png`) });
  await page.close();
  process.stdout.write(`docs/images/${scene.name}.png\n`);
}

try {
  const service = { baseUrl: running.address, apiKey, org: 'acme', db };
  await shoot(await wellBuilt(service, 'bookstore'));
  const [cancelled, retry] = await cancelledAndRetried(service, 'petstore');
  await shoot(cancelled);
  await shoot(await retry());
  await shoot(await conflicting(service, 'museum'));
  await shoot(await scheduled(service, 'weather'));
  await shoot({
    name: 'failing',
    path: `workflows?query=${encodeURIComponent('KilnConclusion IN ("failure", "fatal", "merge_conflict", "timed_out")')}`,
    words: ['typescript'],
  });
} finally {
  await ui.close();
  await db.$disconnect();
  await running.stop();
  await rm(dataDir, { recursive: true, force: true });
}
