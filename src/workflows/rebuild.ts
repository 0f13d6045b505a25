import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  CancellationScope,
  ChildWorkflowFailure,
  executeChild,
  isCancellation,
  ParentClosePolicy,
  proxyActivities,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { build } from './build.ts';
import { buildOptions } from './build-options.ts';
import { link } from './details.ts';
import { SCHEDULED_AT, SCHEDULED_BY } from './ids.ts';
import type { BuildInput, RebuildInput } from './messages.ts';

// A server with config files that is away is tried a few times (activities/rebuild.ts); the database until it is back.
const { createScheduledBuild } = proxyActivities<Activities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { maximumAttempts: 50, initialInterval: '500 ms', maximumInterval: '30 seconds' },
  summary: 'Fetch config files again and record the build of this run',
});

/**
 * Workflow of one run of a project's schedule: records its build, then runs it as a child. It lasts as long as the
 * build does, so that the schedule's overlap policy is about builds. Gives the id of the build that it ran, or null.
 */
export async function rebuild(input: RebuildInput): Promise<string | null> {
  const { typedSearchAttributes, startTime } = workflowInfo();
  const scheduledAt = (typedSearchAttributes.get(SCHEDULED_AT) ?? startTime).toISOString();
  const scheduleId = typedSearchAttributes.get(SCHEDULED_BY) ?? null;
  const made = await createScheduledBuild({ ...input, scheduledAt, scheduleId });
  switch (made.kind) {
    case 'none':
      setCurrentDetails('Nothing changed since the latest build: none was recorded.');
      return null;
    case 'ended':
      setCurrentDetails(`${link(made.links, 'record', 'Build')} ended at once: ${made.note}`);
      return null;
    case 'build':
      await run(made.input);
      return made.input.buildId;
  }
}

async function run(input: BuildInput): Promise<void> {
  const record = link(input.links, 'record', 'build');
  setCurrentDetails(`Runs its ${record}.`);
  try {
    await executeChild(build, {
      ...buildOptions(input),
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    });
    setCurrentDetails(`Its ${record} has ended.`);
  } catch (error) {
    // A run that an operator resets, or a build that the reconciler started: it goes on by itself.
    if (error instanceof WorkflowExecutionAlreadyStartedError) {
      setCurrentDetails(`Its ${record} runs by itself, or has run.`);
    } else if (!(error instanceof ChildWorkflowFailure)) throw error;
    else if (isCancellation(error) && CancellationScope.current().consideredCancelled) throw error;
    else
      setCurrentDetails(`Its ${record} was ended from outside: ${error.cause?.message ?? 'no reason given'}`);
  }
}
