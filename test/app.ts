import { Client, Connection } from '@temporalio/client';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { inject } from 'vitest';
import { createApp } from '../src/api/app.ts';
import { KeyUse } from '../src/api/plugins/key-last-used.ts';
import { StartQueue } from '../src/builds/start-queue.ts';
import { Repositories } from '../src/git/store/repositories.ts';
import type { Database } from '../src/records/database.ts';
import { EventFeed } from '../src/records/event-feed.ts';
import { type Config, readConfig } from '../src/runtime/config.ts';
import { Logs } from '../src/runtime/storage/check-logs.ts';
import { openDataFolder } from '../src/runtime/storage/data-folder.ts';
import { PackageStore } from '../src/runtime/storage/package-store.ts';
import { SecretBox } from '../src/runtime/storage/secret-box.ts';
import { Links } from '../src/runtime/storage/signed-links.ts';
import { Descriptions } from '../src/sdk/descriptions.ts';
import { sharedTemporal } from './temporal.ts';

/** A separate API in this process, with its own settings, on the record and the data folder of the shared one. */
export async function ownApp(
  db: Database,
  settings: Partial<Config> = {},
  onRoute?: (route: RouteOptions) => void,
): Promise<FastifyInstance> {
  const config = { ...readConfig(), dataDir: inject('dataDir'), logLevel: 'silent' as const, ...settings };
  const folder = await openDataFolder(config.dataDir);
  const connection = Connection.lazy(sharedTemporal());
  const parts = {
    config,
    db,
    repositories: new Repositories(folder.repositories),
    descriptions: new Descriptions(),
    logs: new Logs(folder.logs),
    packages: new PackageStore(folder.packages, folder.work),
    secretBox: new SecretBox(folder.secret),
    links: new Links(inject('baseUrl'), folder.secret),
    temporal: new Client({ connection }),
    keyUse: new KeyUse(db),
    starts: new StartQueue(),
    events: new EventFeed(db, inject('databaseUrl')),
    temporalUi: null,
  };
  const app = await createApp(parts, onRoute);
  app.addHook('onClose', async () => {
    await connection.close();
    await parts.events.stop();
  });
  return app;
}
