import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ApplicationFailure, CancelledFailure } from '@temporalio/activity';
import type { Check, CheckConclusion } from '../contract/targets.ts';
import { checkout } from '../git/checkout.ts';
import { recordStep } from '../records/record-step.ts';
import { toolVersion } from '../runtime/toolchain.ts';
import type { TargetInput } from '../workflows/messages.ts';
import { checkPlan, type RunPlan } from './check-plan.ts';
import { describeRun, runCommands } from './commands.ts';
import type { ActivityDeps } from './deps.ts';
import { loadTarget, type TargetInputs } from './inputs.ts';
import { Latest } from './latest.ts';
import { KeptPackage, keepPackages } from './packages.ts';

/** Conclusions that an exit code says, and that the same tree with the same commands has again. */
const OF_EXITS = ['success', 'failure', 'neutral', 'action_required'] as const;
type OfExit = (typeof OF_EXITS)[number];

/** What a command of a config file says by its exit code, beside success (0) and failure (any other). */
const LISTED_EXITS: Readonly<Record<number, OfExit>> = { 77: 'action_required', 78: 'neutral' };

const isOfExit = (conclusion: string): conclusion is OfExit => OF_EXITS.some((each) => each === conclusion);
const exitConclusion = (known: string): OfExit => (isOfExit(known) ? known : 'success');

interface Verdict {
  readonly conclusion: CheckConclusion;
  readonly note?: string;
  /** What a build that succeeded left. */
  readonly packages?: readonly KeptPackage[];
}

export function createCheckActivities(deps: ActivityDeps) {
  const latest = new Latest();
  return {
    /**
     * Runs lint, build or test on a commit, in a checkout that the checks of a target share. A check that fails
     * is an answer, recorded with its log; one whose toolchain is not on this worker is `skipped`; one whose
     * tree was checked before with the same commands and tools is carried over, but not when a person retries it.
     */
    runCheck(input: TargetInput, step: Check, sha: string): Promise<CheckConclusion> {
      return latest.run(`${workspaceKey(input)}/${step}`, () => runCheck(deps, input, step, sha));
    },

    /** Removes the checkout of a target. */
    async releaseWorkspace(input: TargetInput): Promise<void> {
      await deps.workspaces.release(workspaceKey(input));
    },
  };
}

const workspaceKey = ({ buildId, target, attempt }: TargetInput) => `${buildId}-${target}-${attempt}`;

async function runCheck(
  deps: ActivityDeps,
  input: TargetInput,
  step: Check,
  sha: string,
): Promise<CheckConclusion> {
  const key = { ...input, step };
  const log = `${input.buildId}/${input.target}/${step}-${input.attempt}.log`;
  const inputs = await loadTarget(deps, input.buildId, input.target);
  const plan = checkPlan(deps, inputs);
  const skip = plan.skip[step];
  if (skip !== undefined) {
    await recordStep(deps.db, key, { status: 'completed', conclusion: 'skipped', note: skip });
    return 'skipped';
  }
  await recordStep(deps.db, key, { status: 'in_progress', log });

  const { tree } = await inputs.repository.readCommit(sha);
  const tools = await Promise.all(
    plan.tools.map(async (tool) => ({
      ...tool,
      version: await toolVersion(tool.command, tool.versionArgs, deps.config.cacheDir),
    })),
  );
  const resultKey = createHash('sha256')
    .update(
      JSON.stringify([
        tree,
        step,
        plan.prepare,
        plan[step],
        step === 'build' ? inputs.definition.packages : [],
        tools.map(({ name, version }) => [name, version]),
      ]),
    )
    .digest('hex');
  const known = await deps.db.checkResult.findUnique({ where: { key: resultKey } });
  const packages = KeptPackage.array().parse(known?.packages ?? []);
  const whole = packages.every(({ sha256 }) => deps.packages.has(sha256));
  if (known !== null && whole && input.attempt === 1) {
    const conclusion = exitConclusion(known.conclusion);
    const note = 'Carried over: this tree was checked before with the same commands and tools.';
    await recordStep(deps.db, key, {
      status: 'completed',
      conclusion,
      note,
      log: known.log,
      ...(step === 'build' ? { packages } : {}),
    });
    return conclusion;
  }

  const output = await deps.logs.create(log);
  try {
    const missing = tools.filter(({ version }) => version === null);
    const verdict =
      missing.length > 0
        ? skipped(missing, output)
        : await check(deps, input, inputs, plan, step, sha, output);
    // A log that cannot be written is a check to be tried again.
    output.end();
    await finished(output);
    if (isOfExit(verdict.conclusion)) {
      const result = { conclusion: verdict.conclusion, log, packages: [...(verdict.packages ?? [])] };
      await deps.db.checkResult.upsert({
        where: { key: resultKey },
        create: { key: resultKey, ...result },
        update: result,
      });
    }
    await recordStep(deps.db, key, { status: 'completed', ...verdict, log });
    return verdict.conclusion;
  } finally {
    output.destroy();
  }
}

async function check(
  deps: ActivityDeps,
  input: TargetInput,
  { repository, definition }: TargetInputs,
  plan: RunPlan,
  step: Check,
  sha: string,
  output: Writable,
): Promise<Verdict> {
  const key = workspaceKey(input);
  const folder = deps.workspaces.folder(key);
  const place = { folder, cwd: path.join(folder, 'checkout'), timeoutMs: deps.config.checkTimeoutMs, output };
  const failed = await deps.workspaces.prepare(key, async () => {
    for (const remark of await checkout(repository, sha, place.cwd)) output.write(`${remark}\n`);
    const result = await runCommands(deps, plan.prepare, place);
    return result.kind === 'exited' && result.code === 0
      ? null
      : `Preparing the checkout ${describeRun(result)}.`;
  });
  if (failed !== null) {
    output.write(`${failed} The log of the first check of this target has its output.\n`);
    return { conclusion: 'failure', note: failed };
  }
  if (plan[step].length === 0) return { conclusion: 'skipped', note: `This target has nothing to ${step}.` };
  const result = await runCommands(deps, plan[step], place);
  switch (result.kind) {
    case 'exited':
      if (result.code !== 0) {
        const conclusion = (result.listed && LISTED_EXITS[result.code]) || 'failure';
        return { conclusion, note: `A command ${describeRun(result)}.` };
      }
      if (step !== 'build') return { conclusion: 'success' };
      return {
        conclusion: 'success',
        packages: await keepPackages(
          deps.packages,
          definition.packages,
          place.cwd,
          { repository, commit: sha },
          output,
        ),
      };
    case 'timed_out':
      return { conclusion: 'timed_out', note: `Ran longer than ${deps.config.checkTimeoutMs / 1000} s.` };
    case 'cancelled':
      throw new CancelledFailure('The check was cancelled.');
    case 'not_started':
      throw ApplicationFailure.create({ type: 'ToolNotStarted', message: result.why });
  }
}

function skipped(missing: readonly { name: string; install: string }[], output: Writable): Verdict {
  const names = missing.map(({ name }) => name).join(', ');
  const how = missing.map(({ name, install }) => `${name}: ${install}`).join('; ');
  const note = `Not on this worker: ${names}. To get it: ${how}.`;
  output.write(`${note}\n`);
  return { conclusion: 'skipped', note };
}
