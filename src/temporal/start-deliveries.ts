import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Database } from '../records/database.ts';
import { makeDeliveries } from '../records/make-deliveries.ts';
import { lateDeliveries } from '../records/webhook-deliveries.ts';
import { whenNoted } from '../records/webhook-events.ts';
import { BUILD_QUEUE, deliveryWorkflowId } from './ids.ts';
import { type DeliveryInput, type DeliveryWorkflow, sendNow } from './messages.ts';

const DEADLINE_MS = 3_000;
/** Maximum number of notes read at once. */
const BATCH = 100;
/** Notes within this time, in ms, are read together. */
const TOGETHER_MS = 50;
/** A delivery that is this late may have no workflow. */
const QUIET_MS = 60_000;
const LATE_AT_ONCE = 50;

export interface DeliveryDeps {
  readonly db: Database;
  readonly temporal: Client;
}

/** Turns notes for webhooks into deliveries, and starts them. */
export async function startDeliveries({ db, temporal }: DeliveryDeps): Promise<void> {
  for (;;) {
    const { read, ids } = await makeDeliveries(db, BATCH);
    for (const id of ids) await startDelivery(temporal, id, 'start');
    if (read < BATCH) return;
  }
}

/** The same, and starts deliveries without a workflow, left behind by a process that died. */
export async function startMissingDeliveries(deps: DeliveryDeps): Promise<void> {
  await startDeliveries(deps);
  for (const id of await lateDeliveries(deps.db, QUIET_MS, LATE_AT_ONCE)) {
    await startDelivery(deps.temporal, id, 'start');
  }
}

/**
 * Starts the workflow of a delivery. A running one is left alone, or stops waiting if `now` is set. Returns false if
 * Temporal did not answer in time: the maintenance schedule starts it then.
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

/** From now on, this process delivers its notes for webhooks at once, and not only with the next maintenance run. */
export function deliverWhenNoted(deps: DeliveryDeps): void {
  let isDue = false;
  let isRunning = false;
  const run = async () => {
    isRunning = true;
    while (isDue) {
      await new Promise((resolve) => setTimeout(resolve, TOGETHER_MS).unref());
      isDue = false;
      // The maintenance schedule does what fails here.
      await startDeliveries(deps).catch(() => {});
    }
    isRunning = false;
  };
  whenNoted(deps.db, () => {
    isDue = true;
    if (!isRunning) void run();
  });
}
