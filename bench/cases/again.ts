import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { LANGUAGE_TARGETS } from '../../src/contract/targets.ts';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { temporalConnection } from '../../src/temporal/connection.ts';
import { completed, example, type Kiln, newProject } from '../kiln.ts';
import { median, type Row, seconds } from '../row.ts';
import type { empty } from './empty-workflow.ts';

/** Warm-up rounds of new processes, on both sides, which are not counted. */
const WARM_UP = 10;
const ROUNDS = 21;
const TASK_QUEUE = 'kiln-bench';
const POLL_MS = 100;

/** A build in which nothing changed, compared with a workflow of eleven children that do nothing, in alternation. */
export async function again(kiln: Kiln): Promise<Row[]> {
  const { project, build } = await newProject(kiln, await example('Again'));
  await completed(kiln, build.id);
  const db = openDatabase(kiln.stack.databaseUrl);
  const builds: number[] = [];
  const empties: number[] = [];
  await withEmptyWorkflows(kiln, async (runEmpty) => {
    for (let round = -WARM_UP; round < ROUNDS; round++) {
      const postedAt = Date.now();
      const { id } = await kiln.client.builds.create({ project, revision: 'main' });
      const took = ((await endOf(db, id)) - postedAt) / 1000;
      const emptyTook = await seconds(runEmpty);
      if (round < 0) continue;
      builds.push(took);
      empties.push(emptyTook);
    }
  });
  await db.$disconnect();
  return [
    {
      what: 'the same build again, nothing changed',
      value: median(builds),
      unit: 's',
      compared: { with: 'an empty workflow of eleven children', value: median(empties) },
      goal: { most: 1.5 },
    },
  ];
}

/** When a build ended, from its record: polling the API for it would disturb the measurement. */
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

/** Provides a function that runs a workflow with as many empty children as a build has targets. */
async function withEmptyWorkflows(
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
