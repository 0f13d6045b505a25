import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowIdReusePolicy } from '@temporalio/client';
import { isSdkTarget } from '../contract/targets.ts';
import type { BuildRecord } from '../records/builds.ts';
import type { Links } from '../runtime/links.ts';
import type { build as buildWorkflow } from './build.ts';
import { buildOptions } from './build-options.ts';
import type { BuildInput } from './messages.ts';

const DEADLINE_MS = 3_000;

/** What is needed to start workflows and to ask them for something. */
export interface WorkflowDeps {
  readonly temporal: Client;
  readonly links: Links;
}

/**
 * Starts the workflow of a build; started before, it is left alone. Gives false where Temporal did not answer in
 * time: the build stays in the record and is started by the reconciler.
 */
export async function startBuild({ temporal, links }: WorkflowDeps, build: BuildRecord): Promise<boolean> {
  try {
    await temporal.withDeadline(Date.now() + DEADLINE_MS, () =>
      temporal.workflow.start<typeof buildWorkflow>('build', {
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
