import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { temporalConnection } from '../../src/temporal/connection.ts';
import type { Kiln } from '../kiln.ts';
import type { empty } from './empty-workflow.ts';

const TASK_QUEUE = 'kiln-bench';

/** Provides a function that runs a workflow with some empty children. */
export async function withEmptyWorkflows(
  { stack }: Kiln,
  children: number,
  work: (runEmpty: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const { options } = temporalConnection(stack.temporalAddress, stack.temporalKey);
  const native = await NativeConnection.connect(options);
  const connection = await Connection.connect(options);
  const client = new Client({ connection });
  const worker = await Worker.create({
    connection: native,
    taskQueue: TASK_QUEUE,
    workflowsPath: fileURLToPath(new URL('./empty-workflow.ts', import.meta.url)),
    maxCachedWorkflows: 500,
  });
  let count = 0;
  const runEmpty = () =>
    client.workflow.execute<typeof empty>('empty', {
      workflowId: `empty-${count++}`,
      taskQueue: TASK_QUEUE,
      args: [children],
    });
  await worker.runUntil(() => work(runEmpty));
  await connection.close();
  await native.close();
}
