import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import type { ActivityDeps } from './activities/deps.ts';
import { createBuildActivities, createCheckActivities } from './activities/index.ts';
import { BUILD_QUEUE, CHECK_QUEUE } from './workflows/ids.ts';

export interface RunningWorker {
  /** Settles when the worker ended by itself, which it should not. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export interface WorkerOptions {
  readonly deps: ActivityDeps;
  readonly temporalAddress: string;
  readonly workflowBundle?: WorkflowBundleOption;
}

/** Serves both task queues: workflows with their quick activities, and the checks, as many as settings allow. */
export async function startWorker({
  deps,
  temporalAddress,
  workflowBundle,
}: WorkerOptions): Promise<RunningWorker> {
  const connection = await NativeConnection.connect({ address: temporalAddress });
  const builds = await Worker.create({
    connection,
    taskQueue: BUILD_QUEUE,
    ...(workflowBundle === undefined ? { workflowsPath: workflowsPath() } : { workflowBundle }),
    activities: createBuildActivities(deps),
    maxCachedWorkflows: 500,
    maxConcurrentActivityTaskExecutions: 24,
    shutdownGraceTime: '10 seconds',
  });
  const checks = await Worker.create({
    connection,
    taskQueue: CHECK_QUEUE,
    activities: createCheckActivities(deps),
    maxConcurrentActivityTaskExecutions: deps.config.checkConcurrency,
    shutdownGraceTime: '10 seconds',
  });
  const ended = Promise.all([builds.run(), checks.run()]).then(() => connection.close());
  ended.catch(() => {});
  return {
    ended,
    async stop() {
      for (const worker of [builds, checks]) if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended;
    },
  };
}

/** The workflows beside this file: compiled in `dist/`, as written under the tests. */
export function workflowsPath(): string {
  const compiled = fileURLToPath(new URL('./workflows/index.js', import.meta.url));
  return existsSync(compiled) ? compiled : fileURLToPath(new URL('./workflows/index.ts', import.meta.url));
}
