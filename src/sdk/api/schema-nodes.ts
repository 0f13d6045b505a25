import { isNode, type Node, nodeOf, stringOf } from '../../codegen/json.ts';
import { hasStructure, isCondition, typesOf } from './schema-facts.ts';
import type { Type, Variant } from './types.ts';

export type UnionKey = 'oneOf' | 'anyOf';

/** Which keyword makes a union; null if there is none, or only conditions on properties. */
export function unionKey(node: Node): UnionKey | null {
  for (const key of ['oneOf', 'anyOf'] as const) {
    const variants = node[key];
    if (!Array.isArray(variants) || variants.length === 0) continue;
    if (!variants.every((variant) => isCondition(nodeOf(variant)))) return key;
  }
  return null;
}

/** Whether the schema is read as a merge of several, one of which may be a reference. */
export function isMergedNode(value: unknown): boolean {
  if (!isNode(value)) return false;
  return (
    Array.isArray(value.allOf) ||
    unionKey(value) !== null ||
    (value.$ref !== undefined && hasStructure(value, '$ref'))
  );
}

export function isObjectNode(node: Node): boolean {
  return (
    node.properties !== undefined ||
    node.additionalProperties !== undefined ||
    typesOf(node).includes('object') ||
    (node.required !== undefined && node.type === undefined && node.enum === undefined)
  );
}

export function impliedType(node: Node): string | null {
  if (node.type === 'null') return null;
  if (node.properties !== undefined || node.additionalProperties !== undefined) return 'object';
  if (node.items !== undefined || node.prefixItems !== undefined) return 'array';
  if (node.pattern !== undefined || node.minLength !== undefined || node.maxLength !== undefined)
    return 'string';
  if (STRING_FORMATS.has(stringOf(node.format) ?? '')) return 'string';
  return null;
}

const STRING_FORMATS = new Set(['date', 'date-time', 'time', 'uuid', 'uri', 'email', 'byte', 'binary']);

/** The only schema of `patternProperties`; undefined if there are none or several. */
export function patternSchema(node: Node): unknown {
  const [first, ...rest] = Object.values(nodeOf(node.patternProperties));
  return rest.length === 0 ? first : first === undefined ? undefined : true;
}

export function annotationsOf(node: Node): Node {
  const found: Record<string, unknown> = {};
  for (const key of ['description', 'title', 'example', 'x-stainless-variantName', 'discriminator']) {
    if (node[key] !== undefined) found[key] = node[key];
  }
  return found;
}

export function withoutFacts(node: Node): Node {
  const { description: _d, title: _t, example: _e, examples: _x, default: _f, ...rest } = node;
  return rest;
}

/** Without duplicate variants. */
export function distinct(variants: readonly Variant[]): Variant[] {
  const seen = new Set<string>();
  return variants.filter(({ type, tags }) => {
    const key = scalarKey(type);
    if (key === null) return true;
    const whole = `${key} ${tags.join()}`;
    if (seen.has(whole)) return false;
    seen.add(whole);
    return true;
  });
}

/** A key that distinguishes plain types; null for composite types. */
function scalarKey(type: Type): string | null {
  switch (type.kind) {
    case 'unknown':
    case 'null':
    case 'boolean':
    case 'binary':
    case 'number':
      return type.kind;
    case 'string':
      return `string ${type.format}`;
    case 'integer':
      return `integer ${type.bits}`;
    case 'model':
      return `model ${type.model}`;
    case 'constant':
      return `constant ${typeof type.value} ${type.value}`;
    case 'enum':
    case 'array':
    case 'map':
    case 'object':
    case 'union':
    case 'nullable':
      return null;
  }
}

export function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    try {
      new RegExp(pattern);
      return true;
    } catch {
      return false;
    }
  }
}
