import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';

const LONG = {
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '1 minute',
  retry: { maximumAttempts: 3 },
} as const;
const { retireBuilds } = proxyActivities<Activities>({
  ...LONG,
  summary: 'Remove logs, packages and events of old builds',
});
const { sweepFiles } = proxyActivities<Activities>({
  ...LONG,
  summary: 'Remove unreferenced files',
});

/** Run by a schedule: removes logs, packages and events of old builds, but never commits. Returns how many of each. */
export async function retention(): Promise<{ builds: number; files: number }> {
  const builds = await retireBuilds();
  return { builds, files: await sweepFiles() };
}
