import {
  type Client,
  isGrpcServiceError,
  ServiceError,
  WithStartWorkflowOperation,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { isSdkTarget, type RetryStep, type SdkTarget } from '../contract/targets.ts';
import type { BuildRecord } from '../records/builds.ts';
import { attemptOf } from '../records/steps.ts';
import { buildOptions } from './build-options.ts';
import { buildWorkflowId } from './ids.ts';
import { type BuildWorkflow, cancelTarget, retryStep, retryTarget } from './messages.ts';
import { buildInput, startBuild, type WorkflowDeps } from './start-build.ts';

const DEADLINE_MS = 10_000;

/** The result of a request to a running build. */
export type Outcome =
  | { readonly kind: 'done' }
  /** The workflow rejected the request, and says why. */
  | { readonly kind: 'refused'; readonly why: string }
  /** No workflow is running: it has completed. */
  | { readonly kind: 'ended' }
  /** Temporal or its worker did not answer in time: the request may still take effect. */
  | { readonly kind: 'unavailable' };

/** Cancels a build and waits until its workflow has ended. */
export function cancelBuild(deps: WorkflowDeps, build: BuildRecord): Promise<Outcome> {
  return ask(deps.temporal, async () => {
    await startIfNew(deps, build);
    const handle = deps.temporal.workflow.getHandle<BuildWorkflow>(buildWorkflowId(build.id));
    await handle.cancel();
    await handle.result().catch((error: unknown) => {
      if (isUnanswered(error)) throw error;
    });
  });
}

/** Cancels one target of a build and waits until its record is closed. */
export function cancelOne(deps: WorkflowDeps, build: BuildRecord, target: SdkTarget): Promise<Outcome> {
  return ask(deps.temporal, async () => {
    await startIfNew(deps, build);
    const handle = deps.temporal.workflow.getHandle(buildWorkflowId(build.id));
    await handle.executeUpdate(cancelTarget, { args: [target] });
  });
}

/**
 * Retries a target, or one of its steps, in the name of `by`: in the build's workflow if it is running, otherwise in a
 * new run of it. Waits until it is recorded.
 */
export function retry(
  deps: WorkflowDeps,
  build: BuildRecord,
  target: SdkTarget,
  step: RetryStep | null,
  by: string,
): Promise<Outcome> {
  return ask(deps.temporal, async () => {
    const startWorkflowOperation = new WithStartWorkflowOperation<BuildWorkflow>('build', {
      ...buildOptions(buildInput(build, deps.links, attempts(build))),
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    const { workflow } = deps.temporal;
    if (step === null) {
      await workflow.executeUpdateWithStart(retryTarget, { startWorkflowOperation, args: [target, by] });
    } else {
      await workflow.executeUpdateWithStart(retryStep, { startWorkflowOperation, args: [target, step, by] });
    }
  });
}

function attempts(build: BuildRecord): Partial<Record<SdkTarget, number>> {
  const found: Partial<Record<SdkTarget, number>> = {};
  for (const { target, steps } of build.targets) if (isSdkTarget(target)) found[target] = attemptOf(steps);
  return found;
}

/** A build that was accepted while Temporal was down has no workflow yet. */
async function startIfNew(deps: WorkflowDeps, build: BuildRecord): Promise<void> {
  if (build.eventCount === 0) await startBuild(deps, build);
}

async function ask(temporal: Client, work: () => Promise<void>): Promise<Outcome> {
  try {
    await temporal.withDeadline(Date.now() + DEADLINE_MS, work);
    return { kind: 'done' };
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) {
      return { kind: 'refused', why: error.cause?.message ?? error.message };
    }
    if (error instanceof WorkflowNotFoundError) return { kind: 'ended' };
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isUnanswered(error)) {
      return { kind: 'unavailable' };
    }
    throw error;
  }
}

/** Whether Temporal did not answer: most calls of its client wrap the connection's error. */
function isUnanswered(error: unknown): boolean {
  return error instanceof ServiceError || isGrpcServiceError(error);
}
