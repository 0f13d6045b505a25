import type { CommitConclusion } from '../../contract/targets.ts';
import { fenceAttempt } from '../../git/sdk-branch/fence-attempt.ts';
import { endSteps } from '../../records/end-steps.ts';
import { recordStep } from '../../records/record-step.ts';
import { findCommit } from '../../records/target-state.ts';
import type { Ending, TargetInput } from '../../temporal/messages.ts';
import type { ActivityDeps } from '../inputs/deps.ts';
import { loadTarget } from '../inputs/load-inputs.ts';
import { concludeCommit } from './commit-outcome.ts';

/**
 * Ends every open step of a target after its workflow failed, was cancelled or timed out. If the commit step
 * is open, the attempt is fenced off in the repository; a commit that was already made stays and is recorded.
 * Returns the conclusion of the commit.
 */
export async function closeTarget(
  deps: ActivityDeps,
  key: TargetInput,
  ending: Ending,
): Promise<CommitConclusion> {
  const commit = await findCommit(deps.db, key);
  // The project was deleted meanwhile: there is nothing to record.
  if (commit === null) return ending.commit;
  if (commit.status !== 'completed') await closeCommit(deps, key);
  // Without a commit, checks never started: they are skipped, not timed out.
  const sha = (await findCommit(deps.db, key))?.sha ?? null;
  const checks = ending.checks === 'timed_out' && sha === null ? 'skipped' : ending.checks;
  await endSteps(deps.db, key, ending.commit, checks, ending.note);
  return (await findCommit(deps.db, key))?.conclusion ?? ending.commit;
}

async function closeCommit(deps: ActivityDeps, key: TargetInput): Promise<void> {
  const inputs = await loadTarget(deps, key.buildId, key.target);
  const { id: buildId, sequence, branch } = inputs.build;
  const { repository } = inputs;
  const own = await fenceAttempt(repository, { branch, sequence, buildId, attempt: key.attempt });
  if (own === null) return;
  const advance = { kind: 'committed', ...own, resolved: null } as const;
  const outcome = await concludeCommit(deps, key, inputs, own.tree, advance);
  await recordStep(deps.db, { ...key, step: 'commit' }, { status: 'completed', ...outcome });
}
