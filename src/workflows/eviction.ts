import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { CHECK_QUEUE } from '../temporal/ids.ts';

const { evictResults } = proxyActivities<Activities>({
  startToCloseTimeout: '10 minutes',
  retry: { maximumAttempts: 3 },
  summary: 'Remove unused generated trees and check results',
});
const { evictPackageCaches } = proxyActivities<Activities>({
  taskQueue: CHECK_QUEUE,
  scheduleToStartTimeout: '30 minutes',
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '1 minute',
  retry: { maximumAttempts: 3 },
  summary: 'Reduce the package caches to their limit',
});

/** Run by a schedule: keeps caches within their limits. Returns how many results were evicted, and bytes freed. */
export async function eviction(): Promise<{ results: number; bytes: number }> {
  const results = await evictResults();
  return { results, bytes: await evictPackageCaches() };
}
