import type { Client } from '@temporalio/client';
import { StartQueue } from '../builds/start-queue.ts';
import { Repositories } from '../git/store/repositories.ts';
import type { Database } from '../records/database.ts';
import { EventFeed } from '../records/event-feed.ts';
import { type Config, ConfigurationError, publicUrl } from '../runtime/config.ts';
import { isErrno } from '../runtime/errno.ts';
import type { ProcessFolder } from '../runtime/processes/process-folder.ts';
import { Logs } from '../runtime/storage/check-logs.ts';
import type { DataFolder } from '../runtime/storage/data-folder.ts';
import { PackageStore } from '../runtime/storage/package-store.ts';
import { SecretBox } from '../runtime/storage/secret-box.ts';
import { Links } from '../runtime/storage/signed-links.ts';
import { Descriptions } from '../sdk/descriptions.ts';
import { createApp } from './app.ts';
import { KeyUse } from './plugins/key-last-used.ts';

export interface RunningApi {
  /** Listening address: `http://host:port`. */
  readonly address: string;
  stop(): Promise<void>;
}

export interface ApiOptions {
  readonly config: Config;
  readonly db: Database;
  /** The record's database: a separate connection listens there for events of builds. */
  readonly databaseUrl: string;
  /** Address of the Temporal UI; null: unknown. */
  readonly temporalUiUrl: string | null;
  /** May be unavailable: requests that need it report that, or take effect once it is back. */
  readonly temporal: Client;
  readonly folder: DataFolder;
  /** A temporary folder of this process. */
  readonly own: ProcessFolder;
}

/** Starts the API. */
export async function startApi({
  config,
  db,
  databaseUrl,
  temporalUiUrl,
  temporal,
  folder,
  own,
}: ApiOptions): Promise<RunningApi> {
  const address = `http://${config.host}:${config.port}`;
  const keyUse = new KeyUse(db);
  const starts = new StartQueue();
  const events = new EventFeed(db, databaseUrl);
  const descriptions = new Descriptions();
  descriptions.warmUp();
  const app = await createApp({
    config,
    db,
    repositories: new Repositories(folder.repositories, own.path),
    descriptions,
    logs: new Logs(folder.logs),
    packages: new PackageStore(folder.packages, own.path),
    secretBox: new SecretBox(folder.secret),
    links: new Links(publicUrl(config), folder.secret),
    temporal,
    keyUse,
    starts,
    events,
    temporalUi: temporalUiUrl,
  });
  await app.listen({ host: config.host, port: config.port }).catch((error: unknown) => {
    throw isErrno(error, 'EADDRINUSE') ? new ConfigurationError(takenMessage(config)) : error;
  });
  return {
    address,
    async stop() {
      await app.close();
      await events.stop();
      await descriptions.close();
      await starts.ended;
      await keyUse.written;
    },
  };
}

function takenMessage({ host, port }: Config): string {
  return `KILN_PORT: port ${port} of ${host} is in use by another program. Stop that program, or set another port.`;
}
