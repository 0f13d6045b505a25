import { listOf, type Node, nodeOf, stringOf } from '../../codegen/json.ts';
import type { Json, Limits, Type, TypeFacts } from './types.ts';

/** Keys of a schema that describe its purpose, not its values. */
const ANNOTATIONS = new Set([
  '$anchor',
  '$comment',
  '$defs',
  '$id',
  '$schema',
  'default',
  'definitions',
  'deprecated',
  'description',
  'discriminator',
  'example',
  'examples',
  'externalDocs',
  'nullable',
  'readOnly',
  'summary',
  'title',
  'writeOnly',
  'xml',
]);

/** Whether the schema restricts its values. `beside`: a key to ignore. */
export function hasStructure(node: Node, beside?: string): boolean {
  for (const key of Object.keys(node)) {
    if (key !== beside && !ANNOTATIONS.has(key) && !key.startsWith('x-')) return true;
  }
  return false;
}

/** Only `required` and the like: a condition on properties that are declared elsewhere. */
export function isCondition(node: Node): boolean {
  return (
    Object.keys(node).length > 0 &&
    node.type !== 'null' &&
    !['properties', '$ref', 'allOf', 'oneOf', 'anyOf', 'enum', 'const', 'items', 'additionalProperties'].some(
      (key) => node[key] !== undefined,
    ) &&
    (node.type === undefined || node.type === 'object') &&
    (node.required !== undefined || node.not !== undefined)
  );
}

/** Facts of a type. Spread them after its own keys: V8 copies them much faster then. */
export function factsOf(node: Node, pointer: string): TypeFacts {
  const facts = {
    description: stringOf(node.description),
    title: stringOf(node.title),
    variantName: stringOf(node['x-stainless-variantName']),
    example: exampleOf(node),
    pointer,
  };
  const limits = limitsOf(node);
  return limits === null ? facts : { ...facts, limits };
}

function exampleOf(node: Node): Json | undefined {
  const example = node.example ?? listOf(node.examples)[0];
  return example === undefined ? undefined : jsonOf(example);
}

function limitsOf(node: Node): Limits | null {
  if (!isLimited(node)) return null;
  const limits: { -readonly [Key in keyof Limits]: Limits[Key] } = {};
  for (const key of SIZES) {
    const value = node[key];
    if (typeof value === 'number' || typeof value === 'bigint') limits[key] = Number(value);
  }
  for (const key of BOUNDS) {
    const value = node[key];
    if (typeof value === 'number' || typeof value === 'bigint') limits[key] = value;
  }
  // In OpenAPI 3.0, a boolean makes a bound exclusive.
  if (node.exclusiveMinimum === true && limits.minimum !== undefined) {
    limits.exclusiveMinimum = limits.minimum;
    delete limits.minimum;
  }
  if (node.exclusiveMaximum === true && limits.maximum !== undefined) {
    limits.exclusiveMaximum = limits.maximum;
    delete limits.maximum;
  }
  if (node.uniqueItems === true) limits.uniqueItems = true;
  const alsoRequired = ALTERNATIVES.flatMap((key) => firstRequired(listOf(node[key])));
  if (alsoRequired.length > 0) limits.alsoRequired = alsoRequired;
  return Object.keys(limits).length === 0 ? null : limits;
}

/** What the first of several conditions requires; nothing if any of them is a schema of its own. */
function firstRequired(alternatives: readonly unknown[]): readonly string[] {
  if (!alternatives.every((one) => isCondition(nodeOf(one)))) return [];
  return listOf(nodeOf(alternatives[0]).required).filter((name) => typeof name === 'string');
}

function isLimited(node: Node): boolean {
  for (const key of Object.keys(node)) if (LIMITING.has(key)) return true;
  return false;
}

const SIZES = ['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties'] as const;
const BOUNDS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'] as const;
const ALTERNATIVES = ['oneOf', 'anyOf'] as const;
const LIMITING: ReadonlySet<string> = new Set([...SIZES, ...BOUNDS, 'uniqueItems', ...ALTERNATIVES]);

/** The type with the keywords beside a `$ref` to it. */
export function withFacts(type: Type, node: Node): Type {
  const description = stringOf(node.description);
  const title = stringOf(node.title);
  const variantName = stringOf(node['x-stainless-variantName']);
  const example = exampleOf(node);
  if (description === null && title === null && variantName === null && example === undefined) return type;
  const facts = {
    description: description ?? type.description,
    title: title ?? type.title,
    variantName: variantName ?? type.variantName,
    example: example === undefined ? type.example : example,
  };
  return isNamed(type) || !hasFacts(type, facts) ? { ...type, ...facts } : type;
}

/** Whether languages have names for such types. Each place of use has its own, so they are not shared. */
const isNamed = ({ kind }: Type): boolean => kind === 'object' || kind === 'union';

function hasFacts(type: Type, facts: Omit<TypeFacts, 'pointer' | 'limits'>): boolean {
  return (
    type.description === facts.description &&
    type.title === facts.title &&
    type.variantName === facts.variantName &&
    type.example === facts.example
  );
}

/** Makes a type nullable; a type that is nullable already, or any, is unchanged. */
export function nullable(type: Type): Type {
  if (type.kind === 'nullable' || type.kind === 'null' || type.kind === 'unknown') return type;
  return { kind: 'nullable', type, ...bareFacts(type) };
}

export function bareFacts({ description, title, variantName, example, pointer }: TypeFacts): TypeFacts {
  return { description, title, variantName, example, pointer };
}

/** A JSON or YAML value as JSON: dates become strings, undefined becomes null. JSON itself is not copied. */
export function jsonOf(value: unknown): Json {
  return isJson(value) ? value : converted(value);
}

function isJson(value: unknown): value is Json {
  switch (typeof value) {
    case 'boolean':
    case 'string':
    case 'bigint':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      return value === null || (!(value instanceof Date) && Object.values(value).every(isJson));
    default:
      return false;
  }
}

function converted(value: unknown): Json {
  switch (typeof value) {
    case 'boolean':
    case 'string':
    case 'bigint':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return value.map(converted);
      if (value instanceof Date) return value.toISOString();
      return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, converted(member)]));
    default:
      return null;
  }
}

/** `deprecated: true`, without the texts in `x-deprecated-…`. */
export function deprecatedIn(node: Node): string | null {
  return node.deprecated === true ? (stringOf(node['x-stainless-deprecation-message']) ?? '') : null;
}

/** The types in `type`, without null. */
export function typesOf(node: Node): readonly string[] {
  const { type } = node;
  if (typeof type === 'string') return type === 'null' ? [] : [type];
  const listed = Array.isArray(type) ? type : [];
  return listed.filter((type): type is string => typeof type === 'string' && type !== 'null');
}

export function allowsNull(node: Node): boolean {
  if (node.nullable === true || node['x-nullable'] === true) return true;
  if (listOf(node.type).includes('null')) return true;
  return Array.isArray(node.enum) && node.enum.includes(null) && node.enum.length > 1;
}

export const isNullSchema = (value: unknown): boolean => {
  const node = nodeOf(value);
  if (node.$ref !== undefined) return false;
  if (node.type === 'null') return true;
  if ('const' in node && node.const === null) return true;
  return Array.isArray(node.enum) && node.enum.length === 1 && node.enum[0] === null;
};
