import { type Node, nodeOf } from '../../codegen/json.ts';
import { items, type Located, member } from './document.ts';
import { objectType } from './object-types.ts';
import { factsOf, hasStructure, isCondition, isNullSchema, withFacts } from './schema-facts.ts';
import { annotationsOf, isObjectNode, unionKey } from './schema-nodes.ts';
import { discriminatorOf, type Part, partsOf, type SchemaReader, tagsOf } from './schema-parts.ts';
import type { Type, Variant } from './types.ts';
import { unionType } from './union-types.ts';

/** Unions with more variants are not multiplied with the keywords beside them. */
const MAX_DISTRIBUTED = 200;

/** See `SchemaReader.intersectionOf`. */
export function intersectionType(
  members: readonly Located[],
  whole: Node,
  pointer: string,
  reader: SchemaReader,
): Type {
  const { document } = reader.context;
  const meaningful = members.filter((one) => document.step(one) !== null || hasStructure(nodeOf(one.value)));
  const [only] = meaningful;
  if (only === undefined) return { kind: 'unknown', ...factsOf(whole, pointer) };
  if (meaningful.length === 1) {
    const beside = members.filter((one) => one !== only).map(({ value }) => nodeOf(value));
    const type = beside.reduce((known, node) => withFacts(known, node), unnamed(only, pointer, reader));
    return withFacts(type, whole);
  }
  const parts = meaningful.flatMap((one) => partsOf(one, reader.context));
  const union = parts.find(({ node }) => unionKey(node) !== null);
  if (union !== undefined) return distributed(parts, union, whole, pointer, reader);
  if (parts.some(isObject)) return objectType(parts, whole, pointer, reader);
  const merged = Object.assign({}, ...parts.map(({ node }) => node), annotationsOf(whole));
  return reader.ofNode({ value: merged, pointer }, merged);
}

/** The type of an `allOf` with one member: an inline member is treated as the enclosing schema itself. */
function unnamed(only: Located, pointer: string, reader: SchemaReader): Type {
  return only.pointer === pointer ? reader.ofNode(only, nodeOf(only.value)) : reader.typeOf(only);
}

/**
 * A union with keywords beside it: they apply to each variant. `within`: the enclosing unions, by pointer. A variant
 * that is one of them adds nothing.
 */
function distributed(
  parts: readonly Part[],
  union: Part,
  whole: Node,
  pointer: string,
  reader: SchemaReader,
  within: ReadonlySet<string> = new Set(),
): Type {
  const key = unionKey(union.node) ?? 'oneOf';
  const beside = besideUnion(parts, union);
  const objects = beside.filter(isObject);
  const variants = items(member({ value: union.node, pointer: union.at.pointer }, key)).filter(
    ({ value }) => !isCondition(nodeOf(value)) && !isNullSchema(value),
  );
  if (variants.length === 0 || variants.length > MAX_DISTRIBUTED) {
    return objects.length > 0
      ? objectType(objects, whole, pointer, reader)
      : unionType(union.at, union.node, key, reader);
  }
  if (objects.length === 0) return withFacts(unionType(union.at, union.node, key, reader), whole);
  const discriminator = discriminatorOf(union.node) ?? discriminatorOf(whole);
  const entered = new Set([...within, union.at.pointer]);
  const made = variants.flatMap((variant): Variant[] => {
    const type = narrowed(variant, beside, entered, reader);
    return type === null ? [] : [{ type, tags: tagsOf(variant, union.node, discriminator, reader.context) }];
  });
  const [first] = made;
  if (first === undefined) return objectType(objects, whole, pointer, reader);
  if (made.length === 1) return withFacts(first.type, whole);
  const property = discriminator === null ? null : { property: discriminator };
  return { kind: 'union', variants: made, discriminator: property, ...factsOf(whole, pointer) };
}

const isObject = ({ node }: Part): boolean => isObjectNode(node);

/** What applies to each variant of a union: the other parts, and the union's own keywords. */
function besideUnion(parts: readonly Part[], union: Part): readonly Part[] {
  const key = unionKey(union.node) ?? 'oneOf';
  const others = parts
    .filter((part) => part !== union)
    .map((part) => (part.model === union.model ? { ...part, model: null } : part));
  const { [key]: _, ...own } = union.node;
  return hasStructure(own)
    ? [...others, { at: { ...union.at, value: own }, node: own, model: null }]
    : others;
}

/** A variant with what is beside its union; null if it is one of the unions that it is within. */
function narrowed(
  variant: Located,
  beside: readonly Part[],
  entered: ReadonlySet<string>,
  reader: SchemaReader,
): Type | null {
  const inner = partsOf(variant, reader.context);
  if (inner.some(({ at, node }) => unionKey(node) !== null && entered.has(at.pointer))) return null;
  const target = reader.context.document.follow(variant);
  const all = [...beside, ...inner];
  const nested = all.find(({ node }) => unionKey(node) !== null);
  const whole = { ...annotationsOf(nodeOf(target.value)), ...annotationsOf(nodeOf(variant.value)) };
  return nested === undefined
    ? objectType(all, whole, variant.pointer, reader)
    : distributed(all, nested, whole, variant.pointer, reader, entered);
}
