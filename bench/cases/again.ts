import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { LANGUAGE_TARGETS } from '../../src/contract/targets.ts';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { completed, example, type Kiln, newProject } from '../kiln.ts';
import { median, type Row, seconds } from '../row.ts';
import type { empty } from './empty-workflow.ts';

const ROUNDS = 11;
const TASK_QUEUE = 'kiln-bench';
const POLL_MS = 100;

/** A build in which nothing changed, beside a workflow of eleven children that do nothing. */
export async function again(kiln: Kiln): Promise<Row[]> {
  const { project, build } = await newProject(kiln, await example('Again'));
  await completed(kiln, build.id);
  const times: number[] = [];
  const db = openDatabase(kiln.stack.databaseUrl);
  for (let round = 0; round < ROUNDS; round++) {
    const postedAt = Date.now();
    const { id } = await kiln.client.builds.create({ project, revision: 'main' });
    times.push(((await endOf(db, id)) - postedAt) / 1000);
  }
  await db.$disconnect();
  return [
    {
      what: 'the same build again, nothing changed',
      value: median(times),
      unit: 's',
      compared: { with: 'an empty workflow of eleven children', value: median(await emptyWorkflows(kiln)) },
      goal: { most: 1.5 },
    },
  ];
}

/** When a build ended, from its record: whoever asks the API for it often takes time from what is measured. */
async function endOf(db: Database, id: string): Promise<number> {
  for (;;) {
    const { completedAt } = await db.build.findUniqueOrThrow({
      where: { id },
      select: { completedAt: true },
    });
    if (completedAt !== null) return completedAt.getTime();
    await sleep(POLL_MS);
  }
}

async function emptyWorkflows({ stack }: Kiln): Promise<number[]> {
  const native = await NativeConnection.connect({ address: stack.temporalAddress });
  const connection = await Connection.connect({ address: stack.temporalAddress });
  const client = new Client({ connection });
  const worker = await Worker.create({
    connection: native,
    taskQueue: TASK_QUEUE,
    workflowsPath: fileURLToPath(new URL('./empty-workflow.ts', import.meta.url)),
    maxCachedWorkflows: 500,
  });
  const times = await worker.runUntil(async () => {
    const measured: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const options = {
        workflowId: `empty-${round}`,
        taskQueue: TASK_QUEUE,
        args: [LANGUAGE_TARGETS.length] as [number],
      };
      measured.push(await seconds(() => client.workflow.execute<typeof empty>('empty', options)));
    }
    return measured;
  });
  await connection.close();
  await native.close();
  return times;
}
