import { setTimeout as wait } from 'node:timers/promises';
import { type Connection, isGrpcServiceError } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';

/** `NOT_FOUND`, `ALREADY_EXISTS` of gRPC. */
const [NOT_FOUND, ALREADY_EXISTS] = [5, 6];
/** How long Temporal keeps completed workflows. Kiln's own record is kept for ever. */
const KEPT = '30 days';
const USABLE_WITHIN_MS = 90_000;

/** Creates the namespace if it is missing, and waits until every part of the server knows it. */
export async function ensureNamespace(connection: Connection, namespace: string): Promise<void> {
  const { workflowService } = connection;
  if (!(await exists(connection, namespace))) await register(connection, namespace);
  const until = Date.now() + USABLE_WITHIN_MS;
  for (;;) {
    try {
      await workflowService.countWorkflowExecutions({ namespace });
      return;
    } catch (error) {
      if (Date.now() > until || !isGrpcServiceError(error) || error.code !== NOT_FOUND) throw error;
      await wait(250);
    }
  }
}

async function exists({ workflowService }: Connection, namespace: string): Promise<boolean> {
  try {
    await workflowService.describeNamespace({ namespace });
    return true;
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === NOT_FOUND) return false;
    throw error;
  }
}

async function register({ workflowService }: Connection, namespace: string): Promise<void> {
  try {
    await workflowService.registerNamespace({
      namespace,
      description: 'Builds of Kiln',
      workflowExecutionRetentionPeriod: msToTs(KEPT),
    });
  } catch (error) {
    // Another worker created it first.
    if (!isGrpcServiceError(error) || error.code !== ALREADY_EXISTS) throw error;
  }
}
