import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';

const RETRY = { startToCloseTimeout: '1 minute', retry: { maximumAttempts: 3 } } as const;
const { startMissing } = proxyActivities<Activities>({
  ...RETRY,
  summary: 'Start builds that have no workflow',
});
const { closeEnded } = proxyActivities<Activities>({
  ...RETRY,
  heartbeatTimeout: '30 seconds',
  summary: 'Close builds whose workflow has ended',
});

/**
 * Run by a schedule: starts the builds that were accepted while Temporal was down, and closes those whose workflow
 * ended without recording how. Returns how many of each.
 */
export async function reconcile(): Promise<{ started: number; closed: number }> {
  const started = await startMissing();
  return { started, closed: await closeEnded() };
}
