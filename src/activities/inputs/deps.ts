import type { Client } from '@temporalio/client';
import type { Generator } from '../../codegen/generator.ts';
import type { Repositories } from '../../git/store/repositories.ts';
import type { Database } from '../../records/database.ts';
import type { Config } from '../../runtime/config.ts';
import type { Workspaces } from '../../runtime/processes/workspaces.ts';
import type { Logs } from '../../runtime/storage/check-logs.ts';
import type { PackageStore } from '../../runtime/storage/package-store.ts';
import type { SecretBox } from '../../runtime/storage/secret-box.ts';
import type { Links } from '../../runtime/storage/signed-links.ts';
import type { Descriptions } from '../../sdk/descriptions.ts';
import type { WorkerCache } from './worker-cache.ts';

/** Dependencies of activities, passed to each factory so that nothing is global. */
export interface ActivityDeps {
  readonly config: Config;
  readonly db: Database;
  readonly temporal: Client;
  readonly repositories: Repositories;
  readonly descriptions: Descriptions;
  readonly generator: Generator;
  readonly links: Links;
  readonly logs: Logs;
  readonly packages: PackageStore;
  readonly secretBox: SecretBox;
  readonly workspaces: Workspaces;
  /** A folder of this process, on the same file system as the work folder. */
  readonly temporary: string;
  /** Removes folders that dead processes left in the work folder. */
  readonly sweep: () => Promise<void>;
  readonly cache: WorkerCache;
}
