import { type WorkflowExecutionStatusName, WorkflowNotFoundError } from '@temporalio/client';
import { isSdkTarget } from '../contract/targets.ts';
import { quietAdoptions } from '../records/adoptions.ts';
import { loadBuild } from '../records/builds.ts';
import { recordBuildCompleted } from '../records/end-steps.ts';
import { openBuilds } from '../records/open-builds.ts';
import { attemptOf } from '../records/steps.ts';
import { buildWorkflowId } from '../temporal/ids.ts';
import type { Ending } from '../temporal/messages.ts';
import { startAdoption } from '../temporal/start-adoption.ts';
import { startBuild } from '../temporal/start-build.ts';
import { startMissingDeliveries } from '../temporal/start-deliveries.ts';
import { closeTarget } from './committing/close-target.ts';
import type { ActivityDeps } from './inputs/deps.ts';

/** Younger adoptions are still being started by the request that created them. */
const QUIET_MS = 5_000;
const AT_ONCE = 50;
/** Builds per run, oldest first. */
const OPEN_AT_MOST = 1_000;

export function createReconcileActivities(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /**
     * Starts recorded builds, adoptions and webhook deliveries that have not started; running ones are left
     * alone. Returns the number of builds.
     */
    async startMissing(): Promise<number> {
      const waiting = await openBuilds(db, { untouched: true, limit: AT_ONCE });
      for (const id of waiting) await startBuild(deps, await loadBuild(db, id));
      for (const { id, state } of await quietAdoptions(db, QUIET_MS, AT_ONCE)) {
        const step = state === 'planning' ? 'plan' : 'carry_out';
        await startAdoption(deps.temporal, { adoptionId: id, step });
      }
      await startMissingDeliveries(deps);
      return waiting.length;
    },

    /**
     * Closes builds whose workflow ended without a final record, because it was terminated or failed with a
     * defect. Restarts builds that Temporal no longer knows. Removes files of dead workers. Returns the
     * number of builds closed.
     */
    async closeEnded(): Promise<number> {
      await deps.sweep();
      const open = await openBuilds(db, { untouched: false, limit: OPEN_AT_MOST });
      let closed = 0;
      for (const id of open) if (await closeIfEnded(deps, id)) closed += 1;
      return closed;
    },
  };
}

async function closeIfEnded(deps: ActivityDeps, id: string): Promise<boolean> {
  const { db, temporal } = deps;
  // Read before the workflow's status: a later retry has higher versions and is not touched.
  const build = await loadBuild(db, id);
  let status: WorkflowExecutionStatusName;
  try {
    status = (await temporal.workflow.getHandle(buildWorkflowId(id)).describe()).status.name;
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    await startBuild(deps, build);
    return false;
  }
  const ending = endingOf(status);
  if (ending === null) return false;
  for (const { target, steps } of build.targets) {
    if (!isSdkTarget(target)) continue;
    await closeTarget(deps, { buildId: id, target, attempt: attemptOf(steps) }, ending);
  }
  await recordBuildCompleted(db, id);
  return true;
}

/** How to record a build whose workflow has this status; null while it is running. */
function endingOf(status: WorkflowExecutionStatusName): Ending | null {
  switch (status) {
    case 'RUNNING':
    case 'PAUSED':
    case 'CONTINUED_AS_NEW':
    case 'UNSPECIFIED':
    case 'UNKNOWN':
      return null;
    case 'TERMINATED':
    case 'CANCELLED':
      return { commit: 'cancelled', checks: 'cancelled', note: `The workflow was ${status.toLowerCase()}.` };
    case 'TIMED_OUT':
      return { commit: 'timed_out', checks: 'timed_out', note: 'The workflow exceeded its time limit.' };
    case 'FAILED':
    case 'COMPLETED':
      return {
        commit: 'fatal',
        checks: 'skipped',
        note: 'The workflow ended without a record of this step.',
      };
  }
}
