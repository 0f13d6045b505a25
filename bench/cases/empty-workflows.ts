import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { LANGUAGE_TARGETS } from '../../src/contract/targets.ts';
import { temporalConnection } from '../../src/temporal/connection.ts';
import type { Kiln } from '../kiln.ts';
import type { empty } from './empty-workflow.ts';

const TASK_QUEUE = 'kiln-bench';

/** Provides a function that runs a workflow with as many empty children as a build has targets. */
export async function withEmptyWorkflows(
  { stack }: Kiln,
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
      args: [LANGUAGE_TARGETS.length],
    });
  await worker.runUntil(() => work(runEmpty));
  await connection.close();
  await native.close();
}
