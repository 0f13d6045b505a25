import { condition, proxyActivities, setHandler } from '@temporalio/workflow';
import type { DeliveryActivities } from '../activities/index.ts';
import { WEBHOOK_QUEUE } from '../temporal/ids.ts';
import { type DeliveryInput, sendNow } from '../temporal/messages.ts';

const { attemptDelivery } = proxyActivities<DeliveryActivities>({
  taskQueue: WEBHOOK_QUEUE,
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 s', maximumInterval: '1 minute' },
  summary: 'Send the webhook',
});

/**
 * Workflow of one webhook delivery: sends it until it is accepted or given up. The activity decides the delay between
 * attempts, by the settings. A person's request ends the current delay and restarts the sequence of delays.
 */
export async function deliver({ deliveryId }: DeliveryInput): Promise<void> {
  let isAsked = false;
  setHandler(sendNow, () => {
    isAsked = true;
  });
  for (let failed = 0; ; failed++) {
    isAsked = false;
    const waitMs = await attemptDelivery(deliveryId, failed);
    if (waitMs === null && !isAsked) return;
    if (waitMs !== null) await condition(() => isAsked, waitMs);
    if (isAsked) failed = -1;
  }
}
