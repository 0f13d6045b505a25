import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Worker,
  type WorkerOptions,
} from '@temporalio/worker';
import {
  createBuildActivities,
  createCheckQueueActivities,
  createWebhookQueueActivities,
} from '../activities/index.ts';
import type { ActivityDeps } from '../activities/inputs/deps.ts';
import { attempts } from '../activities/interceptor.ts';
import { VERSION } from '../runtime/version.ts';
import type { TemporalConnection } from '../temporal/connection.ts';
import { BUILD_QUEUE, CHECK_QUEUE, type Queue, WEBHOOK_QUEUE } from '../temporal/ids.ts';
import { DEPLOYMENT } from '../temporal/worker-versions.ts';

/** Workflow tasks, and local activities in them, that a worker runs at once. */
const WORKFLOW_TASKS = Math.max(8, 4 * availableParallelism());

export interface RunningWorker {
  /** Settles if the worker stops by itself, which it should not. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** The workflow bundle and its version. */
export interface WorkflowCode {
  readonly code: string;
  /** Temporal's build id of the worker's version; it changes with the workflows. */
  readonly buildId: string;
}

export interface StartWorkerOptions {
  readonly deps: ActivityDeps;
  readonly temporal: TemporalConnection;
  readonly workflows: WorkflowCode;
  readonly queues: readonly Queue[];
}

const DELIVERIES_AT_ONCE = 100;

/** Serves task queues: workflows with their short activities, and as many concurrent checks as the settings allow. */
export async function startWorker(options: StartWorkerOptions): Promise<RunningWorker> {
  const connection = await NativeConnection.connect(options.temporal.options);
  const queues = options.queues.flatMap((queue) =>
    queue === 'builds' ? [queue, 'webhooks' as const] : [queue],
  );
  const workers = await Promise.all(queues.map((queue) => createWorker(queue, options, connection)));
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
  queue: Queue | 'webhooks',
  { deps, temporal, workflows }: StartWorkerOptions,
  connection: NativeConnection,
): Promise<Worker> {
  const common = {
    connection,
    namespace: temporal.namespace,
    interceptors: { activity: [attempts(deps.config)] },
    // Cancellations arrive in the response to a heartbeat.
    maxHeartbeatThrottleInterval: '2 seconds',
    // After that, running activities are handed over.
    shutdownGraceTime: '10 seconds',
  } satisfies Partial<WorkerOptions>;
  switch (queue) {
    case 'builds':
      return Worker.create({
        ...common,
        workflowBundle: { code: workflows.code },
        workerDeploymentOptions: {
          version: { deploymentName: DEPLOYMENT, buildId: workflows.buildId },
          useWorkerVersioning: true,
          // A build keeps the version of the workflows that started it, as long as that version has a worker.
          defaultVersioningBehavior: 'PINNED',
        },
        taskQueue: BUILD_QUEUE,
        activities: createBuildActivities(deps),
        maxCachedWorkflows: 500,
        // More at once would all exceed the ten seconds of a workflow task when processors are busy, and none would
        // get anywhere. Others wait at the server.
        maxConcurrentWorkflowTaskExecutions: WORKFLOW_TASKS,
        maxConcurrentLocalActivityExecutions: WORKFLOW_TASKS,
        maxConcurrentActivityTaskExecutions: 24,
      });
    // Unversioned: it has no workflows, and serves the checks of every version's builds.
    case 'checks':
      return Worker.create({
        ...common,
        taskQueue: CHECK_QUEUE,
        activities: createCheckQueueActivities(deps),
        maxConcurrentActivityTaskExecutions: deps.config.checkConcurrency,
      });
    // Each may wait for an external server until its time limit.
    case 'webhooks':
      return Worker.create({
        ...common,
        taskQueue: WEBHOOK_QUEUE,
        activities: createWebhookQueueActivities(deps),
        maxConcurrentActivityTaskExecutions: DELIVERIES_AT_ONCE,
      });
  }
}

/** The bundle that the launcher makes when it compiles; without one, the workflows beside this file are bundled. */
export async function workflowCode(): Promise<WorkflowCode> {
  const bundle = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
  const code = existsSync(bundle)
    ? await readFile(bundle, 'utf8')
    : (await bundleWorkflowCode({ workflowsPath: workflowsPath(), logger: new DefaultLogger('ERROR') })).code;
  // Its source map contains the paths of the machine that made it.
  const hash = createHash('sha256').update(code.replace(/^\/\/# sourceMappingURL=.*$/m, ''));
  return { code, buildId: `${VERSION}-${hash.digest('hex').slice(0, 12)}` };
}

/** The workflows beside this file: compiled in `dist/`, TypeScript under the tests. */
export function workflowsPath(): string {
  const compiled = fileURLToPath(new URL('../workflows/index.js', import.meta.url));
  return existsSync(compiled) ? compiled : fileURLToPath(new URL('../workflows/index.ts', import.meta.url));
}
