import type { Client } from '@temporalio/client';
import { Descriptions } from '../codegen/descriptions.ts';
import { Repositories } from '../git/repositories.ts';
import type { Database } from '../records/database.ts';
import { type Config, ConfigurationError, publicUrl } from '../runtime/config.ts';
import type { DataFolder } from '../runtime/data-folder.ts';
import { isErrno } from '../runtime/errno.ts';
import { Links } from '../runtime/links.ts';
import { Logs } from '../runtime/logs.ts';
import { PackageStore } from '../runtime/package-store.ts';
import type { ProcessFolder } from '../runtime/process-folder.ts';
import { Seal } from '../runtime/seal.ts';
import { createApp } from './app.ts';
import { KeyUse } from './key-use.ts';
import { Starts } from './starts.ts';

export interface RunningApi {
  /** Where it listens: `http://host:port`. */
  readonly address: string;
  stop(): Promise<void>;
}

export interface ApiOptions {
  readonly config: Config;
  readonly db: Database;
  /** May be away: requests that need it say so, or are finished when it is back. */
  readonly temporal: Client;
  readonly folder: DataFolder;
  /** A folder of this process. */
  readonly own: ProcessFolder;
}

/** Starts the API. */
export async function startApi({ config, db, temporal, folder, own }: ApiOptions): Promise<RunningApi> {
  const address = `http://${config.host}:${config.port}`;
  const keyUse = new KeyUse(db);
  const starts = new Starts();
  const descriptions = new Descriptions();
  const app = await createApp({
    config,
    db,
    repositories: new Repositories(folder.repositories, own.path),
    descriptions,
    logs: new Logs(folder.logs),
    packages: new PackageStore(folder.packages),
    seal: new Seal(folder.secret),
    links: new Links(publicUrl(config), folder.secret),
    temporal,
    keyUse,
    starts,
  });
  await app.listen({ host: config.host, port: config.port }).catch((error: unknown) => {
    throw isErrno(error, 'EADDRINUSE') ? new ConfigurationError(takenMessage(config)) : error;
  });
  return {
    address,
    async stop() {
      await app.close();
      await descriptions.close();
      await starts.ended;
      await keyUse.written;
    },
  };
}

function takenMessage({ host, port }: Config): string {
  return `KILN_PORT: port ${port} of ${host} is taken by another program. End that, or set another port.`;
}
