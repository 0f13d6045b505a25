import { type WorkflowExecutionStatusName, WorkflowNotFoundError } from '@temporalio/client';
import { isSdkTarget } from '../contract/targets.ts';
import { loadBuild } from '../records/builds.ts';
import { recordBuildCompleted } from '../records/closing.ts';
import { attemptOf } from '../records/steps.ts';
import { startBuild } from '../workflows/client.ts';
import type { Ending } from '../workflows/failures.ts';
import { buildWorkflowId } from '../workflows/ids.ts';
import { closeTarget } from './close-target.ts';
import type { ActivityDeps } from './deps.ts';

/** Younger builds are still being started by the request that made them. */
const GRACE_MS = 5_000;
/** Those of schedules are started by the workflow of their run. */
const SCHEDULED_GRACE_MS = 10 * 60_000;
const AT_ONCE = 50;
/** Builds that are looked at in one run; the oldest first. */
const OPEN_AT_MOST = 1_000;

export function createReconcileActivities(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /** Starts builds of which nothing happened yet; one that runs already is left alone. Gives how many. */
    async startMissing(): Promise<number> {
      const waiting = await db.build.findMany({
        where: { completedAt: null, eventCount: 0, OR: ownAfter(Date.now()) },
        orderBy: { sequence: 'asc' },
        take: AT_ONCE,
        select: { id: true },
      });
      for (const { id } of waiting) await startBuild(deps, await loadBuild(db, id));
      return waiting.length;
    },

    /**
     * Closes builds whose workflow ended without a final record: it was terminated, or failed by a defect of ours.
     * One that Temporal does not know any more is started again. Removes what dead workers left. Gives how many.
     */
    async closeEnded(): Promise<number> {
      await deps.sweep();
      const open = await db.build.findMany({
        where: { completedAt: null, OR: ownAfter(Date.now()) },
        orderBy: { sequence: 'asc' },
        take: OPEN_AT_MOST,
        select: { id: true },
      });
      let closed = 0;
      for (const { id } of open) if (await closeIfEnded(deps, id)) closed += 1;
      return closed;
    },
  };
}

/** Builds that nobody else starts any more. */
function ownAfter(nowMs: number) {
  return [
    { scheduledAt: null, createdAt: { lt: new Date(nowMs - GRACE_MS) } },
    { createdAt: { lt: new Date(nowMs - SCHEDULED_GRACE_MS) } },
  ];
}

async function closeIfEnded(deps: ActivityDeps, id: string): Promise<boolean> {
  const { db, temporal } = deps;
  // Before the workflow is looked at: a retry that comes later has higher versions, and is left alone.
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

/** How a build is recorded whose workflow ended so; null while it runs. */
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
      return { commit: 'timed_out', checks: 'timed_out', note: 'The workflow ran past its time limit.' };
    case 'FAILED':
    case 'COMPLETED':
      return {
        commit: 'fatal',
        checks: 'skipped',
        note: 'The workflow ended without a record of this step.',
      };
  }
}
