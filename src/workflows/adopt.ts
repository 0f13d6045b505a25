import {
  ActivityCancellationType,
  executeChild,
  isCancellation,
  ParentClosePolicy,
  proxyActivities,
  proxyLocalActivities,
  sleep,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { buildOptions } from '../temporal/build-options.ts';
import type { AdoptionInput } from '../temporal/messages.ts';
import { build } from './build.ts';
import { endingOf } from './failures.ts';

/** For a repository of 500 MB over a slow connection. */
const LONG = {
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '30 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { maximumAttempts: 10, initialInterval: '1 s', maximumInterval: '30 seconds' },
} as const;
const { planAdoption } = proxyActivities<Activities>({
  ...LONG,
  summary: 'Fetch the repository and plan its adoption',
});
const { adoptRepository, finishAdoption } = proxyActivities<Activities>({
  ...LONG,
  summary: "Base the branch on the team's branch, and record the build that merges into it",
});
const { pushAdoption } = proxyActivities<Activities>({
  ...LONG,
  summary: 'Push the adoption as a branch',
});
const { failAdoption } = proxyLocalActivities<Activities>({
  startToCloseTimeout: '10 seconds',
  retry: { maximumInterval: '10 seconds' },
});

/** Number of times, seconds apart, that the first build of a project is waited for. */
const WAITS = 400;

/** Workflow of one step of an adoption. The record has the result. */
export async function adopt({ adoptionId, step }: AdoptionInput): Promise<void> {
  try {
    switch (step) {
      case 'plan':
        return await plan(adoptionId);
      case 'carry_out':
        return await carryOut(adoptionId);
      case 'push':
        return await pushAdoption(adoptionId);
    }
  } catch (error) {
    await failAdoption(adoptionId, endingOf(error).note);
    if (isCancellation(error)) throw error;
  }
}

async function plan(id: string): Promise<void> {
  for (let waited = 0; (await planAdoption(id, waited >= WAITS)) === 'waits'; waited++) await sleep('3 s');
}

async function carryOut(id: string): Promise<void> {
  const input = await adoptRepository(id);
  if (input === null) return;
  await executeChild(build, {
    ...buildOptions(input),
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    parentClosePolicy: ParentClosePolicy.ABANDON,
  });
  await finishAdoption(id);
}
