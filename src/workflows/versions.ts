import { type Client, isGrpcServiceError } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { BUILD_QUEUE } from './ids.ts';

/** Name of the worker deployment, in Temporal's words; its versions are the workflows' code of each Kiln. */
export const DEPLOYMENT = 'kiln';

/** A worker asks for work at least every minute, also where there is none; one that is silent for longer is gone. */
const SILENT_MS = 100_000;
/** `NOT_FOUND` of gRPC. */
const NOT_FOUND = 5;
/** `TASK_QUEUE_TYPE_WORKFLOW` and `PINNED_OVERRIDE_BEHAVIOR_PINNED` of Temporal's API. */
const [WORKFLOW_TASKS, PINNED] = [1, 1];

/** A version of the deployment, as the server knows it. */
export interface Version {
  readonly buildId: string;
  readonly firstSeenMs: number;
  /** Whether a worker of it asks for workflow tasks. */
  readonly served: boolean;
}

export interface Deployment {
  /** Build id of the version that new workflows go to; null where there is none yet. */
  readonly current: string | null;
  readonly versions: readonly Version[];
}

export interface VersionPlan {
  /** New workflows shall go to this version. */
  readonly makeCurrent: boolean;
  /** Build ids of versions without a worker: their workflows shall go on at this version. */
  readonly moveFrom: readonly string[];
}

/**
 * What is to be done for the version `own`, which has a worker. It becomes current where there is none, where the
 * current one has no worker any more, or, when its worker has just `started`, where it is newer; so an old worker that
 * is started again takes nothing away. The current version takes the workflows of versions that have no worker, so
 * that none waits for ever.
 */
export function planVersions({ current, versions }: Deployment, own: string, started: boolean): VersionPlan {
  const of = (buildId: string | null) => versions.find((version) => version.buildId === buildId);
  const [mine, now] = [of(own), of(current)];
  if (mine === undefined) return { makeCurrent: false, moveFrom: [] };
  const newer = started && now !== undefined && mine.firstSeenMs > now.firstSeenMs;
  const makeCurrent = current !== own && (now === undefined || !now.served || newer);
  const gone = versions.filter(({ buildId, served }) => buildId !== own && !served);
  return { makeCurrent, moveFrom: makeCurrent || current === own ? gone.map(({ buildId }) => buildId) : [] };
}

/**
 * Where workflows of `own` go on when a worker of it leaves: at the current version, where the worker was the last.
 * Null where there is nothing to move. Where `own` is itself current the others take over, when they see that it is
 * gone: which of them still live, a worker that leaves cannot tell.
 */
export function planLeaving({ current, versions }: Deployment, own: string): string | null {
  const isServed = (buildId: string) =>
    versions.some((version) => version.buildId === buildId && version.served);
  return current !== null && isServed(current) && !isServed(own) ? current : null;
}

/**
 * The deployment with its versions; null before its first worker was seen. `leaving` is the identity of a worker
 * that asks for no more work, though the server still remembers it.
 */
export async function describeDeployment(
  temporal: Client,
  leaving: string | null,
): Promise<Deployment | null> {
  const { namespace } = temporal.options;
  try {
    const { workerDeploymentInfo: info } = await temporal.workflowService.describeWorkerDeployment({
      namespace,
      deploymentName: DEPLOYMENT,
    });
    const served = await servedVersions(temporal, leaving);
    return {
      current: info?.routingConfig?.currentDeploymentVersion?.buildId ?? null,
      versions: (info?.versionSummaries ?? []).flatMap(({ deploymentVersion, createTime }) => {
        const buildId = deploymentVersion?.buildId;
        if (!buildId) return [];
        return [{ buildId, firstSeenMs: createTime ? tsToMs(createTime) : 0, served: served.has(buildId) }];
      }),
    };
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

async function servedVersions(
  { workflowService, options }: Client,
  leaving: string | null,
): Promise<Set<string>> {
  const { pollers } = await workflowService.describeTaskQueue({
    namespace: options.namespace,
    taskQueue: { name: BUILD_QUEUE },
    taskQueueType: WORKFLOW_TASKS,
  });
  const served = new Set<string>();
  for (const { identity, lastAccessTime, deploymentOptions } of pollers ?? []) {
    const silentMs = Date.now() - (lastAccessTime ? tsToMs(lastAccessTime) : 0);
    const buildId = deploymentOptions?.buildId;
    if (buildId && silentMs < SILENT_MS && identity !== leaving) served.add(buildId);
  }
  return served;
}

/** Sends new workflows to a version. */
export async function setCurrent({ workflowService, options }: Client, buildId: string): Promise<void> {
  await workflowService.setWorkerDeploymentCurrentVersion({
    namespace: options.namespace,
    deploymentName: DEPLOYMENT,
    buildId,
    ignoreMissingTaskQueues: true,
  });
}

/** Pins the running workflows of one version to another: what they wait for is asked of its workers at once. */
export async function moveWorkflows(
  { workflow, workflowService, options }: Client,
  from: string,
  to: string,
): Promise<void> {
  const query = `TemporalWorkerDeploymentVersion = '${DEPLOYMENT}:${from}' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId, runId } of workflow.list({ query })) {
    try {
      await workflowService.updateWorkflowExecutionOptions({
        namespace: options.namespace,
        workflowExecution: { workflowId, runId },
        workflowExecutionOptions: {
          versioningOverride: {
            pinned: { behavior: PINNED, version: { deploymentName: DEPLOYMENT, buildId: to } },
          },
        },
        updateMask: { paths: ['versioning_override'] },
      });
    } catch (error) {
      // It has ended meanwhile.
      if (!isNotFound(error)) throw error;
    }
  }
}

function isNotFound(error: unknown): boolean {
  return isGrpcServiceError(error) && error.code === NOT_FOUND;
}
