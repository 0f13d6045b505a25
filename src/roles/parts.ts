import { Client, Connection } from '@temporalio/client';
import { type Database, openDatabase } from '../records/database.ts';
import type { Config } from '../runtime/config.ts';
import { type DataFolder, openDataFolder } from '../runtime/data-folder.ts';
import { openProcessFolder, type ProcessFolder } from '../runtime/process-folder.ts';
import { temporalConnection } from '../runtime/temporal-connection.ts';

/** Where the servers are that every role stands on. */
export interface Servers {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  /** The key of the embedded Temporal server; null where it is another, which Temporal's own settings say more of. */
  readonly temporalKey: string | null;
}

export interface RoleOptions extends Servers {
  readonly config: Config;
}

/** What every role opens: the record, a client of Temporal, the data folder. */
export interface Parts {
  readonly db: Database;
  readonly temporal: Client;
  readonly connection: Connection;
  readonly folder: DataFolder;
  /** A folder of this process, for what is there only while it runs. */
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
