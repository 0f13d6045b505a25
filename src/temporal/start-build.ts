import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowIdReusePolicy } from '@temporalio/client';
import { isSdkTarget } from '../contract/targets.ts';
import type { BuildRecord } from '../records/builds.ts';
import type { Links } from '../runtime/storage/signed-links.ts';
import { buildOptions } from './build-options.ts';
import type { BuildInput, BuildWorkflow } from './messages.ts';

const DEADLINE_MS = 3_000;

/** What starting and updating workflows requires. */
export interface WorkflowDeps {
  readonly temporal: Client;
  readonly links: Links;
}

/**
 * Starts the workflow of a build; a running one is left alone. Returns false if Temporal did not answer in time: the
 * build stays in the record, and the maintenance schedule starts it.
 */
export async function startBuild({ temporal, links }: WorkflowDeps, build: BuildRecord): Promise<boolean> {
  try {
    await temporal.withDeadline(Date.now() + DEADLINE_MS, () =>
      temporal.workflow.start<BuildWorkflow>('build', {
        ...buildOptions(buildInput(build, links, null)),
        workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
        workflowIdConflictPolicy: 'USE_EXISTING',
      }),
    );
    return true;
  } catch (error) {
    return error instanceof WorkflowExecutionAlreadyStartedError;
  }
}

/** Input of the workflow of a build, from its record. */
export function buildInput(build: BuildRecord, links: Links, reopened: BuildInput['reopened']): BuildInput {
  const { id, project, branch, configCommit, trigger } = build;
  return {
    buildId: id,
    org: project.organization.slug,
    project: project.slug,
    branch,
    configCommit,
    trigger,
    targets: build.targets.map(({ target }) => target).filter(isSdkTarget),
    links: links.signBelow(`/v0/builds/${id}/`),
    reopened,
  };
}
