import { type Check, STEPS } from '../contract/targets.ts';
import { closeTarget, recordBuildCompleted, reopenSteps } from '../records/steps.ts';
import type { Ending } from '../workflows/failures.ts';
import type { TargetInput } from '../workflows/messages.ts';
import type { ActivityDeps } from './deps.ts';

export function createRecordActivities({ db }: ActivityDeps) {
  return {
    /** Records how a target ended that did not run to its end: closes its open steps. */
    async endTarget(input: TargetInput, ending: Ending): Promise<void> {
      await closeTarget(db, input, ending.commit, ending.checks, ending.note);
    },

    /**
     * Opens a target for another attempt: all of its steps, or one check. Gives the commit to check, which was there
     * before; null where there is none, and then one check alone is not opened.
     */
    async reopenTarget(input: TargetInput, step: Check | null): Promise<string | null> {
      const { buildId, target } = input;
      const { commitSha } = await db.buildTarget.findUniqueOrThrow({
        where: { buildId_target: { buildId, target } },
        select: { commitSha: true },
      });
      if (step === null || commitSha !== null) await reopenSteps(db, input, step === null ? STEPS : [step]);
      return commitSha;
    },

    /** Records that nothing more will happen to a build. */
    async endBuild(buildId: string): Promise<void> {
      await recordBuildCompleted(db, buildId);
    },
  };
}
