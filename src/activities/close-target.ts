import { type CommitConclusion, isCommitConclusion } from '../contract/targets.ts';
import { sealRun } from '../git/seal.ts';
import { endSteps } from '../records/closing.ts';
import { recordStep } from '../records/record-step.ts';
import type { Ending } from '../workflows/failures.ts';
import type { TargetInput } from '../workflows/messages.ts';
import { concludeCommit } from './commit-outcome.ts';
import type { ActivityDeps } from './deps.ts';
import { loadInputs } from './inputs.ts';

/**
 * Ends every step of a target that has not ended: what is recorded where a workflow failed, was cancelled or timed
 * out. Where its commit has not ended, the repository is asked, and told that nothing more comes: what was committed
 * stays and is recorded as such. Gives the conclusion of the commit.
 */
export async function closeTarget(
  deps: ActivityDeps,
  key: TargetInput,
  ending: Ending,
): Promise<CommitConclusion> {
  const { buildId, target } = key;
  const where = { buildId_target_step: { buildId, target, step: 'commit' } } as const;
  const commit = await deps.db.buildStep.findUnique({ where });
  // Its project was deleted meanwhile: there is nothing to record, and nothing to wait for.
  if (commit === null) return ending.commit;
  if (commit.status !== 'completed') await closeCommit(deps, key);
  // A check that had nothing to run on did not take too long.
  const checks = ending.checks === 'timed_out' && !(await hasCommit(deps, key)) ? 'skipped' : ending.checks;
  await endSteps(deps.db, key, ending.commit, checks, ending.note);
  const conclusion = (await deps.db.buildStep.findUnique({ where }))?.conclusion ?? null;
  return isCommitConclusion(conclusion) ? conclusion : ending.commit;
}

async function hasCommit({ db }: ActivityDeps, { buildId, target }: TargetInput): Promise<boolean> {
  const where = { buildId_target: { buildId, target } } as const;
  return (await db.buildTarget.findUniqueOrThrow({ where, select: { commitSha: true } })).commitSha !== null;
}

async function closeCommit(deps: ActivityDeps, key: TargetInput): Promise<void> {
  const { build, config } = await loadInputs(deps, key.buildId);
  const { id: buildId, sequence, branch, project } = build;
  const repository = deps.repositories.get(project.organization.slug, project.slug, key.target);
  const own = await sealRun(repository, { branch, sequence, buildId, attempt: key.attempt });
  if (own === null) return;
  const advance = { kind: 'committed', ...own, resolved: null } as const;
  const outcome = await concludeCommit(deps, key, { repository, config }, own.tree, advance);
  await recordStep(deps.db, { ...key, step: 'commit' }, { status: 'completed', ...outcome });
}
