import { listOf, type Node, nodeOf, stringOf } from '../../codegen/json.ts';
import { bareFacts, typesOf } from './schema-facts.ts';
import type { EnumMember, Scalar, StringFormat, Type, TypeFacts } from './types.ts';

const FORMATS: Readonly<Record<string, StringFormat>> = {
  date: 'date',
  'date-time': 'date-time',
  datetime: 'date-time',
  time: 'time',
  uuid: 'uuid',
  uri: 'uri',
  url: 'uri',
  email: 'email',
  byte: 'byte',
  base64: 'byte',
};

export function stringType(node: Node, facts: TypeFacts): Type {
  const format = stringOf(node.format) ?? '';
  const encoding = stringOf(node.contentEncoding);
  const isBinary =
    format === 'binary' ||
    (encoding === null && stringOf(node.contentMediaType) === 'application/octet-stream');
  if (isBinary) return { kind: 'binary', ...facts };
  const known = FORMATS[format] ?? (encoding === 'base64' ? 'byte' : 'none');
  return { kind: 'string', format: known, pattern: stringOf(node.pattern), ...facts };
}

export function integerType(node: Node, facts: TypeFacts): Type {
  const format = stringOf(node.format) ?? '';
  const bits = /32|16|^u?int8$/.test(format) ? 32 : /64/.test(format) ? 64 : null;
  return { kind: 'integer', bits, unsigned: /^uint/.test(format), ...facts };
}

const isScalar = (value: unknown): value is Scalar =>
  ['string', 'number', 'bigint', 'boolean'].includes(typeof value);

/** The type of a constant; a `const` that is an object or a list has type any. */
export function constantType(value: unknown, facts: TypeFacts): Type {
  if (value === null) return { kind: 'null', ...facts };
  return isScalar(value) ? { kind: 'constant', value, ...facts } : { kind: 'unknown', ...facts };
}

/** An open enum; a union of enums if the values have several types. Null was removed before. */
export function enumType(node: Node, values: readonly unknown[], facts: TypeFacts): Type {
  const members = values.filter(isScalar).map((value) => memberOf(node, value));
  const unique = members.filter(
    ({ value }, index) => members.findIndex((other) => other.value === value) === index,
  );
  const kinds = [...new Set(unique.map(({ value }) => kindOf(value)))];
  const [first] = kinds;
  if (first === undefined) return { kind: 'unknown', ...facts };
  const nominal = node['x-stainless-nominal'] !== false;
  const declared = typesOf(node);
  const part = (kind: EnumKind): Type => ({
    kind: 'enum',
    of: kind === 'integer' && declared.includes('number') && !declared.includes('integer') ? 'number' : kind,
    members: unique.filter(({ value }) => kindOf(value) === kind),
    nominal,
    ...facts,
  });
  if (kinds.length === 1) return part(first);
  if (kinds.every((kind) => kind === 'integer' || kind === 'number'))
    return { kind: 'enum', of: 'number', members: unique, nominal, ...facts };
  return {
    kind: 'union',
    variants: kinds.map((kind) => ({
      type: { ...part(kind), ...bareFacts({ ...facts, title: null }) },
      tags: [],
    })),
    discriminator: null,
    ...facts,
  };
}

type EnumKind = 'string' | 'number' | 'integer' | 'boolean';

function kindOf(value: Scalar): EnumKind {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'bigint' || Number.isInteger(value) ? 'integer' : 'number';
}

function memberOf(node: Node, value: Scalar): EnumMember {
  const index = listOf(node.enum).indexOf(value);
  const names = listOf(node['x-enum-varnames'] ?? node['x-enumNames'] ?? node['x-enum-names']);
  const renamed = Object.entries(nodeOf(node['x-stainless-renameMap'])).find(
    ([, renamed]) => renamed === value,
  );
  const texts = node['x-enum-descriptions'] ?? node['x-enumDescriptions'];
  const description = Array.isArray(texts) ? texts[index] : nodeOf(texts)[String(value)];
  return { value, name: renamed?.[0] ?? stringOf(names[index]), description: stringOf(description) };
}

/** `oneOf` of constants with titles: an enum whose members have names and descriptions. Null: not of this form. */
export function enumOfConstants(variants: readonly unknown[], facts: TypeFacts): Type | null {
  const nodes = variants.map(nodeOf);
  if (nodes.length < 2 || !nodes.every((node) => node.$ref === undefined && isScalar(node.const)))
    return null;
  const members = nodes.map((node) => ({
    value: isScalar(node.const) ? node.const : '',
    name: stringOf(node.title),
    description: stringOf(node.description),
  }));
  const kinds = [...new Set(members.map(({ value }) => kindOf(value)))];
  const [of] = kinds;
  return kinds.length === 1 && of !== undefined
    ? { kind: 'enum', of, members, nominal: true, ...facts }
    : null;
}

/** The only valid value of the schema; undefined if there are others. */
export function onlyValue(node: Node): Scalar | undefined {
  if (isScalar(node.const)) return node.const;
  const values = listOf(node.enum);
  return values.length === 1 && isScalar(values[0]) ? values[0] : undefined;
}
