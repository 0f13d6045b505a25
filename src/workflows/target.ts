import {
  CancellationScope,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { Check, CheckConclusion, CommitConclusion } from '../contract/targets.ts';
import { link, targetLinks } from '../temporal/current-details.ts';
import { CHECK_QUEUE, KILN_CONCLUSION } from '../temporal/ids.ts';
import type { TargetInput, TargetRun } from '../temporal/messages.ts';
import { STEP } from './activity-options.ts';
import { endingOf } from './failures.ts';

// A description that cannot be generated is a result; a generator that hung or crashed is a failure.
const { codegen } = proxyActivities<Activities>({ ...STEP, summary: 'Generate code from the description' });
const { postgen } = proxyActivities<Activities>({
  ...STEP,
  summary: 'Fix and complete the generated files',
});
const { commit } = proxyActivities<Activities>({ ...STEP, summary: 'Merge with custom code and commit' });

// A failing check is a result; retries are for a worker that died, possibly because of the check.
const { runCheck, releaseWorkspace } = proxyActivities<Activities>({
  ...STEP,
  taskQueue: CHECK_QUEUE,
  scheduleToStartTimeout: '6 hours',
  retry: { ...STEP.retry, maximumAttempts: 20 },
  summary: 'Remove the checkout',
});

const { endTarget } = proxyLocalActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  retry: { maximumInterval: '10 seconds' },
  summary: 'Record how the target ended',
});

/** Workflow of one target: codegen → postgen → commit → lint, build, test. Fails only if it is cancelled. */
export async function target(run: TargetRun): Promise<CommitConclusion> {
  const { links, only, committed: unchanged, ...input } = run;
  let committed = unchanged;
  try {
    if (only?.step === 'commit') {
      describe(run, 'Committing.');
      committed = await commit(input, only.tree);
    } else if (only !== null) {
      committed = { conclusion: only.conclusion ?? 'noop', sha: only.sha, stages: [[only.step]] };
    }
    if (committed === null) {
      describe(run, 'Generating.');
      const generated = await codegen(input);
      if (!generated.ok) {
        const { note, conclusion = 'fatal' } = generated;
        await endTarget(input, { commit: conclusion, checks: 'skipped', note });
        return conclude(run, conclusion, note);
      }
      describe(run, 'Completing the generated files.');
      const tree = await postgen(input, generated.tree);
      describe(run, 'Committing.');
      committed = await commit(input, tree);
    }
    const { conclusion, sha, note, stages } = committed;
    const failed = sha !== null && (await check(run, input, sha, stages));
    return conclude(run, conclusion, failed ? 'a check failed' : note, failed);
  } catch (error) {
    const ending = endingOf(error);
    const recorded = await CancellationScope.nonCancellable(() => endTarget(input, ending));
    const conclusion = conclude(run, committed?.conclusion ?? recorded, ending.note, true);
    if (ending.commit === 'cancelled') throw error;
    return conclusion;
  }
}

/** Returns whether a check did not succeed. */
async function check(
  run: TargetRun,
  input: TargetInput,
  sha: string,
  stages: readonly (readonly Check[])[],
): Promise<boolean> {
  const conclusions: CheckConclusion[] = [];
  if (stages.length === 0) return false;
  try {
    for (const stage of stages) {
      describe(run, `Checking commit \`${sha}\`: ${stage.join(', ')}.`);
      const summary = (step: Check) => `Run ${step} on ${sha.slice(0, 7)}`;
      const ran = stage.map((step) =>
        runCheck.executeWithOptions({ summary: summary(step) }, [input, step, sha]),
      );
      conclusions.push(...(await Promise.all(ran)));
    }
  } finally {
    await CancellationScope.nonCancellable(() => releaseWorkspace(input));
  }
  return conclusions.some((conclusion) => conclusion === 'failure' || conclusion === 'timed_out');
}

function conclude(
  run: TargetRun,
  conclusion: CommitConclusion,
  note?: string,
  failed = false,
): CommitConclusion {
  const went = ['success', 'note', 'warning', 'noop', 'version_bump'].includes(conclusion);
  const value = failed && went ? 'failure' : conclusion;
  if (workflowInfo().typedSearchAttributes.get(KILN_CONCLUSION) !== value) {
    upsertSearchAttributes([{ key: KILN_CONCLUSION, value }]);
  }
  describe(run, `**${conclusion}**${note === undefined ? '' : `: ${note}`}`);
  return conclusion;
}

function describe({ links, target, only }: TargetRun, what: string): void {
  const which =
    only === null
      ? ''
      : only.step === 'commit'
        ? 'Retrying from the commit on. '
        : `Retrying only ${only.step}. `;
  const lines = [`${which}${what}`, '', `${link(links, 'record', 'record')} · ${targetLinks(links, target)}`];
  setCurrentDetails(lines.join('\n'));
}
