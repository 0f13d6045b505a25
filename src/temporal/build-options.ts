import { link } from './current-details.ts';
import { BUILD_QUEUE, buildAttributes, buildWorkflowId } from './ids.ts';
import type { BuildInput } from './messages.ts';

/** Options that start the workflow of a build, also as a child: what operators see of it, and its input. */
export function buildOptions(input: BuildInput) {
  const { buildId, org, project, branch, configCommit, targets, links, reopened } = input;
  const args: [BuildInput] = [input];
  const what = `${targets.length} ${targets.length === 1 ? 'target' : 'targets'}`;
  return {
    workflowId: buildWorkflowId(buildId),
    taskQueue: BUILD_QUEUE,
    args,
    staticSummary: `${org}/${project} (${branch}): ${reopened === null ? what : 'retry'}`,
    memo: { buildId, configCommit, record: link(links, 'record') },
    typedSearchAttributes: buildAttributes(input),
  };
}
