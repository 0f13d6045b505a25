import type { CommitConclusion } from '../contract/target-schemas.ts';
import { type RetryStep, STEPS, type Step } from '../contract/targets.ts';
import { ownTree } from '../git/sdk-branch/fence-attempt.ts';
import { loadBuildInputs } from '../records/builds.ts';
import { hasDiagnostic } from '../records/diagnostics.ts';
import { recordBuildCompleted, reopenSteps } from '../records/end-steps.ts';
import { loadCommit } from '../records/target-state.ts';
import { buildWorkflowId } from '../temporal/ids.ts';
import type { Ending, Reopened, TargetInput } from '../temporal/messages.ts';
import { closeTarget } from './committing/close-target.ts';
import { NOT_PUSHED } from './committing/commit-outcome.ts';
import type { ActivityDeps } from './inputs/deps.ts';

export function createRecordActivities(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /**
     * Records how an interrupted target ended: closes its open steps. Returns the conclusion of its commit,
     * which may have been made all the same.
     */
    async endTarget(input: TargetInput, ending: Ending): Promise<CommitConclusion> {
      return closeTarget(deps, input, await withReason(deps, input, ending));
    },

    /**
     * Opens a target for another attempt: all of its steps, those from the commit on, or one check. Returns
     * what those steps start from: the commit to check, or the generated tree of a commit that conflicted or
     * was not pushed. If that is missing, returns null and opens nothing, unless all steps are requested.
     * `by`: who or what requested it, for people.
     */
    async reopenTarget(input: TargetInput, step: RetryStep | null, by?: string): Promise<Reopened | null> {
      const { sha, tree, conclusion } = await loadCommit(db, input);
      const again = () => (sha === null ? tree : unpushedTree(deps, input));
      const oid = step === 'commit' ? await again() : sha;
      if (step === null || oid !== null) await reopenSteps(db, input, stepsOf(step), by ?? null);
      if (oid === null) return null;
      return { oid, conclusion: step === 'commit' ? null : conclusion };
    },

    /** Records a build as completed. */
    async endBuild(buildId: string): Promise<void> {
      await recordBuildCompleted(db, buildId);
    },
  };
}

/** The generated tree of a commit that is missing in the production repository; null if it is there. */
async function unpushedTree(
  { db, repositories }: ActivityDeps,
  { buildId, target }: TargetInput,
): Promise<string | null> {
  const { branch, project } = await loadBuildInputs(db, buildId);
  if (!(await hasDiagnostic(db, { buildId, target, code: NOT_PUSHED }))) return null;
  const repository = repositories.get(project.organization.slug, project.slug, target);
  return ownTree(repository, branch, buildId);
}

function stepsOf(step: RetryStep | null): readonly Step[] {
  if (step === null) return STEPS;
  return step === 'commit' ? STEPS.slice(STEPS.indexOf('commit')) : [step];
}

/** Terminating the build's workflow also cancels its targets; the note says which of the two happened. */
async function withReason(
  { temporal }: ActivityDeps,
  { buildId }: TargetInput,
  ending: Ending,
): Promise<Ending> {
  if (ending.commit !== 'cancelled') return ending;
  const build = temporal.workflow.getHandle(buildWorkflowId(buildId));
  const status = await build.describe().then(
    (found) => found.status.name,
    // Closing the target matters more than the exact note.
    () => null,
  );
  return status === 'TERMINATED' ? { ...ending, note: 'The workflow of the build was terminated.' } : ending;
}
