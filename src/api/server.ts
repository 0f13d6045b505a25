import { Client, Connection } from '@temporalio/client';
import { Repositories } from '../git/repositories.ts';
import type { Database } from '../records/database.ts';
import type { Config } from '../runtime/config.ts';
import type { DataFolder } from '../runtime/data-folder.ts';
import { Logs } from '../runtime/logs.ts';
import { createApp } from './app.ts';
import { Links } from './links.ts';

export interface RunningApi {
  /** Where it listens: `http://host:port`. */
  readonly address: string;
  stop(): Promise<void>;
}

export interface ApiOptions {
  readonly config: Config;
  readonly db: Database;
  readonly temporalAddress: string;
  readonly folder: DataFolder;
}

/** Starts the API. Temporal may be away: requests that need it say so, or are finished when it is back. */
export async function startApi({ config, db, temporalAddress, folder }: ApiOptions): Promise<RunningApi> {
  const connection = Connection.lazy({ address: temporalAddress });
  const address = `http://${config.host}:${config.port}`;
  const app = await createApp({
    config,
    db,
    repositories: new Repositories(folder.repositories),
    logs: new Logs(folder.logs),
    links: new Links(config.publicUrl ?? address, folder.secret),
    temporal: new Client({ connection }),
  });
  await app.listen({ host: config.host, port: config.port });
  return {
    address,
    async stop() {
      await app.close();
      await connection.close();
    },
  };
}
