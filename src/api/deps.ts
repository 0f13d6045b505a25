import type { Client } from '@temporalio/client';
import type { StartQueue } from '../builds/start-queue.ts';
import type { Repositories } from '../git/store/repositories.ts';
import type { Database } from '../records/database.ts';
import type { EventFeed } from '../records/event-feed.ts';
import type { Config } from '../runtime/config.ts';
import type { Logs } from '../runtime/storage/check-logs.ts';
import type { PackageStore } from '../runtime/storage/package-store.ts';
import type { SecretBox } from '../runtime/storage/secret-box.ts';
import type { Links } from '../runtime/storage/signed-links.ts';
import type { Descriptions } from '../sdk/descriptions.ts';
import type { KeyUse } from './plugins/key-last-used.ts';

/** Dependencies of the API. */
export interface ApiDeps {
  readonly config: Config;
  readonly db: Database;
  readonly repositories: Repositories;
  readonly descriptions: Descriptions;
  readonly logs: Logs;
  readonly packages: PackageStore;
  readonly secretBox: SecretBox;
  readonly links: Links;
  readonly temporal: Client;
  readonly keyUse: KeyUse;
  readonly starts: StartQueue;
  readonly events: EventFeed;
  /** Address of the Temporal UI, without a trailing slash; null: unknown. */
  readonly temporalUi: string | null;
}
