import type { CommandLine } from './commands.ts';
import type { TargetConfig } from './target-config.ts';
import type { Check } from './targets.ts';

/** The command of `generator: {name: exec, …}`; null for OpenAPI Generator. */
export function execCommand(target: TargetConfig): CommandLine | null {
  const { generator } = target;
  return typeof generator === 'object' && generator.name === 'exec' ? generator.command : null;
}

/** The generator that the config file names; null: the target's default. */
export function generatorName({ generator }: TargetConfig): 'kiln' | 'openapi-generator' | 'exec' | null {
  return typeof generator === 'object' ? generator.name : (generator ?? null);
}

/** The commands of `postgen`, which run in the generated code. */
export function postgenCommands({ postgen = [] }: TargetConfig): readonly CommandLine[] {
  return postgen;
}

/** Whether commands of the config file generate or change the code. */
export function isMadeByCommands(target: TargetConfig): boolean {
  return execCommand(target) !== null || postgenCommands(target).length > 0;
}

/** Properties of `generator: {name: openapi-generator, …}`; none for other generators. `options` override them. */
export function generatorProperties({ generator }: TargetConfig): Readonly<Record<string, unknown>> {
  return typeof generator === 'object' && generator.name === 'openapi-generator'
    ? (generator.properties ?? {})
    : {};
}

/** The config file's setting for a check, or for the steps before the checks. */
export interface CheckChoice {
  /** Whether the target's own commands run. */
  readonly own: boolean;
  /** Commands of the config file, which run after them. */
  readonly listed: readonly CommandLine[];
}

export function checkChoice(target: TargetConfig, step: Check | 'prepare'): CheckChoice {
  const { checks = true } = target;
  const choice = typeof checks === 'boolean' ? checks : (checks[step] ?? true);
  if (typeof choice === 'boolean') return { own: choice, listed: [] };
  return Array.isArray(choice) ? { own: false, listed: choice } : { own: true, listed: choice.add };
}
