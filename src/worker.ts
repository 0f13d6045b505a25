import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { ActivityDeps } from './activities/deps.ts';
import { createBuildActivities, createCheckActivities } from './activities/index.ts';
import type { TemporalConnection } from './runtime/temporal-connection.ts';
import { BUILD_QUEUE, CHECK_QUEUE } from './workflows/ids.ts';

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
}

/** Serves both task queues: workflows with their quick activities, and the checks, as many as settings allow. */
export async function startWorker({ deps, temporal, workflows }: StartWorkerOptions): Promise<RunningWorker> {
  const connection = await NativeConnection.connect(temporal.options);
  const builds = await Worker.create({
    connection,
    namespace: temporal.namespace,
    taskQueue: BUILD_QUEUE,
    ...workflows,
    activities: createBuildActivities(deps),
    maxCachedWorkflows: 500,
    maxConcurrentActivityTaskExecutions: 24,
    shutdownGraceTime: '10 seconds',
  });
  const checks = await Worker.create({
    connection,
    namespace: temporal.namespace,
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
