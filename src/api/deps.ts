import type { Client } from '@temporalio/client';
import type { Descriptions } from '../codegen/descriptions.ts';
import type { Repositories } from '../git/repositories.ts';
import type { Database } from '../records/database.ts';
import type { Config } from '../runtime/config.ts';
import type { Links } from '../runtime/links.ts';
import type { Logs } from '../runtime/logs.ts';
import type { PackageStore } from '../runtime/package-store.ts';
import type { Seal } from '../runtime/seal.ts';
import type { KeyUse } from './key-use.ts';
import type { Starts } from './starts.ts';

/** What the API is made of. */
export interface ApiDeps {
  readonly config: Config;
  readonly db: Database;
  readonly repositories: Repositories;
  readonly descriptions: Descriptions;
  readonly logs: Logs;
  readonly packages: PackageStore;
  readonly seal: Seal;
  readonly links: Links;
  readonly temporal: Client;
  readonly keyUse: KeyUse;
  readonly starts: Starts;
}
