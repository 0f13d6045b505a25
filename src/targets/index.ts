import type { SdkTarget } from '../contract/targets.ts';
import { cli } from './cli.ts';
import { go } from './go.ts';
import { node } from './node.ts';
import { python } from './python.ts';
import type { TargetDefinition } from './target.ts';
import { terraform } from './terraform.ts';
import { typescript } from './typescript.ts';

/** Every SDK target by its name. */
export const targets: Readonly<Partial<Record<SdkTarget, TargetDefinition>>> = {
  typescript,
  node,
  python,
  go,
  terraform,
  cli,
};

/** The definition of a target. Throws where this version has none. */
export function definitionOf(name: SdkTarget): TargetDefinition {
  const definition = targets[name];
  if (definition === undefined) throw new Error(`This version of Kiln has no target ${name}.`);
  return definition;
}
