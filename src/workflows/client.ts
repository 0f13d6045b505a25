import {
  type Client,
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdReusePolicy,
} from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import { isSdkTarget } from '../contract/targets.ts';
import type { BuildRecord } from '../records/builds.ts';
import type { build as buildWorkflow } from './build.ts';
import { BUILD_QUEUE, buildWorkflowId, KILN_BRANCH, KILN_PROJECT, KILN_TRIGGER } from './ids.ts';

const DEADLINE_MS = 3_000;

/**
 * Starts the workflow of a build; started before, it is left alone. Gives false where Temporal did not answer in
 * time: the build stays in the record and is started by the reconciler.
 */
export async function startBuild(client: Client, build: BuildRecord): Promise<boolean> {
  const { project, branch, trigger } = build;
  const name = `${project.organization.slug}/${project.slug}`;
  const targets = build.targets.map(({ target }) => target).filter(isSdkTarget);
  try {
    await client.withDeadline(Date.now() + DEADLINE_MS, () =>
      client.workflow.start<typeof buildWorkflow>('build', {
        workflowId: buildWorkflowId(build.id),
        taskQueue: BUILD_QUEUE,
        workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
        workflowIdConflictPolicy: 'USE_EXISTING',
        args: [
          {
            buildId: build.id,
            org: project.organization.slug,
            project: project.slug,
            branch,
            trigger,
            targets,
          },
        ],
        staticSummary: `${name} (${branch}): ${targets.length} ${targets.length === 1 ? 'target' : 'targets'}`,
        memo: { buildId: build.id, configCommit: build.configCommit },
        typedSearchAttributes: new TypedSearchAttributes([
          { key: KILN_PROJECT, value: name },
          { key: KILN_BRANCH, value: branch },
          { key: KILN_TRIGGER, value: trigger },
        ]),
      }),
    );
    return true;
  } catch (error) {
    return error instanceof WorkflowExecutionAlreadyStartedError;
  }
}

const RECONCILE = 'kiln-reconcile';

/** Makes the schedule that starts builds whose workflow never began. Made before, it is left as it is. */
export async function ensureReconciler(client: Client): Promise<void> {
  try {
    await client.schedule.create({
      scheduleId: RECONCILE,
      spec: { intervals: [{ every: '10s' }] },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
      action: {
        type: 'startWorkflow',
        workflowType: 'reconcile',
        workflowId: RECONCILE,
        taskQueue: BUILD_QUEUE,
      },
      state: { note: 'Starts builds that are in the record and have no workflow.' },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
