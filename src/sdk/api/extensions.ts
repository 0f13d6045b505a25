import { listOf, type Node, nodeOf, stringOf } from '../../codegen/json.ts';
import type { NameOverrides } from './types.ts';

/** `node` and `typescript` are the same language; configs use either name. */
export function isFor(language: string, target: string): boolean {
  return language === target || (isTypeScript(language) && isTypeScript(target));
}

const isTypeScript = (name: string) => name === 'typescript' || name === 'node';

/** The entry of a map from language to value for a target. */
export function ofTarget(map: Node, target: string): unknown {
  if (map[target] !== undefined) return map[target];
  const key = Object.keys(map).find((name) => isFor(name, target));
  return key === undefined ? undefined : map[key];
}

/** Whether `skip` (true or languages) and `only` (languages) exclude something for a target. */
export function isLeftOut(skip: unknown, only: unknown, target: string): boolean {
  if (skip === undefined && only === undefined) return false;
  if (skip === true) return true;
  if (listOf(skip).some((name) => isFor(String(name), target))) return true;
  return Array.isArray(only) && !only.some((name) => isFor(String(name), target));
}

/** Whether `x-stainless-skip` or `x-stainless-only` excludes a part of the description. */
export function isSkipped(node: Node, target: string): boolean {
  return isLeftOut(node['x-stainless-skip'], node['x-stainless-only'], target);
}

/** `x-stainless-naming` for the target. */
export function namingOf(node: Node, target: string): NameOverrides {
  const given = node['x-stainless-naming'];
  if (given === undefined) return {};
  const naming = nodeOf(ofTarget(nodeOf(given), target));
  return nameOverrides({
    property: stringOf(naming.property_name),
    type: stringOf(naming.type_name),
    model: stringOf(naming.model_name),
    paramModel: stringOf(naming.param_model_name),
    variantConstructor: stringOf(naming.variant_constructor),
  });
}

function nameOverrides(names: { readonly [K in keyof NameOverrides]-?: string | null }): NameOverrides {
  return Object.fromEntries(Object.entries(names).filter(([, name]) => name !== null && name !== ''));
}

/** Deprecation text for the target, from `deprecated` of the config file; undefined: not specified. */
export function deprecationOf(value: unknown, target: string): string | null | undefined {
  if (value === true) return '';
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return undefined;
  if (value === false) return null;
  const own = ofTarget(nodeOf(value), target);
  return typeof own === 'string' ? own : undefined;
}

/** Text for all languages or for the target's; null if there is none. */
export function textFor(value: unknown, target: string): string | null {
  return typeof value === 'string' ? value : stringOf(ofTarget(nodeOf(value), target));
}
