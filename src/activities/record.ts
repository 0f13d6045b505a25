import { closeTarget, recordBuildCompleted } from '../records/steps.ts';
import type { Ending } from '../workflows/failures.ts';
import type { TargetInput } from '../workflows/messages.ts';
import type { ActivityDeps } from './deps.ts';

export function createRecordActivities({ db }: ActivityDeps) {
  return {
    /** Records how a target ended that did not run to its end: closes its open steps. */
    async endTarget(input: TargetInput, ending: Ending): Promise<void> {
      await closeTarget(db, input, ending.commit, ending.checks, ending.note);
    },

    /** Records that nothing more will happen to a build. */
    async endBuild(buildId: string): Promise<void> {
      await recordBuildCompleted(db, buildId);
    },
  };
}
