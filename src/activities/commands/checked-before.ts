import { createHash } from 'node:crypto';
import type { Check } from '../../contract/targets.ts';
import { type CheckResult, findCheckResults } from '../../records/check-results.ts';
import type { StepChange } from '../../records/steps.ts';
import { toolVersion } from '../../runtime/toolchains/tool-version.ts';
import type { Tool } from '../../targets/definition.ts';
import type { ActivityDeps } from '../inputs/deps.ts';
import type { TargetInputs } from '../inputs/load-inputs.ts';
import type { RunPlan } from './check-plan.ts';

/** A program that checks need, and its version on this worker; null if it is not installed. */
export interface PresentTool extends Tool {
  readonly version: string | null;
}

export function presentTools({ config }: ActivityDeps, { tools }: RunPlan): Promise<PresentTool[]> {
  return Promise.all(
    tools.map(async (tool) => {
      return { ...tool, version: await toolVersion(tool.command, tool.versionArgs, config.cacheDir) };
    }),
  );
}

/**
 * The key under which the result of a check is stored. It covers everything that determines the result, and
 * the project, because a result includes a log and packages that other projects must not see.
 */
export function resultKey(
  { build, definition }: TargetInputs,
  plan: RunPlan,
  step: Check,
  tree: string,
  tools: readonly PresentTool[],
): string {
  const outputs = step === 'build' ? definition.packages : [];
  const versions = tools.map(({ name, version }) => [name, version]);
  const parts = [build.projectId, tree, step, plan.prepare, plan[step], outputs, versions];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Stored results whose packages all still exist, by key. */
export async function checkedBefore(
  { db, packages: store }: ActivityDeps,
  keys: readonly string[],
): Promise<ReadonlyMap<string, CheckResult>> {
  const found = await findCheckResults(db, keys);
  return new Map([...found].filter(([, { packages }]) => packages.every(({ sha256 }) => store.has(sha256))));
}

/** The change that records a carried-over result. */
export function carriedOver(step: Check, { conclusion, log, packages }: CheckResult): StepChange {
  return {
    status: 'completed',
    conclusion,
    note: 'Carried over: this tree was checked before with the same commands and tools.',
    log,
    ...(step === 'build' ? { packages } : {}),
  };
}
