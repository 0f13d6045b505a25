import type { Type, Variant } from '../../api/types.ts';
import type { Declaration, UnionVariant } from './declarations.ts';
import { BASIC, type GoType } from './gofile.ts';
import { below, exported, fieldScope, type TypePath } from './names.ts';
import type { Direction, Place, Typed, TypePlanner } from './places.ts';

type Common = Pick<Declaration, 'name' | 'pkg' | 'doc' | 'deprecated' | 'implements'>;

/** Declares a union: a struct in v2, an interface in v1. */
export function planUnion(
  planner: TypePlanner,
  type: Type & { kind: 'union' },
  path: TypePath,
  place: Place,
  direction: Direction,
  given: Common | null,
): Typed {
  if (planner.style === 'v2') return declareUnion(planner, type, path, place, direction, given);
  // Variants of nested unions are written out at each use, which would never end for a recursive union.
  if (planner.openUnions.has(type)) return { type: BASIC.any, nullable: false, format: null };
  planner.openUnions.add(type);
  const typed = declareUnion(planner, type, path, place, direction, given);
  planner.openUnions.delete(type);
  return typed;
}

function declareUnion(
  planner: TypePlanner,
  type: Type & { kind: 'union' },
  path: TypePath,
  place: Place,
  direction: Direction,
  given: Common | null,
): Typed {
  const flat = planner.style === 'v1' ? flattened(planner, type.variants, new Set([type])) : type.variants;
  const alternatives = withoutNull(planner, flat);
  const nullable = alternatives.length < flat.length;
  const [only] = alternatives;
  if (only === undefined) return { type: BASIC.any, nullable, format: null };
  if (alternatives.length === 1 && given === null) {
    return { ...planner.typed(only.type, path, place, direction), nullable };
  }
  const isOpen = alternatives.some(({ type: inner }) =>
    ['unknown', 'binary'].includes(planner.structure(inner).kind),
  );
  // Only named types can have the marker method of an interface.
  if (planner.style === 'v1' && isOpen && given === null) return { type: BASIC.any, nullable, format: null };
  const simple = given === null ? openText(planner, alternatives, path, place, direction) : null;
  if (simple !== null) return { ...simple, nullable };
  const name = given?.name ?? planner.claim(path, 'Union');
  const at = place.into.length;
  const scope = fieldScope();
  const named = alternatives.filter(
    ({ type: inner }) =>
      planner.style === 'v2' || !['unknown', 'binary'].includes(planner.structure(inner).kind),
  );
  const variants = named.map((variant, index) =>
    planVariant(planner, variant, { path, place, direction, scope, index }),
  );
  const common: Common = given ?? {
    name,
    pkg: place.pkg,
    doc: type.description,
    deprecated: null,
    implements: [],
  };
  const role = direction === 'sent' ? 'param' : 'response';
  const discriminator = type.discriminator?.property ?? null;
  place.into.splice(
    at,
    0,
    planner.style === 'v1'
      ? { ...common, kind: 'interface', method: `Implements${name}`, role, variants, discriminator }
      : { ...common, kind: 'union', role, variants, discriminator, merged: [], toParam: null },
  );
  return { type: { kind: 'named', pkg: place.pkg, name }, nullable, format: null };
}

/** v1: the variants of a nested union are variants of the outer one. A recursive union adds none. */
function flattened(planner: TypePlanner, variants: readonly Variant[], seen: Set<Type>): readonly Variant[] {
  return variants.flatMap((variant) => {
    const structure = planner.structure(variant.type);
    if (structure.kind !== 'union') return [variant];
    if (seen.has(structure)) return [];
    seen.add(structure);
    return flattened(planner, structure.variants, seen);
  });
}

function withoutNull(planner: TypePlanner, variants: readonly Variant[]): readonly Variant[] {
  return variants.filter(({ type }) => planner.structure(type).kind !== 'null');
}

/** `string | enum` is what an open enum already is: the enum's type, or a string. */
function openText(
  planner: TypePlanner,
  variants: readonly Variant[],
  path: TypePath,
  place: Place,
  direction: Direction,
): Typed | null {
  const kinds = variants.map(({ type }) => planner.structure(type));
  const isText = kinds.every(
    (kind) =>
      (kind.kind === 'string' && kind.format !== 'date' && kind.format !== 'date-time') ||
      (kind.kind === 'enum' && kind.of === 'string') ||
      (kind.kind === 'constant' && typeof kind.value === 'string'),
  );
  if (!isText) return null;
  const named = variants.filter((_, index) => kinds[index]?.kind === 'enum');
  const [only] = named;
  return named.length === 1 && only !== undefined
    ? planner.typed(only.type, path, place, direction)
    : { type: BASIC.string, nullable: false, format: null };
}

