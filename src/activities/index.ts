import { createCheckActivities } from './checks.ts';
import { createCodegenActivity } from './codegen.ts';
import { createCommitActivity } from './commit.ts';
import type { ActivityDeps } from './deps.ts';
import { createPostgenActivity } from './postgen.ts';
import { createPrepareActivity } from './prepare.ts';
import { createRebuildActivity } from './rebuild.ts';
import { createReconcileActivities } from './reconcile.ts';
import { createRecordActivities } from './record.ts';

/** Activities that need the generator and the repositories: quick, but for code generation. */
export function createBuildActivities(deps: ActivityDeps) {
  return {
    ...createPrepareActivity(deps),
    ...createCodegenActivity(deps),
    ...createPostgenActivity(deps),
    ...createCommitActivity(deps),
    ...createRecordActivities(deps),
    ...createReconcileActivities(deps),
    ...createRebuildActivity(deps),
  };
}

export type Activities = ReturnType<typeof createBuildActivities> & ReturnType<typeof createCheckActivities>;

export { createCheckActivities };
