import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Database } from '../records/database.ts';
import { makeDeliveries } from '../records/make-deliveries.ts';
import { lateDeliveries } from '../records/webhook-deliveries.ts';
import { whenNoted } from '../records/webhook-events.ts';
import { BUILD_QUEUE, deliveryWorkflowId } from './ids.ts';
import { type DeliveryInput, type DeliveryWorkflow, sendNow } from './messages.ts';

const DEADLINE_MS = 3_000;
/** Notes that are read at once. */
const BATCH = 100;
/** Notes of one moment are read together. */
const TOGETHER_MS = 50;
/** A delivery that is that late may have no workflow. */
const QUIET_MS = 60_000;
const LATE_AT_ONCE = 50;

export interface DeliveryDeps {
  readonly db: Database;
  readonly temporal: Client;
}

/** Makes deliveries of what was noted for webhooks, and starts them. */
export async function startDeliveries({ db, temporal }: DeliveryDeps): Promise<void> {
  for (;;) {
    const { read, ids } = await makeDeliveries(db, BATCH);
    for (const id of ids) await startDelivery(temporal, id, 'start');
    if (read < BATCH) return;
  }
}

/** The same, and starts deliveries that no workflow seems to try: what a process that ended has left. */
export async function startMissingDeliveries(deps: DeliveryDeps): Promise<void> {
  await startDeliveries(deps);
  for (const id of await lateDeliveries(deps.db, QUIET_MS, LATE_AT_ONCE)) {
    await startDelivery(deps.temporal, id, 'start');
  }
}

/**
 * Starts the workflow of a delivery. One that runs is left alone, or with `now` does not wait any longer. Gives false where
 * Temporal did not answer in time: upkeep starts it then.
 */
export async function startDelivery(temporal: Client, id: string, how: 'start' | 'now'): Promise<boolean> {
  const args: [DeliveryInput] = [{ deliveryId: id }];
  const options = {
    workflowId: deliveryWorkflowId(id),
    taskQueue: BUILD_QUEUE,
    args,
    staticSummary: `Webhook delivery ${id}`,
    workflowIdConflictPolicy: 'USE_EXISTING',
  } as const;
  try {
    await temporal.withDeadline(Date.now() + DEADLINE_MS, async () => {
      if (how === 'start') await temporal.workflow.start<DeliveryWorkflow>('deliver', options);
      else {
        const asked = { ...options, signal: sendNow };
        await temporal.workflow.signalWithStart<DeliveryWorkflow>('deliver', asked);
      }
    });
    return true;
  } catch (error) {
    return error instanceof WorkflowExecutionAlreadyStartedError;
  }
}

/** From here on, what this process notes for webhooks is delivered at once, and not only when upkeep next looks. */
export function deliverWhenNoted(deps: DeliveryDeps): void {
  let isDue = false;
  let isRunning = false;
  const run = async () => {
    isRunning = true;
    while (isDue) {
      await new Promise((resolve) => setTimeout(resolve, TOGETHER_MS).unref());
      isDue = false;
      // Upkeep does what cannot be done now.
      await startDeliveries(deps).catch(() => {});
    }
    isRunning = false;
  };
  whenNoted(deps.db, () => {
    isDue = true;
    if (!isRunning) void run();
  });
}
