import { executeChild, workflowInfo } from '@temporalio/workflow';

/** As many children as a build of all targets has, which do nothing. */
export async function empty(children: number): Promise<void> {
  const { workflowId } = workflowInfo();
  await Promise.all(
    Array.from({ length: children }, (_, i) => executeChild(nothing, { workflowId: `${workflowId}/${i}` })),
  );
}

export async function nothing(): Promise<void> {}
