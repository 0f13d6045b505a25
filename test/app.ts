import { Client, Connection } from '@temporalio/client';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { inject } from 'vitest';
import { createApp } from '../src/api/app.ts';
import { KeyUse } from '../src/api/key-use.ts';
import { Starts } from '../src/api/starts.ts';
import { Descriptions } from '../src/codegen/descriptions.ts';
import { Repositories } from '../src/git/repositories.ts';
import type { Database } from '../src/records/database.ts';
import { type Config, readConfig } from '../src/runtime/config.ts';
import { openDataFolder } from '../src/runtime/data-folder.ts';
import { Links } from '../src/runtime/links.ts';
import { Logs } from '../src/runtime/logs.ts';
import { PackageStore } from '../src/runtime/package-store.ts';
import { Seal } from '../src/runtime/seal.ts';
import { sharedTemporal } from './temporal.ts';

/** An API of its own in this process, with settings of its own, on the record and the folder of the shared one. */
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
    packages: new PackageStore(folder.packages),
    seal: new Seal(folder.secret),
    links: new Links(inject('baseUrl'), folder.secret),
    temporal: new Client({ connection }),
    keyUse: new KeyUse(db),
    starts: new Starts(),
  };
  const app = await createApp(parts, onRoute);
  app.addHook('onClose', () => connection.close());
  return app;
}
