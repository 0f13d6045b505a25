import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { CHECK_QUEUE } from './ids.ts';

const { evictResults } = proxyActivities<Activities>({
  startToCloseTimeout: '10 minutes',
  retry: { maximumAttempts: 3 },
  summary: 'Forget generated trees and results of checks that are not used',
});
const { evictPackageCaches } = proxyActivities<Activities>({
  taskQueue: CHECK_QUEUE,
  scheduleToStartTimeout: '30 minutes',
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '1 minute',
  retry: { maximumAttempts: 3 },
  summary: 'Bring the package caches below their limit',
});

/** Run by a schedule: caches stay within their limits. Gives how many results were forgotten, and bytes freed. */
export async function eviction(): Promise<{ results: number; bytes: number }> {
  const results = await evictResults();
  return { results, bytes: await evictPackageCaches() };
}
