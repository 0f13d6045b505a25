import { isCancellation, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';

const { findAged, repackRepository } = proxyActivities<Activities>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '60 seconds',
  retry: { maximumAttempts: 2 },
  summary: 'Find repositories with many packs',
});

/** Run by a schedule: repacks aged repositories one after the other, so that they stay fast. Returns how many. */
export async function repack(): Promise<number> {
  const aged = await findAged();
  let done = 0;
  for (const place of aged) {
    const summary = `Repack ${place.org}/${place.project}-${place.kind}`;
    try {
      await repackRepository.executeWithOptions({ summary }, [place]);
      done += 1;
    } catch (error) {
      if (isCancellation(error)) throw error;
      // The others are still repacked, and this one by the next run.
    }
  }
  return done;
}
