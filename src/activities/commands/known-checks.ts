import type { Check } from '../../contract/targets.ts';
import type { CheckResult } from '../../records/check-results.ts';
import type { BuildChange, CommitRecord, StepChange } from '../../records/steps.ts';
import type { CommitResult, TargetInput } from '../../temporal/messages.ts';
import { changesOfChecks } from '../commit.ts';
import type { ActivityDeps } from '../inputs/deps.ts';
import type { TargetInputs } from '../inputs/load-inputs.ts';
import { checkPlan, type RunPlan } from './check-plan.ts';
import { carriedOver, checkedBefore, presentTools, resultKey } from './checked-before.ts';

/** A commit of a target. */
export interface TargetCommit {
  readonly inputs: TargetInputs;
  readonly own: Omit<TargetInput, 'buildId'>;
  readonly outcome: { readonly commit: CommitRecord };
}

/** What is known about the checks of a commit: the stages that are left to run, and changes that record the others. */
export interface KnownChecks {
  readonly stages: CommitResult['stages'];
  readonly changes: readonly BuildChange[];
}

/** The checks of a commit, and the keys of their results. */
interface Plan {
  readonly plan: RunPlan;
  readonly keys: ReadonlyMap<Check, string>;
}

/** Plans the checks of a commit; null if there is no commit to check. */
export async function planChecks(
  deps: ActivityDeps,
  { inputs, outcome }: TargetCommit,
): Promise<Plan | null> {
  const { sha, treeOid } = outcome.commit;
  if (sha === null || treeOid === null) return null;
  const plan = checkPlan(deps, inputs);
  const tools = await presentTools(deps, plan);
  const steps = plan.stages.flat();
  return { plan, keys: new Map(steps.map((step) => [step, resultKey(inputs, plan, step, treeOid, tools)])) };
}

/** The checks of planned commits that are settled without running, by one query. */
export async function settleKnownChecks<T extends TargetCommit>(
  deps: ActivityDeps,
  planned: readonly (T & { readonly checks: Plan | null })[],
): Promise<readonly (T & KnownChecks)[]> {
  const keys = planned.flatMap(({ checks }) => [...(checks?.keys.values() ?? [])]);
  const before = await checkedBefore(deps, keys);
  return planned.map((one) => ({ ...one, ...settled(one, one.checks, before) }));
}

/** A carried-over result that is not a success is left to its activity, which reports it to the workflow. */
function settled(
  { own, outcome }: TargetCommit,
  checks: Plan | null,
  before: ReadonlyMap<string, CheckResult>,
): KnownChecks {
  const { sha } = outcome.commit;
  if (checks === null) return { stages: [], changes: changesOfChecks(own, [], sha) };
  const { plan, keys } = checks;
  const done = new Map<Check, StepChange>();
  for (const [step, key] of keys) {
    const skip = plan.skip[step];
    const result = before.get(key);
    if (skip !== undefined) done.set(step, { status: 'completed', conclusion: 'skipped', note: skip });
    else if (result !== undefined && result.conclusion !== 'failure')
      done.set(step, carriedOver(step, result));
  }
  const stages = plan.stages
    .map((stage) => stage.filter((step) => !done.has(step)))
    .filter((stage) => stage.length > 0);
  const left = plan.stages.length === 0 || stages.length > 0 ? changesOfChecks(own, stages, sha) : [];
  return { stages, changes: [...[...done].map(([step, change]) => ({ ...own, step, ...change })), ...left] };
}
