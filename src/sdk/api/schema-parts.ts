import { listOf, type Node, nodeOf, stringOf } from '../../codegen/json.ts';
import { items, type Located, lastSegment, member, normalPointer, type SpecDocument } from './document.ts';
import { isSkipped } from './extensions.ts';
import type { Report } from './report.ts';
import { onlyValue } from './scalars.ts';
import { hasStructure } from './schema-facts.ts';
import type { Subtypes } from './subtypes.ts';
import type { ModelId, Type } from './types.ts';

export interface SchemaContext {
  readonly document: SpecDocument;
  /** Models by the pointer of their schema: references to the schema become references to the model. */
  readonly models: ReadonlyMap<string, ModelId>;
  readonly subtypes: Subtypes;
  readonly target: string;
  readonly report: Report;
}

/** How composite types get the types within them: `Schemas`. */
export interface SchemaReader {
  readonly context: SchemaContext;
  /** The type of a schema at a place of use: a reference if it has a model. */
  typeOf(at: Located): Type;
  /** The type of a schema that is no reference, without its null. */
  ofNode(at: Located, node: Node): Type;
  /** The intersection of schemas. `whole`: the enclosing schema, for its description and the like. */
  intersectionOf(members: readonly Located[], whole: Node, pointer: string): Type;
  /** The intersection of all declarations of a property. The last one alone where it would contain itself. */
  overlapOf(places: readonly Located[], whole: Node, pointer: string): Type;
}

/** A member of an `allOf`, with its references resolved. */
export interface Part {
  readonly at: Located;
  readonly node: Node;
  /** The model by which it was referenced. */
  readonly model: ModelId | null;
}

/** A schema and the members of its `allOf`, also of those within them, each with the model that contains it. */
export function partsOf(start: Located, context: SchemaContext): Part[] {
  return partsWithin(start, null, new Set(), context);
}

function partsWithin(
  start: Located,
  model: ModelId | null,
  seen: ReadonlySet<string>,
  context: SchemaContext,
): Part[] {
  const { document, models, subtypes, target } = context;
  let at = start;
  let owner = model;
  const visited = new Set(seen);
  for (let next = document.step(at); next !== null; next = document.step(at)) {
    if (visited.has(next.pointer)) return [];
    visited.add(next.pointer);
    // A union cannot be extended as a whole.
    if (subtypes.of(next.pointer).length === 0) owner ??= models.get(next.pointer) ?? null;
    at = next;
  }
  const node = nodeOf(at.value);
  if (isSkipped(node, target)) return [];
  const inner = items(member(at, 'allOf')).flatMap((one) => partsWithin(one, owner, visited, context));
  const { allOf: _, ...own } = node;
  return hasStructure(own)
    ? [...inner, { at: { value: own, pointer: at.pointer }, node: own, model: owner }]
    : inner;
}

export function discriminatorOf(node: Node): string | null {
  return stringOf(nodeOf(node.discriminator).propertyName) ?? stringOf(node.discriminator);
}

/**
 * Values of the discriminator's property for a variant of `union`: from the mapping, or else the only value of the
 * variant's property, or else the schema's name.
 */
export function tagsOf(
  variant: Located,
  union: Node,
  property: string | null,
  context: SchemaContext,
): string[] {
  if (property === null) return [];
  const { subtypes } = context;
  const reference = stringOf(nodeOf(variant.value).$ref);
  const pointer = reference === null ? null : normalPointer(reference);
  const mapping = Object.entries(nodeOf(nodeOf(union.discriminator).mapping));
  const mapped = mapping
    .filter(([, to]) => typeof to === 'string' && pointer !== null && subtypes.pointerOf(to) === pointer)
    .map(([tag]) => tag);
  if (mapped.length > 0) return mapped;
  const values = valuesOf(variant, property, context);
  if (values.length > 0) return values;
  return pointer === null ? [] : [lastSegment(pointer)];
}

/** The only values that a variant allows for the discriminator's property; empty if it allows any. */
export function valuesOf(variant: Located, property: string | null, context: SchemaContext): string[] {
  if (property === null) return [];
  const values = partsOf(variant, context)
    .map((part) => context.document.node(member(part.at, 'properties', property)))
    .flatMap((schema) => {
      const only = onlyValue(schema);
      return only === undefined ? listOf(schema.enum) : [only];
    })
    .filter((value) => typeof value === 'string');
  return [...new Set(values)];
}
