import {
  allHandlersFinished,
  CancellationScope,
  CancelledFailure,
  condition,
  proxyLocalActivities,
  setHandler,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { type BuildInput, cancelTarget, retryStep, retryTarget, status } from '../temporal/messages.ts';
import { TargetRuns } from './target-runs.ts';

const { endBuild } = proxyLocalActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  retry: { maximumInterval: '10 seconds' },
  summary: 'Record that the build ended',
});

/**
 * Workflow of a build: prepares the description once, settles targets in which nothing changed, and runs one child
 * workflow for each of the others. People cancel and retry targets by updates; a retry of a build that had ended starts
 * this workflow again, `reopened`.
 */
export async function build(input: BuildInput): Promise<void> {
  const runs = new TargetRuns(input);
  setHandler(status, () => runs.status(), { description: 'Attempt and state of each target.' });
  setHandler(cancelTarget, (target) => runs.cancel(target), {
    validator: (target) => runs.checkRunning(target),
    description: 'Cancel one target, by name. The others continue.',
  });
  setHandler(retryTarget, (target, by?: string) => runs.retry(target, null, by), {
    validator: (target, by?: string) => runs.checkRetry(target, null, by),
    description: 'Retry one target, by name, from codegen on: its next attempt in this build.',
  });
  setHandler(retryStep, (target, step, by?: string) => runs.retry(target, step, by), {
    validator: (target, step, by?: string) => runs.checkRetry(target, step, by),
    description:
      'Retry lint, build or test of one target on its commit; or the commit step, if it conflicted or was not pushed.',
  });

  if (input.reopened === null) runs.startAll();
  else {
    await condition(() => runs.busy, '1 minute', { summary: 'Wait for the retry that reopened this build' });
  }
  await CancellationScope.nonCancellable(async () => {
    do {
      await condition(() => !runs.busy);
      await runs.close(() => endBuild(input.buildId));
    } while (runs.busy || !allHandlersFinished());
  });
  if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('The build was cancelled.');
}
