import { CHECKS, isCommitConclusion } from '../contract/targets.ts';
import type { Snapshot } from '../git/advance.ts';
import { recordStep } from '../records/record-step.ts';
import { type BuildChange, recordSteps } from '../records/steps.ts';
import type { CheckPlan } from '../targets/target.ts';
import type { CommitResult, TargetInput } from '../workflows/messages.ts';
import { checkPlan } from './check-plan.ts';
import { commitMessage } from './commit-message.ts';
import { commitOutcome } from './commit-outcome.ts';
import type { ActivityDeps } from './deps.ts';
import { loadTarget, type TargetInputs } from './inputs.ts';
import { bring } from './production.ts';

export function createCommitActivity(deps: ActivityDeps) {
  return {
    /**
     * Brings a tree onto the build's branch of the SDK repository and records how that ended. Gives what is to be
     * checked: the commit, and the checks in stages. Tried again it makes the same commit, and only once.
     */
    async commit(input: TargetInput, tree: string): Promise<CommitResult> {
      const { buildId, target } = input;
      const key = { ...input, step: 'commit' } as const;
      const inputs = await loadTarget(deps, buildId, target);
      await recordStep(deps.db, key, { status: 'in_progress' });
      const brought = await bring(deps, inputs, snapshotOf(inputs, input, tree));
      const outcome = await commitOutcome(deps, input, inputs, tree, brought);
      const isFirst = await recordStep(deps.db, key, { status: 'completed', ...outcome });
      const { conclusion, sha, note } = isFirst
        ? { conclusion: outcome.conclusion, sha: outcome.commit.sha, note: outcome.note }
        : await recorded(deps, input);

      const stages = sha === null ? [] : checkPlan(deps, inputs).stages;
      await recordSteps(deps.db, buildId, changesOfChecks(input, stages, sha));
      return { conclusion, sha, note, stages };
    },
  };
}

/** A tree as a build brings it onto its branch: the same from each try. */
export function snapshotOf(
  { build }: TargetInputs,
  { target, attempt }: TargetInput,
  tree: string,
): Snapshot {
  const timestamp = Math.floor(build.createdAt.getTime() / 1000);
  return {
    branch: build.branch,
    tree,
    message: commitMessage(build, target),
    author: { name: 'Kiln', email: 'kiln@localhost', timestamp },
    sequence: build.sequence,
    buildId: build.id,
    attempt,
  };
}

/** What an earlier try of this activity recorded stands, also where the branch has moved on since. */
export async function recorded(deps: ActivityDeps, { buildId, target }: Omit<TargetInput, 'attempt'>) {
  const { commitSha, steps } = await deps.db.buildTarget.findUniqueOrThrow({
    where: { buildId_target: { buildId, target } },
    include: { steps: { where: { step: 'commit' } } },
  });
  const { conclusion = null, note = null } = steps[0] ?? {};
  return {
    conclusion: isCommitConclusion(conclusion) ? conclusion : 'cancelled',
    sha: commitSha,
    note: note ?? undefined,
  } as const;
}

/** What becomes of the checks of a commit: those of the stages wait for their turn; without stages they never run. */
export function changesOfChecks(
  { target, attempt }: Omit<TargetInput, 'buildId'>,
  stages: CheckPlan['stages'],
  sha: string | null,
): BuildChange[] {
  if (stages.length > 0) return stages.flat().map((step) => ({ target, attempt, step, status: 'queued' }));
  const note = sha === null ? 'There is no commit to check.' : 'Checks are off.';
  return CHECKS.map((step) => ({ target, attempt, step, status: 'completed', conclusion: 'skipped', note }));
}
