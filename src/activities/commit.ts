import { CHECKS } from '../contract/targets.ts';
import type { Snapshot } from '../git/sdk-branch/advance.ts';
import { recordStep } from '../records/record-step.ts';
import { type BuildChange, recordSteps } from '../records/steps.ts';
import { loadCommit } from '../records/target-state.ts';
import type { CheckPlan } from '../targets/definition.ts';
import type { CommitResult, TargetInput } from '../temporal/messages.ts';
import { checkPlan } from './commands/check-plan.ts';
import { commitMessage } from './committing/commit-message.ts';
import { attributed, commitOutcome } from './committing/commit-outcome.ts';
import { bring } from './committing/production-repository.ts';
import { branchVersion, versionOf } from './committing/version-diagnostics.ts';
import type { ActivityDeps } from './inputs/deps.ts';
import { generation } from './inputs/generation.ts';
import { loadTarget, type TargetInputs } from './inputs/load-inputs.ts';

export function createCommitActivity(deps: ActivityDeps) {
  return {
    /**
     * Commits a tree to the build's branch of the SDK repository and records the outcome. Returns the commit,
     * and its checks in stages. Idempotent: a retry makes the same commit, and only once.
     */
    async commit(input: TargetInput, tree: string): Promise<CommitResult> {
      const { buildId, target } = input;
      const key = { ...input, step: 'commit' } as const;
      const inputs = await loadTarget(deps, buildId, target);
      await recordStep(deps.db, key, { status: 'in_progress' });
      const version = await branchVersion(inputs);
      const brought = await bring(deps, inputs, snapshotOf(inputs, input, tree), versionOf(version));
      const outcome = attributed(
        await commitOutcome(deps, input, inputs, tree, brought, version),
        generation(deps, inputs).generator,
      );
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

/** A tree as a build commits it to its branch: every attempt gives the same. */
export function snapshotOf(
  { build, sdk }: TargetInputs,
  { target, attempt }: TargetInput,
  tree: string,
): Snapshot {
  const timestamp = Math.floor(build.createdAt.getTime() / 1000);
  return {
    branch: build.branch,
    tree,
    message: commitMessage(build, target, sdk.packageVersion),
    author: { name: 'Kiln', email: 'kiln@localhost', timestamp },
    sequence: build.sequence,
    buildId: build.id,
    attempt,
  };
}

/** The result that an earlier attempt of this activity recorded, which stands even if the branch has moved since. */
export async function recorded(deps: ActivityDeps, key: Omit<TargetInput, 'attempt'>) {
  const { conclusion, sha, note } = await loadCommit(deps.db, key);
  return { conclusion: conclusion ?? 'cancelled', sha, note: note ?? undefined } as const;
}

/** Changes of the checks of a commit: queued if they are in the stages, otherwise skipped. */
export function changesOfChecks(
  { target, attempt }: Omit<TargetInput, 'buildId'>,
  stages: CheckPlan['stages'],
  sha: string | null,
): BuildChange[] {
  if (stages.length > 0) return stages.flat().map((step) => ({ target, attempt, step, status: 'queued' }));
  const note = sha === null ? 'There is no commit to check.' : 'Checks are off.';
  return CHECKS.map((step) => ({ target, attempt, step, status: 'completed', conclusion: 'skipped', note }));
}
