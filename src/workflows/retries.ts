import { ActivityCancellationType, type ActivityOptions } from '@temporalio/workflow';

/**
 * Of every activity. How long a step may take is a setting that the worker keeps; that it is alive, its heartbeats say.
 * A database, a disk or a generator that is away comes back: about an hour is waited for it. Defects give up earlier
 * (src/activities/attempts.ts). Whoever cancels waits until nothing runs any more: only then is it known what was done.
 */
export const STEP = {
  startToCloseTimeout: '25 hours',
  heartbeatTimeout: '30 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { maximumAttempts: 120, initialInterval: '200 ms', maximumInterval: '30 seconds' },
} satisfies ActivityOptions;
