import type { CommitConclusion } from '../../contract/targets.ts';
import { fenceAttempt } from '../../git/sdk-branch/fence-attempt.ts';
import type { Database } from '../../records/database.ts';
import { diagnosticsOf, replaceDiagnostics } from '../../records/diagnostics.ts';
import { endSteps } from '../../records/end-steps.ts';
import { recordStep } from '../../records/record-step.ts';
import { findCommit } from '../../records/target-state.ts';
import type { Ending, TargetInput } from '../../temporal/messages.ts';
import type { ActivityDeps } from '../inputs/deps.ts';
import { loadTarget } from '../inputs/load-inputs.ts';
import { type CommitOutcome, concludeCommit, notPushed, recordCommitFindings } from './commit-outcome.ts';
import { lacking } from './production-repository.ts';

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
  if (commit.status !== 'completed') await closeCommit(deps, key, ending);
  // If the commit did not complete, checks never started: they are skipped, not timed out.
  const { sha = null, conclusion = null } = (await findCommit(deps.db, key)) ?? {};
  if (ending.commit === 'fatal' && sha === null && (conclusion ?? 'fatal') === 'fatal')
    await explain(deps.db, key, ending.note);
  const hadChecks = sha !== null && commit.status === 'completed';
  const checks = ending.checks === 'timed_out' && !hadChecks ? 'skipped' : ending.checks;
  await endSteps(deps.db, key, ending.commit, checks, ending.note);
  return (await findCommit(deps.db, key))?.conclusion ?? ending.commit;
}

const STEP_FAILED = 'Step/Failed';

/**
 * A `fatal` target has a diagnostic that says why: the step that failed, if neither the description nor a command of the
 * config file is the reason. It replaces that of an earlier attempt.
 */
async function explain(db: Database, { buildId, target }: TargetInput, message: string): Promise<void> {
  const known = await diagnosticsOf(db, buildId, target);
  const isExplained = known.some(({ level, code }) => level === 'fatal' && code !== STEP_FAILED);
  const found = isExplained ? [] : [{ code: STEP_FAILED, level: 'fatal', message } as const];
  await replaceDiagnostics(db, { buildId, target, finder: 'commit' }, found);
}

async function closeCommit(deps: ActivityDeps, key: TargetInput, ending: Ending): Promise<void> {
  const inputs = await loadTarget(deps, key.buildId, key.target);
  const { id: buildId, sequence, branch } = inputs.build;
  const { repository } = inputs;
  const own = await fenceAttempt(repository, { branch, sequence, buildId, attempt: key.attempt });
  if (own === null) return;
  const advance = { kind: 'committed', ...own, resolved: null } as const;
  const name = await lacking(deps, inputs, own.sha);
  const message = name === null ? null : unpushedMessage(name, ending);
  if (message !== null) await recordCommitFindings(deps, key, inputs, [notPushed(message)]);
  const outcome = await concludeCommit(deps, key, inputs, own.tree, advance);
  const recorded = message === null ? outcome : unpushed(outcome, message, ending);
  await recordStep(deps.db, { ...key, step: 'commit' }, { status: 'completed', ...recorded });
}

/** The server may have taken a push whose end nobody saw, so the message does not deny it. */
function unpushedMessage(name: string, { commit, note }: Ending): string {
  const reason =
    commit === 'cancelled'
      ? 'was cancelled'
      : commit === 'timed_out'
        ? 'timed out'
        : `did not complete (${note})`;
  return `Committed, but the push to ${name} ${reason}. The next build pushes it; so does a retry of the step commit.`;
}

/** A push that was cancelled or timed out is part of the step, which did not succeed although it committed. */
function unpushed(outcome: CommitOutcome, note: string, { commit }: Ending): CommitOutcome {
  if (commit === 'cancelled' || commit === 'timed_out') return { ...outcome, conclusion: commit, note };
  return {
    ...outcome,
    conclusion: outcome.conclusion === 'version_bump' ? 'error' : outcome.conclusion,
    note,
  };
}
