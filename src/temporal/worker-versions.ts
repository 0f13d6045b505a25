import { type Client, isGrpcServiceError } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { BUILD_QUEUE } from './ids.ts';

/** Name of Temporal's worker deployment; its versions are the workflow bundles of Kiln's versions. */
export const DEPLOYMENT = 'kiln';

/** A worker polls at least every minute, even if there is no work; one that is silent for longer is gone. */
const SILENT_MS = 100_000;
/** `NOT_FOUND` of gRPC. */
const NOT_FOUND = 5;
/** `TASK_QUEUE_TYPE_WORKFLOW` and `PINNED_OVERRIDE_BEHAVIOR_PINNED` of Temporal's API. */
const [WORKFLOW_TASKS, PINNED] = [1, 1];

/** A version of the deployment, as the server knows it. */
export interface Version {
  readonly buildId: string;
  readonly firstSeenMs: number;
  /** Whether a worker of this version polls for workflow tasks. */
  readonly served: boolean;
}

export interface Deployment {
  /** Build id of the version that new workflows start on; null if there is none yet. */
  readonly current: string | null;
  readonly versions: readonly Version[];
}

export interface VersionPlan {
  /** Make this version the current one. */
  readonly makeCurrent: boolean;
  /** Build ids of versions without a worker: move their workflows to this version. */
  readonly moveFrom: readonly string[];
}

/**
 * Plans what to do for the version `own`, which has a worker. It becomes current if there is no current version, if the
 * current one has no worker any more, or, when its worker has just `started`, if it is newer; so restarting an old worker
 * takes nothing away. The current version takes the workflows of versions without workers, so that none waits for ever.
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
 * Where workflows of `own` continue if one of its workers stops: at the current version, if the worker was the last one.
 * Null if there is nothing to move. If `own` itself is current, other versions take over once they notice: a worker that
 * stops cannot tell which of them are still alive.
 */
export function planLeaving({ current, versions }: Deployment, own: string): string | null {
  const isServed = (buildId: string) =>
    versions.some((version) => version.buildId === buildId && version.served);
  return current !== null && isServed(current) && !isServed(own) ? current : null;
}

/**
 * The deployment with its versions; null before its first worker was seen. `leaving` is the identity of a worker that no
 * longer polls, though the server still lists it.
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

/** Makes a version current. */
export async function setCurrent({ workflowService, options }: Client, buildId: string): Promise<void> {
  await workflowService.setWorkerDeploymentCurrentVersion({
    namespace: options.namespace,
    deploymentName: DEPLOYMENT,
    buildId,
    ignoreMissingTaskQueues: true,
  });
}

/** Pins the running workflows of one version to another, whose workers then get their tasks at once. */
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
      // It has completed meanwhile.
      if (!isNotFound(error)) throw error;
    }
  }
}

function isNotFound(error: unknown): boolean {
  return isGrpcServiceError(error) && error.code === NOT_FOUND;
}
