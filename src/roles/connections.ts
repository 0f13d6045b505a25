import { Client, Connection } from '@temporalio/client';
import { type Database, openDatabase } from '../records/database.ts';
import type { Config } from '../runtime/config.ts';
import { openProcessFolder, type ProcessFolder } from '../runtime/processes/process-folder.ts';
import { type DataFolder, openDataFolder } from '../runtime/storage/data-folder.ts';
import { temporalConnection } from '../temporal/connection.ts';

/** Addresses of the servers that every role depends on. */
export interface Servers {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  /** The key of the embedded Temporal server; null for another server, which Temporal's own settings configure. */
  readonly temporalKey: string | null;
  /** The embedded Temporal server's UI; absent: the one in the settings, if any. */
  readonly temporalUiUrl?: string | null;
}

export interface RoleOptions extends Servers {
  readonly config: Config;
}

/** Resources of every role: the record, a Temporal client, the data folder. */
export interface Parts {
  readonly db: Database;
  readonly temporal: Client;
  readonly connection: Connection;
  readonly folder: DataFolder;
  /** A temporary folder of this process. */
  readonly own: ProcessFolder;
  close(): Promise<void>;
}

export async function openParts({
  config,
  databaseUrl,
  temporalAddress,
  temporalKey,
}: RoleOptions): Promise<Parts> {
  const db = openDatabase(databaseUrl);
  const { options, namespace } = temporalConnection(temporalAddress, temporalKey);
  const connection = Connection.lazy(options);
  const folder = await openDataFolder(config.dataDir);
  const own = await openProcessFolder(folder.work);
  return {
    db,
    connection,
    temporal: new Client({ connection, namespace }),
    folder,
    own,
    async close() {
      await connection.close();
      await db.$disconnect();
      await own.remove();
    },
  };
}
