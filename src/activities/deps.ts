import type { Client } from '@temporalio/client';
import type { Descriptions } from '../codegen/descriptions.ts';
import type { Generator } from '../codegen/generator.ts';
import type { Repositories } from '../git/repositories.ts';
import type { Database } from '../records/database.ts';
import type { Config } from '../runtime/config.ts';
import type { Links } from '../runtime/links.ts';
import type { Logs } from '../runtime/logs.ts';
import type { PackageStore } from '../runtime/package-store.ts';
import type { Seal } from '../runtime/seal.ts';
import type { Recent } from './recent.ts';
import type { Workspaces } from './workspaces.ts';

/** What activities are made of: given to each factory, so that nothing here is global. */
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
  readonly seal: Seal;
  readonly workspaces: Workspaces;
  /** A folder of this process, on the same file system as the work folder. */
  readonly temporary: string;
  /** Removes what processes that are gone have left in the work folder. */
  readonly sweep: () => Promise<void>;
  readonly recent: Recent;
}
