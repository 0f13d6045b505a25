import { createAdoptionActivities } from './adoptions.ts';
import { createCheckActivities } from './checks.ts';
import { createCodegenActivity } from './codegen.ts';
import { createCommitActivity } from './commit.ts';
import { createRecordActivities } from './end-target.ts';
import { createCacheActivity, createEvictionActivities } from './eviction.ts';
import type { ActivityDeps } from './inputs/deps.ts';
import { createPostgenActivity } from './postgen.ts';
import { createPrepareActivity } from './prepare.ts';
import { createReconcileActivities } from './reconcile.ts';
import { createRepackActivities } from './repack.ts';
import { createRetentionActivities } from './retention.ts';
import { createRebuildActivity } from './scheduled-build.ts';
import { createUnchangedActivity } from './settle-unchanged.ts';
import { createDeliveryActivities } from './webhooks/deliver.ts';

/** Activities that need the generator and the repositories: short, except for code generation. */
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
    ...createAdoptionActivities(deps),
  };
}

/** Activities that need toolchains: long ones, and those for the machine's caches. */
export function createCheckQueueActivities(deps: ActivityDeps) {
  return { ...createCheckActivities(deps), ...createCacheActivity(deps) };
}

/** Activities that wait for external servers. */
export const createWebhookQueueActivities = createDeliveryActivities;
export type DeliveryActivities = ReturnType<typeof createWebhookQueueActivities>;

export type Activities = ReturnType<typeof createBuildActivities> &
  ReturnType<typeof createCheckQueueActivities>;
