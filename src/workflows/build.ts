import { TypedSearchAttributes } from '@temporalio/common';
import {
  CancellationScope,
  CancelledFailure,
  executeChild,
  isCancellation,
  ParentClosePolicy,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { endingOf } from './failures.ts';
import { KILN_BRANCH, KILN_PROJECT, KILN_TARGET, KILN_TRIGGER, targetWorkflowId } from './ids.ts';
import type { BuildInput } from './messages.ts';
import { target as targetWorkflow } from './target.ts';

const { prepare } = proxyActivities<Activities>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '60 seconds',
  retry: { maximumAttempts: 10, initialInterval: '200 ms', maximumInterval: '30 seconds' },
});

const { endTarget, endBuild } = proxyLocalActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  retry: { maximumInterval: '10 seconds' },
});

/** Workflow of a build: prepares the description once, then runs one child workflow per target. */
export async function build(input: BuildInput): Promise<void> {
  const { buildId, targets } = input;
  try {
    await prepare(buildId);
    setCurrentDetails(`Running ${targets.join(', ')}.`);
    // A target's failure is its own, so all are waited for; this hides a cancellation, which is looked at after.
    const outcomes = await Promise.allSettled(targets.map((target) => runTarget(input, target)));
    await CancellationScope.nonCancellable(async () => {
      for (const [i, target] of targets.entries()) {
        const outcome = outcomes[i];
        if (outcome?.status === 'rejected') {
          await endTarget({ buildId, target, attempt: 1 }, endingOf(outcome.reason));
        }
      }
    });
    setCurrentDetails(
      targets
        .map((target, i) => {
          const outcome = outcomes[i];
          return `- ${target}: **${outcome?.status === 'fulfilled' ? outcome.value : 'cancelled'}**`;
        })
        .join('\n'),
    );
    if (CancellationScope.current().consideredCancelled)
      throw new CancelledFailure('The build was cancelled.');
  } catch (error) {
    await CancellationScope.nonCancellable(async () => {
      for (const target of targets) await endTarget({ buildId, target, attempt: 1 }, endingOf(error));
    });
    if (isCancellation(error)) throw error;
  } finally {
    await CancellationScope.nonCancellable(() => endBuild(buildId));
  }
}

function runTarget(input: BuildInput, target: BuildInput['targets'][number]) {
  return executeChild(targetWorkflow, {
    workflowId: targetWorkflowId(input.buildId, target),
    args: [{ buildId: input.buildId, target, attempt: 1 }],
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    staticSummary: `${target} of ${input.org}/${input.project} (${input.branch})`,
    typedSearchAttributes: new TypedSearchAttributes([
      { key: KILN_PROJECT, value: `${input.org}/${input.project}` },
      { key: KILN_BRANCH, value: input.branch },
      { key: KILN_TARGET, value: target },
      { key: KILN_TRIGGER, value: input.trigger },
    ]),
  });
}
