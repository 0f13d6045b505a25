import { generatorName } from '../contract/listed-commands.ts';
import type { TargetConfig } from '../contract/target-config.ts';
import type { SdkTarget } from '../contract/targets.ts';
import { cli } from './cli.ts';
import type { AnyDefinition, OwnDefinition, TargetDefinition } from './definition.ts';
import { go } from './go.ts';
import { openapi } from './openapi.ts';
import { openApiGeneratorTargets } from './openapi-generator/index.ts';
import { python } from './python.ts';
import { node, typescript } from './typescript.ts';

/** Targets that Kiln's own generator makes. Each has its emitter in `src/sdk/languages/index.ts`. */
export const ownTargets: Readonly<Partial<Record<SdkTarget, OwnDefinition>>> = {
  typescript,
  node,
  python,
  go,
  cli,
};

/** Every SDK target as it is made where the config file names no generator. */
export const targets: Readonly<Record<SdkTarget, AnyDefinition>> = {
  ...openApiGeneratorTargets,
  typescript,
  node,
  python,
  go,
  cli,
  openapi,
};

/** Targets that OpenAPI Generator makes, where the config file asks for it or where Kiln has no generator of its own. */
const ofOpenApiGenerator: Readonly<Partial<Record<SdkTarget, TargetDefinition>>> = openApiGeneratorTargets;

/** Whether Kiln's own generator makes a target. */
export function isMadeByKiln(target: SdkTarget, config: TargetConfig): boolean {
  return generatorName(config) !== 'exec' && definitionOf(target, config) === ownTargets[target];
}

/** A target as the config file has it made. What a command generates is checked as SDKs of OpenAPI Generator. */
export function definitionOf(target: SdkTarget, config: TargetConfig): AnyDefinition {
  const name = generatorName(config);
  const isOther = name === 'openapi-generator' || name === 'exec';
  return (isOther ? ofOpenApiGenerator[target] : undefined) ?? targets[target];
}
