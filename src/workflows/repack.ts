import { isCancellation, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';

const { findAged, repackRepository } = proxyActivities<Activities>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '60 seconds',
  retry: { maximumAttempts: 2 },
  summary: 'Find repositories with many packs',
});

/** Run by a schedule: keeps repositories quick as they age, one after the other. Gives how many were repacked. */
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
      // The others are repacked all the same, and this one by the next run.
    }
  }
  return done;
}
