import { createCheckActivities } from './checks.ts';
import { createCodegenActivity } from './codegen.ts';
import { createCommitActivity } from './commit.ts';
import type { ActivityDeps } from './deps.ts';
import { createCacheActivity, createEvictionActivities } from './eviction.ts';
import { createPostgenActivity } from './postgen.ts';
import { createPrepareActivity } from './prepare.ts';
import { createRebuildActivity } from './rebuild.ts';
import { createReconcileActivities } from './reconcile.ts';
import { createRecordActivities } from './record.ts';
import { createRepackActivities } from './repack.ts';
import { createRetentionActivities } from './retention.ts';
import { createUnchangedActivity } from './unchanged.ts';

/** Activities that need the generator and the repositories: quick, but for code generation. */
export function createBuildActivities(deps: ActivityDeps) {
  return {
    ...createPrepareActivity(deps),
    ...createUnchangedActivity(deps),
    ...createCodegenActivity(deps),
    ...createPostgenActivity(deps),
    ...createCommitActivity(deps),
    ...createRecordActivities(deps),
    ...createRepackActivities(deps),
    ...createReconcileActivities(deps),
    ...createRebuildActivity(deps),
    ...createRetentionActivities(deps),
    ...createEvictionActivities(deps),
  };
}

/** Activities that need toolchains: what takes long, and what belongs to the machine that has them. */
export function createCheckQueueActivities(deps: ActivityDeps) {
  return { ...createCheckActivities(deps), ...createCacheActivity(deps) };
}

export type Activities = ReturnType<typeof createBuildActivities> &
  ReturnType<typeof createCheckQueueActivities>;
