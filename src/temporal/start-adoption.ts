import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { adoptionWorkflowId, BUILD_QUEUE } from './ids.ts';
import type { AdoptionInput, AdoptionWorkflow } from './messages.ts';

const DEADLINE_MS = 3_000;

/**
 * Starts a step of an adoption; a running one is left alone. Returns false if Temporal did not answer in time: the
 * maintenance schedule starts it then.
 */
export async function startAdoption(temporal: Client, input: AdoptionInput): Promise<boolean> {
  const args: [AdoptionInput] = [input];
  try {
    await temporal.withDeadline(Date.now() + DEADLINE_MS, () =>
      temporal.workflow.start<AdoptionWorkflow>('adopt', {
        workflowId: adoptionWorkflowId(input.adoptionId, input.step),
        taskQueue: BUILD_QUEUE,
        args,
        staticSummary: `Adoption ${input.adoptionId}: ${input.step.replace('_', ' ')}`,
        workflowIdConflictPolicy: 'USE_EXISTING',
      }),
    );
    return true;
  } catch (error) {
    return error instanceof WorkflowExecutionAlreadyStartedError;
  }
}
