import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';

const { startMissing } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  retry: { maximumAttempts: 3 },
  summary: 'Start builds that have no workflow',
});

/** Run by a schedule: starts the builds that were answered while Temporal was down. */
export async function reconcile(): Promise<number> {
  return startMissing();
}
