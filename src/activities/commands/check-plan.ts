import { checkChoice } from '../../contract/listed-commands.ts';
import { CHECKS, type Check } from '../../contract/targets.ts';
import { packageCache } from '../../runtime/toolchains/package-caches.ts';
import type { CheckPlan } from '../../targets/definition.ts';
import type { ActivityDeps } from '../inputs/deps.ts';
import type { TargetInputs } from '../inputs/load-inputs.ts';
import { mayRunListed, NOT_ALLOWED } from './config-command.ts';
import type { PlannedCommand } from './run-commands.ts';

export interface RunPlan extends CheckPlan {
  readonly prepare: readonly PlannedCommand[];
  readonly lint: readonly PlannedCommand[];
  readonly build: readonly PlannedCommand[];
  readonly test: readonly PlannedCommand[];
  /** Checks that do not run, and why. */
  readonly skip: Partial<Record<Check, string>>;
}

/**
 * Plans the checks of a target's commit: the target's own commands and those that the config file lists.
 * There are no stages if checks are off. If one of a check's commands is not allowed, the whole check is
 * skipped.
 */
export function checkPlan(deps: ActivityDeps, inputs: TargetInputs): RunPlan {
  const { build, definition, sdk, targetConfig } = inputs;
  const { config } = deps;
  const cacheDir = packageCache(config.cacheDir, build.project.organization.slug);
  const plan = definition.checks({ ...sdk, cacheDir });
  const allowed = mayRunListed(deps, inputs);
  const asked = targetConfig.checks !== undefined || config.checksByDefault;
  const on = config.checks && asked && targetConfig.checks !== false;

  const commands = (step: Check | 'prepare'): PlannedCommand[] => {
    const { own, listed } = checkChoice(targetConfig, step);
    const listedCommands = listed.map(([program = '', ...args]): PlannedCommand => {
      return { argv: [program, ...args], listed: true };
    });
    return [...(own ? plan[step] : []), ...(allowed ? listedCommands : [])];
  };
  const refused = (step: Check | 'prepare') => !allowed && checkChoice(targetConfig, step).listed.length > 0;
  const skip: Partial<Record<Check, string>> = {};
  for (const step of CHECKS) {
    const { own, listed } = checkChoice(targetConfig, step);
    if (!on) skip[step] = 'Checks are off.';
    else if (refused(step) || refused('prepare')) skip[step] = NOT_ALLOWED;
    else if (!own && listed.length === 0) skip[step] = `The config file disables ${step} for this target.`;
  }
  const own = (['prepare', ...CHECKS] as const).some((step) => checkChoice(targetConfig, step).own);
  return {
    tools: own ? plan.tools : [],
    prepare: commands('prepare'),
    lint: commands('lint'),
    build: commands('build'),
    test: commands('test'),
    stages: on ? plan.stages : [],
    skip,
  };
}
