import {
  CancellationScope,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { Check, CommitConclusion } from '../contract/targets.ts';
import { endingOf } from './failures.ts';
import { CHECK_QUEUE, KILN_CONCLUSION } from './ids.ts';
import type { CommitResult, TargetInput } from './messages.ts';

// A generator that hung or crashed, a full disk: worth three more tries. What cannot be generated is a result.
const { codegen } = proxyActivities<Activities>({
  startToCloseTimeout: '15 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { maximumAttempts: 4, initialInterval: '500 ms' },
});

// Git and the record: quick, idempotent, and to be tried until they are back.
const { postgen, commit } = proxyActivities<Activities>({
  startToCloseTimeout: '5 minutes',
  retry: { maximumAttempts: 20, initialInterval: '200 ms', maximumInterval: '30 seconds' },
});

// A failing check is a result; a retry is for a worker that died.
const { runCheck, releaseWorkspace } = proxyActivities<Activities>({
  taskQueue: CHECK_QUEUE,
  scheduleToStartTimeout: '6 hours',
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '30 seconds',
  retry: { maximumAttempts: 3 },
});

const { endTarget } = proxyLocalActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  retry: { maximumInterval: '10 seconds' },
});

/** Workflow of one target: codegen → postgen → commit → lint, build, test. Never fails but when cancelled. */
export async function target(input: TargetInput): Promise<CommitConclusion> {
  let committed: CommitResult | undefined;
  try {
    setCurrentDetails('Generating.');
    const generated = await codegen(input);
    if (!generated.ok) {
      await endTarget(input, { commit: 'fatal', checks: 'skipped', note: generated.note });
      return conclude('fatal', generated.note);
    }
    const tree = await postgen(input, generated.tree);
    setCurrentDetails('Committing.');
    committed = await commit(input, tree);
    if (committed.sha !== null) await check(input, committed.sha, committed.stages);
    return conclude(committed.conclusion);
  } catch (error) {
    const ending = endingOf(error);
    await CancellationScope.nonCancellable(() => endTarget(input, ending));
    const conclusion = conclude(committed?.conclusion ?? ending.commit, ending.note);
    if (ending.commit === 'cancelled') throw error;
    return conclusion;
  }
}

async function check(input: TargetInput, sha: string, stages: readonly (readonly Check[])[]): Promise<void> {
  if (stages.length === 0) return;
  try {
    for (const stage of stages) {
      setCurrentDetails(`Checking commit \`${sha}\`: ${stage.join(', ')}.`);
      await Promise.all(stage.map((step) => runCheck(input, step, sha)));
    }
  } finally {
    await CancellationScope.nonCancellable(() => releaseWorkspace(input));
  }
}

function conclude(conclusion: CommitConclusion, note?: string): CommitConclusion {
  upsertSearchAttributes([{ key: KILN_CONCLUSION, value: conclusion }]);
  setCurrentDetails(`**${conclusion}**${note === undefined ? '' : `: ${note}`}`);
  return conclusion;
}
