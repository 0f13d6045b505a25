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
import { buildOptions } from '../temporal/build-options.ts';
import { link } from '../temporal/current-details.ts';
import { SCHEDULED_AT, SCHEDULED_BY } from '../temporal/ids.ts';
import type { BuildInput, RebuildInput } from '../temporal/messages.ts';
import { build } from './build.ts';

// An unavailable server of config files is tried a few times (activities/scheduled-build.ts), the database until it is back.
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
      setCurrentDetails(`${link(made.links, 'record', 'Build')} ended immediately: ${made.note}`);
      return null;
    case 'build':
      await run(made.input);
      return made.input.buildId;
  }
}

async function run(input: BuildInput): Promise<void> {
  const record = link(input.links, 'record', 'build');
  setCurrentDetails(`Running its ${record}.`);
  try {
    await executeChild(build, {
      ...buildOptions(input),
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    });
    setCurrentDetails(`Its ${record} has ended.`);
  } catch (error) {
    // An operator reset the run, or the maintenance schedule started the build: it continues by itself.
    if (error instanceof WorkflowExecutionAlreadyStartedError) {
      setCurrentDetails(`Its ${record} runs separately, or has run.`);
    } else if (!(error instanceof ChildWorkflowFailure)) throw error;
    else if (isCancellation(error) && CancellationScope.current().consideredCancelled) throw error;
    else setCurrentDetails(`Its ${record} was terminated: ${error.cause?.message ?? 'no reason given'}`);
  }
}
