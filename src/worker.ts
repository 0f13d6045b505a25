import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { attempts } from './activities/attempts.ts';
import type { ActivityDeps } from './activities/deps.ts';
import { createBuildActivities, createCheckQueueActivities } from './activities/index.ts';
import type { TemporalConnection } from './runtime/temporal-connection.ts';
import { BUILD_QUEUE, CHECK_QUEUE, type Queue } from './workflows/ids.ts';

export interface RunningWorker {
  /** Settles when the worker ended by itself, which it should not. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** The workflows: a bundle that was made before, or the folder to make one of. */
export type WorkflowCode = Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'>;

export interface StartWorkerOptions {
  readonly deps: ActivityDeps;
  readonly temporal: TemporalConnection;
  readonly workflows: WorkflowCode;
  readonly queues: readonly Queue[];
}

/** Serves task queues: workflows with their quick activities, and the checks, as many as settings allow. */
export async function startWorker(options: StartWorkerOptions): Promise<RunningWorker> {
  const connection = await NativeConnection.connect(options.temporal.options);
  const workers = await Promise.all(options.queues.map((queue) => createWorker(queue, options, connection)));
  const ended = Promise.all(workers.map((worker) => worker.run())).then(() => connection.close());
  ended.catch(() => {});
  return {
    ended,
    async stop() {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended;
    },
  };
}

function createWorker(
  queue: Queue,
  { deps, temporal, workflows }: StartWorkerOptions,
  connection: NativeConnection,
): Promise<Worker> {
  const common = {
    connection,
    namespace: temporal.namespace,
    interceptors: { activity: [attempts(deps.config)] },
    // A cancellation comes with the answer to a heartbeat.
    maxHeartbeatThrottleInterval: '2 seconds',
    // Then what runs is handed over.
    shutdownGraceTime: '10 seconds',
  } satisfies Partial<WorkerOptions>;
  switch (queue) {
    case 'builds':
      return Worker.create({
        ...common,
        ...workflows,
        taskQueue: BUILD_QUEUE,
        activities: createBuildActivities(deps),
        maxCachedWorkflows: 500,
        maxConcurrentActivityTaskExecutions: 24,
      });
    case 'checks':
      return Worker.create({
        ...common,
        taskQueue: CHECK_QUEUE,
        activities: createCheckQueueActivities(deps),
        maxConcurrentActivityTaskExecutions: deps.config.checkConcurrency,
      });
  }
}

/** The bundle that the launcher makes when it compiles; without one the workflows beside this file. */
export function workflowCode(): WorkflowCode {
  const bundle = fileURLToPath(new URL('./workflow-bundle.js', import.meta.url));
  return existsSync(bundle) ? { workflowBundle: { codePath: bundle } } : { workflowsPath: workflowsPath() };
}

/** The workflows beside this file: compiled in `dist/`, as written under the tests. */
export function workflowsPath(): string {
  const compiled = fileURLToPath(new URL('./workflows/index.js', import.meta.url));
  return existsSync(compiled) ? compiled : fileURLToPath(new URL('./workflows/index.ts', import.meta.url));
}
