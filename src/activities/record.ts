import { type CommitConclusion, type RetryStep, STEPS, type Step } from '../contract/targets.ts';
import { recordBuildCompleted, reopenSteps } from '../records/closing.ts';
import type { Ending } from '../workflows/failures.ts';
import type { TargetInput } from '../workflows/messages.ts';
import { closeTarget } from './close-target.ts';
import type { ActivityDeps } from './deps.ts';

export function createRecordActivities(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /**
     * Records how a target ended that did not run to its end: closes its open steps. Gives the conclusion of its
     * commit, which may have been made all the same.
     */
    async endTarget(input: TargetInput, ending: Ending): Promise<CommitConclusion> {
      return closeTarget(deps, input, ending);
    },

    /**
     * Opens a target for another attempt: all of its steps, those from the commit on, or one check. Gives what is there
     * for them: the commit to check, or the generated tree of a commit that conflicted. Where that is missing it gives
     * null, and opens nothing but all of the steps.
     */
    async reopenTarget(input: TargetInput, step: RetryStep | null): Promise<string | null> {
      const { buildId, target } = input;
      const { commitSha, treeOid } = await db.buildTarget.findUniqueOrThrow({
        where: { buildId_target: { buildId, target } },
        select: { commitSha: true, treeOid: true },
      });
      const oid = step !== 'commit' ? commitSha : commitSha === null ? treeOid : null;
      if (step === null || oid !== null) await reopenSteps(db, input, stepsOf(step));
      return oid;
    },

    /** Records that nothing more will happen to a build. */
    async endBuild(buildId: string): Promise<void> {
      await recordBuildCompleted(db, buildId);
    },
  };
}

function stepsOf(step: RetryStep | null): readonly Step[] {
  if (step === null) return STEPS;
  return step === 'commit' ? STEPS.slice(STEPS.indexOf('commit')) : [step];
}