interface VariantContext {
  readonly path: TypePath;
  readonly place: Place;
  readonly direction: Direction;
  readonly scope: ReturnType<typeof fieldScope>;
  readonly index: number;
}

function planVariant(planner: TypePlanner, variant: Variant, context: VariantContext): UnionVariant {
  const { path, place, direction, scope, index } = context;
  const structure = planner.structure(variant.type);
  const label = labelOf(planner, variant, index);
  const as = scope.claim(`variant ${index}`, label, `${label}${index + 1}`, `Variant${index + 1}`);
  const typed = planner.typed(variant.type, below(path, as), place, direction);
  let { type } = typed;
  if (planner.style === 'v1') type = asVariant(planner, type, structure, below(path, as), place);
  return {
    field: `Of${as}`,
    as,
    type,
    json: jsonKind(structure),
    isStruct: structure.kind === 'union' || (structure.kind === 'object' && structure.properties.length > 0),
    tags: variant.tags,
    format: typed.format,
  };
}

/** v1: only types of this SDK can have the marker method, so others get a type derived from them. */
function asVariant(
  planner: TypePlanner,
  type: GoType,
  structure: Type,
  path: TypePath,
  place: Place,
): GoType {
  const isOwn = type.kind === 'named' && !planner.models.isScalarAlias(type);
  if (isOwn && (structure.kind === 'object' || structure.kind === 'enum' || structure.kind === 'constant')) {
    if (structure.kind !== 'object' || structure.properties.length > 0) return type;
  }
  const name = planner.claim(path);
  place.into.push({
    kind: 'defined',
    name,
    pkg: place.pkg,
    doc: structure.description,
    deprecated: null,
    implements: [],
    type,
  });
  return { kind: 'named', pkg: place.pkg, name };
}

function labelOf(planner: TypePlanner, variant: Variant, index: number): string {
  const { casings } = planner.names;
  const { type } = variant;
  const given = type.variantName ?? null;
  if (given !== null) return exported(given, casings);
  if (type.kind === 'model') {
    const model = planner.modelOf(type.model);
    if (model !== null) return exported(model.names.model ?? model.names.type ?? model.name, casings);
  }
  switch (type.kind) {
    case 'nullable':
      return labelOf(planner, { ...variant, type: type.type }, index);
    case 'boolean':
      return 'Bool';
    case 'string':
      return type.format === 'date' ? 'Date' : type.format === 'date-time' ? 'Time' : 'String';
    case 'integer':
      return 'Int';
    case 'number':
      return 'Float';
    case 'binary':
      return 'File';
    case 'constant':
      return typeof type.value === 'string' ? exported(type.value, casings) : 'Constant';
    case 'enum':
      return type.title === null ? 'Enum' : exported(type.title, casings);
    case 'array': {
      const inner = labelOf(planner, { type: type.items, tags: [] }, index);
      return `${/^Variant\d+$/.test(inner) ? 'Any' : inner}Array`;
    }
    case 'map': {
      const inner = labelOf(planner, { type: type.values, tags: [] }, index);
      return `${/^Variant\d+$/.test(inner) ? 'Any' : inner}Map`;
    }
    case 'object': {
      if (type.title !== null) return exported(type.title, casings);
      const [tag] = variant.tags;
      if (tag !== undefined) return exported(tag, casings);
      return type.properties.length === 0 ? 'AnyMap' : `Variant${index + 1}`;
    }
    default:
      return type.title === null ? `Variant${index + 1}` : exported(type.title, casings);
  }
}

function jsonKind(type: Type): UnionVariant['json'] {
  switch (type.kind) {
    case 'boolean':
      return 'True';
    case 'integer':
    case 'number':
      return 'Number';
    case 'enum':
      return type.of === 'string' ? 'String' : type.of === 'boolean' ? 'True' : 'Number';
    case 'constant':
      return typeof type.value === 'string' ? 'String' : typeof type.value === 'boolean' ? 'True' : 'Number';
    case 'string':
    case 'binary':
      return 'String';
    default:
      return 'JSON';
  }
}
