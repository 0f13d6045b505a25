import { isNode, type Node, nodeOf } from '../../codegen/json.ts';
import { items, type Located, member } from './document.ts';
import { isSkipped } from './extensions.ts';
import { objectType } from './object-types.ts';
import type { Report } from './report.ts';
import { enumOfConstants } from './scalars.ts';
import { factsOf, hasStructure, isCondition, isNullSchema, nullable, withFacts } from './schema-facts.ts';
import { distinct, type UnionKey } from './schema-nodes.ts';
import { discriminatorOf, partsOf, type SchemaReader, tagsOf, valuesOf } from './schema-parts.ts';
import type { Type, Variant } from './types.ts';

/** A `oneOf` or `anyOf`: of one variant, that; of constants, an enum. */
export function unionType(at: Located, node: Node, key: UnionKey, reader: SchemaReader): Type {
  const { report, target } = reader.context;
  const facts = factsOf(node, at.pointer);
  const all = items(member(at, key));
  const kept = all.filter(
    ({ value }) => !isNullSchema(value) && !isCondition(nodeOf(value)) && !isSkipped(nodeOf(value), target),
  );
  const hasNull = all.some(({ value }) => isNullSchema(value));
  const named = kept.filter(
    ({ value }) => !isNode(value) || value.$ref !== undefined || hasStructure(value) || kept.length === 1,
  );
  const constants = enumOfConstants(
    named.map(({ value }) => value),
    facts,
  );
  if (constants !== null) return hasNull ? nullable(constants) : constants;
  const property = discriminatorOf(node);
  const variants = named.flatMap((variant) => variantsOf(variant, node, property, reader));
  const plain = variants.map((variant) => ({ ...variant, type: withoutNull(variant.type) }));
  checkNames(plain, report);
  const couldBeNull = hasNull || variants.some(({ type }) => type.kind === 'nullable');
  const [only, ...others] = distinct(plain);
  const type: Type =
    only === undefined
      ? { kind: hasNull ? 'null' : 'unknown', ...facts }
      : others.length === 0
        ? withFacts(only.type, node)
        : {
            kind: 'union',
            variants: [only, ...others],
            discriminator: property === null ? null : { property },
            ...facts,
          };
  return couldBeNull ? nullable(type) : type;
}

/** Two or more unnamed objects, for which the description has no names. */
function checkNames(variants: readonly Variant[], report: Report): void {
  const nameless = variants.filter(
    ({ type, tags }) =>
      type.kind === 'object' && type.title === null && type.variantName === null && tags.length === 0,
  );
  if (nameless.length < 2) return;
  for (const { type } of nameless) {
    const message = 'This variant has no name: add `title`, `x-stainless-variantName` or a model.';
    report.add('warning', 'Schema/CannotInferUnionVariantName', message, { oas: type.pointer });
  }
}

/** A variant, or its variants if it is an unnamed union without a discriminator of its own. */
function variantsOf(
  variant: Located,
  union: Node,
  property: string | null,
  reader: SchemaReader,
): readonly Variant[] {
  const type = reader.typeOf(variant);
  const inner = withoutNull(type);
  if (inner.kind !== 'union' || (inner.discriminator?.property ?? null) !== property)
    return [variantOf(variant, type, union, property, reader)];
  return type.kind === 'nullable'
    ? inner.variants.map((one) => ({ ...one, type: nullable(one.type) }))
    : inner.variants;
}

function variantOf(
  variant: Located,
  type: Type,
  union: Node,
  property: string | null,
  reader: SchemaReader,
): Variant {
  const tags = tagsOf(variant, union, property, reader.context);
  const [label] = valuesOf(variant, property, reader.context);
  const isMapped = nodeOf(union.discriminator).mapping !== undefined;
  return isMapped || label === undefined || tags.length !== 1 ? { type, tags } : { type, tags, label };
}

const withoutNull = (type: Type): Type => (type.kind === 'nullable' ? type.type : type);

/**
 * A schema with a discriminator whose children reference it by `allOf`: a union of the children, and of the schema
 * itself for values that no child has.
 */
export function parentType(at: Located, node: Node, reader: SchemaReader): Type {
  const { document, subtypes } = reader.context;
  const children = subtypes.of(at.pointer);
  const whole = { ...node, title: undefined };
  const own = objectType(partsOf(at, reader.context), whole, at.pointer, reader);
  const self = { ...own, title: 'base', variantName: 'base' };
  const ownTags = children.filter(({ pointer }) => pointer === at.pointer).map(({ tag }) => tag);
  const byPointer = new Map<string, string[]>();
  for (const { pointer, tag } of children) {
    if (pointer !== at.pointer) byPointer.set(pointer, [...(byPointer.get(pointer) ?? []), tag]);
  }
  const variants = [...byPointer].map(
    ([pointer, tags]): Variant => ({
      type: reader.typeOf({ value: document.at(pointer), pointer }),
      tags,
    }),
  );
  return {
    kind: 'union',
    variants: [...variants, { type: self, tags: ownTags }],
    discriminator: { property: discriminatorOf(node) ?? '' },
    ...factsOf(node, at.pointer),
  };
}
