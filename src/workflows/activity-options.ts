import { ActivityCancellationType, type ActivityOptions } from '@temporalio/workflow';

/**
 * Options of every activity. The worker enforces the time limit of a step, which is a setting; heartbeats show that
 * it is alive. Outages of the database, the disk or the generator are retried for about an hour; defects give up
 * earlier (src/activities/interceptor.ts). A cancellation waits until nothing runs any more: only then is it known
 * what was done.
 */
export const STEP = {
  startToCloseTimeout: '25 hours',
  heartbeatTimeout: '30 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { maximumAttempts: 120, initialInterval: '200 ms', maximumInterval: '30 seconds' },
} satisfies ActivityOptions;
