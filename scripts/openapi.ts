import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { createApp } from '../src/api/app.ts';
import { KeyUse } from '../src/api/plugins/key-last-used.ts';
import { StartQueue } from '../src/builds/start-queue.ts';
import { Repositories } from '../src/git/store/repositories.ts';
import { openDatabase } from '../src/records/database.ts';
import { EventFeed } from '../src/records/event-feed.ts';
import { readConfig } from '../src/runtime/config.ts';
import { Logs } from '../src/runtime/storage/check-logs.ts';
import { openDataFolder } from '../src/runtime/storage/data-folder.ts';
import { PackageStore } from '../src/runtime/storage/package-store.ts';
import { SecretBox } from '../src/runtime/storage/secret-box.ts';
import { Links } from '../src/runtime/storage/signed-links.ts';
import { Descriptions } from '../src/sdk/descriptions.ts';
import { writeOwnSdk } from './own-sdk.ts';

/** No server is needed: the document depends only on the routes. */
const NOWHERE = 'postgresql://kiln@127.0.0.1:1/kiln';
export const OWN_DESCRIPTION = 'examples/kiln/openapi.json';

/** Kiln's own OpenAPI document, as served at `/openapi.json` by every Kiln, formatted. */
export async function ownDescription(): Promise<string> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'kiln-openapi-'));
  const folder = await openDataFolder(dataDir);
  const db = openDatabase(NOWHERE);
  const descriptions = new Descriptions();
  const events = new EventFeed(db, NOWHERE);
  const app = await createApp({
    config: { ...readConfig(), dataDir, logLevel: 'silent' },
    db,
    repositories: new Repositories(folder.repositories),
    descriptions,
    logs: new Logs(folder.logs),
    packages: new PackageStore(folder.packages, folder.work),
    secretBox: new SecretBox(folder.secret),
    links: new Links('http://127.0.0.1:8080', folder.secret),
    temporal: new Client({ connection: Connection.lazy({ address: '127.0.0.1:1' }) }),
    keyUse: new KeyUse(db),
    starts: new StartQueue(),
    events,
    temporalUi: null,
  });
  try {
    const { body } = await app.inject({ url: '/openapi.json' });
    return `${JSON.stringify(JSON.parse(body), null, 2)}\n`;
  } finally {
    await app.close();
    await events.stop();
    await descriptions.close();
    await db.$disconnect();
    await rm(dataDir, { recursive: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const description = await ownDescription();
  await writeFile(OWN_DESCRIPTION, description);
  await writeOwnSdk(description);
}
