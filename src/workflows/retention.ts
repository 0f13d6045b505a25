import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';

const LONG = {
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '1 minute',
  retry: { maximumAttempts: 3 },
} as const;
const { retireBuilds } = proxyActivities<Activities>({
  ...LONG,
  summary: 'Take logs, packages and events from old builds',
});
const { sweepFiles } = proxyActivities<Activities>({
  ...LONG,
  summary: 'Remove files that nothing names any more',
});

/** Run by a schedule: old builds keep what they made, and lose logs, packages and events. Gives how many of each. */
export async function retention(): Promise<{ builds: number; files: number }> {
  const builds = await retireBuilds();
  return { builds, files: await sweepFiles() };
}
