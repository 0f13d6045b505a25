import type { Repositories } from '../git/store/repositories.ts';
import type { Database } from '../records/database.ts';
import type { Config } from '../runtime/config.ts';
import type { Descriptions } from '../sdk/descriptions.ts';
import type { WorkflowDeps } from '../temporal/start-build.ts';
import type { StartQueue } from './start-queue.ts';

/** Dependencies of recording a build, which the API and the activity of a scheduled run both do. */
export interface BuildDeps {
  readonly config: Config;
  readonly db: Database;
  readonly repositories: Repositories;
  readonly descriptions: Descriptions;
}

/** Dependencies of recording a build and of starting or updating its workflow. */
export interface StartDeps extends BuildDeps, WorkflowDeps {
  readonly starts: StartQueue;
}
