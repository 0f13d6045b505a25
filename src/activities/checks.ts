import path from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { judged } from '../builds/diagnostics.ts';
import type { TargetFinding } from '../codegen/findings.ts';
import type { Check, CheckConclusion } from '../contract/targets.ts';
import { checkout } from '../git/store/checkout.ts';
import { type CheckResult, isExitConclusion, keepCheckResult } from '../records/check-results.ts';
import { replaceDiagnostics } from '../records/diagnostics.ts';
import { recordStep } from '../records/record-step.ts';
import { commandSandbox } from '../runtime/confinement/command-sandbox.ts';
import { logKey } from '../runtime/storage/check-logs.ts';
import type { TargetInput } from '../temporal/messages.ts';
import { checkPlan, type RunPlan } from './commands/check-plan.ts';
import { commandsVerdict, type Verdict } from './commands/check-verdict.ts';
import { carriedOver, checkedBefore, presentTools, resultKey } from './commands/checked-before.ts';
import { keepPackages } from './commands/keep-packages.ts';
import { Latest } from './commands/latest-attempt.ts';
import { describeRun, runCommands } from './commands/run-commands.ts';
import type { ActivityDeps } from './inputs/deps.ts';
import { loadTarget, type TargetInputs } from './inputs/load-inputs.ts';

export function createCheckActivities(deps: ActivityDeps) {
  const latest = new Latest();
  return {
    /**
     * Runs lint, build or test on a commit, in a checkout that the checks of a target share. A failing check
     * is a result, recorded with its log. A check whose toolchain is missing on this worker is `skipped`. If
     * the same tree was checked before with the same commands and tools, that result is carried over, unless
     * a person retries the check.
     */
    runCheck(input: TargetInput, step: Check, sha: string): Promise<CheckConclusion> {
      return latest.run(`${workspaceKey(input)}/${step}`, () => runCheck(deps, { ...input, step }, sha));
    },

    /** Removes the checkout of a target. */
    async releaseWorkspace(input: TargetInput): Promise<void> {
      await deps.workspaces.release(workspaceKey(input));
    },
  };
}

const workspaceKey = ({ buildId, target, attempt }: TargetInput) => `${buildId}-${target}-${attempt}`;

type CheckKey = TargetInput & { readonly step: Check };

/** How a check that is not skipped gets its result: carried over, or by running. */
type CheckRun =
  | { readonly kind: 'carried_over'; readonly before: CheckResult }
  | {
      readonly kind: 'run';
      /** Key under which its result is stored. */
      readonly resultKey: string;
      /** Why it cannot run on this worker, for its log and note; null if it can. */
      readonly hindrance: string | null;
    };

async function runCheck(deps: ActivityDeps, key: CheckKey, sha: string): Promise<CheckConclusion> {
  const inputs = await loadTarget(deps, key.buildId, key.target);
  const plan = checkPlan(deps, inputs);
  const note = plan.skip[key.step];
  if (note !== undefined) {
    await recordStep(deps.db, key, { status: 'completed', conclusion: 'skipped', note });
    return 'skipped';
  }
  const log = logKey(key);
  await recordStep(deps.db, key, { status: 'in_progress', log });
  const run = await planRun(deps, key, inputs, plan, sha);
  if (run.kind === 'carried_over') {
    await recordStep(deps.db, key, carriedOver(key.step, run.before));
    return run.before.conclusion;
  }
  const { hindrance } = run;
  const verdict = await withLog(deps, log, (output) =>
    hindrance === null ? check(deps, key, inputs, plan, sha, output) : skipped(hindrance, output),
  );
  const { notMade, ...change } = verdict;
  const { conclusion, packages = [] } = change;
  // Each build reports what the generator could not make, so such a result is not carried over.
  if (isExitConclusion(conclusion) && notMade === undefined)
    await keepCheckResult(deps.db, run.resultKey, { conclusion, log, packages });
  // Only the build check names all of it; the other checks run beside each other.
  if (notMade !== undefined && key.step === 'build') await tell(deps, key, inputs, notMade);
  await recordStep(deps.db, key, { status: 'completed', ...change, log });
  return conclusion;
}

async function tell(
  { db }: ActivityDeps,
  { buildId, target }: CheckKey,
  { config }: TargetInputs,
  found: readonly TargetFinding[],
): Promise<void> {
  await replaceDiagnostics(db, { buildId, target, finder: 'checks' }, judged(config, [{ target }], found));
}

/** Looks for an earlier result, unless this is a retry, and for reasons why the check cannot run here. */
async function planRun(
  deps: ActivityDeps,
  { step, attempt }: CheckKey,
  inputs: TargetInputs,
  plan: RunPlan,
  sha: string,
): Promise<CheckRun> {
  const { tree } = await inputs.repository.readCommit(sha);
  const tools = await presentTools(deps, plan);
  const key = resultKey(inputs, plan, step, tree, tools);
  const before = attempt === 1 ? (await checkedBefore(deps, [key])).get(key) : undefined;
  if (before !== undefined) return { kind: 'carried_over', before };
  const missing = tools.filter(({ version }) => version === null);
  const { refusal } = await commandSandbox(deps.config);
  return {
    kind: 'run',
    resultKey: key,
    hindrance: refusal ?? (missing.length > 0 ? notThere(missing) : null),
  };
}

/** Runs work with a log of its own. If the log cannot be written, this throws and the check is retried. */
async function withLog<T>(
  { logs }: ActivityDeps,
  log: string,
  work: (output: Writable) => T | Promise<T>,
): Promise<T> {
  const output = await logs.create(log);
  try {
    const result = await work(output);
    output.end();
    await finished(output);
    return result;
  } finally {
    output.destroy();
  }
}

/** Runs the commands of a check in the checkout that the checks of its target share. */
async function check(
  deps: ActivityDeps,
  key: CheckKey,
  inputs: TargetInputs,
  plan: RunPlan,
  sha: string,
  output: Writable,
): Promise<Verdict> {
  const { step } = key;
  const folder = deps.workspaces.folder(workspaceKey(key));
  const place = {
    folder,
    cwd: path.join(folder, 'checkout'),
    org: inputs.build.project.organization.slug,
    timeoutMs: deps.config.checkTimeoutMs,
    output,
  };
  const failed = await deps.workspaces.prepare(workspaceKey(key), async () => {
    for (const remark of await checkout(inputs.repository, sha, place.cwd)) output.write(`${remark}\n`);
    const result = await runCommands(deps, plan.prepare, { ...place, fetches: true });
    return result.kind === 'exited' && result.code === 0
      ? null
      : `Preparing the checkout ${describeRun(result)}.`;
  });
  if (failed !== null) {
    output.write(`${failed} The log of the first check of this target contains its output.\n`);
    return { conclusion: 'failure', note: failed };
  }
  if (plan[step].length === 0) return { conclusion: 'skipped', note: `This target has nothing to ${step}.` };
  const verdict = await commandsVerdict(deps, inputs, plan[step], place);
  if (step !== 'build' || verdict.conclusion !== 'success') return verdict;
  const { repository, definition } = inputs;
  const source = { repository, commit: sha };
  return {
    ...verdict,
    packages: await keepPackages(deps.packages, definition.packages, place.cwd, source, output),
  };
}

function notThere(missing: readonly { name: string; install: string }[]): string {
  const names = missing.map(({ name }) => name).join(', ');
  const how = missing.map(({ name, install }) => `${name}: ${install}`).join('; ');
  return `Not installed on this worker: ${names}. To install it: ${how}.`;
}

function skipped(note: string, output: Writable): Verdict {
  output.write(`${note}\n`);
  return { conclusion: 'skipped', note };
}
