import type { Model, ModelId, Property, Scalar, Type } from '../../api/types.ts';

/** How the text of a flag is read. */
export interface FlagType {
  readonly kind: 'Text' | 'Bytes' | 'Integer' | 'Number' | 'Boolean' | 'Any' | 'File';
  readonly isList: boolean;
  /** Values that are known. */
  readonly values: readonly Scalar[];
}

type Models = ReadonlyMap<ModelId, Model>;

const ANY: FlagType = { kind: 'Any', isList: false, values: [] };

/** The kind of flag for a value of the type. Composite values are written as YAML. */
export function flagType(type: Type, models: Models): FlagType {
  const found = behind(type, models);
  if (found.kind !== 'array') return scalarType(found, models);
  const items = scalarType(behind(found.items, models), models);
  return { ...items, isList: true };
}

function scalarType(type: Type, models: Models, within: ReadonlySet<Type> = new Set()): FlagType {
  const plain = (kind: FlagType['kind'], values: readonly Scalar[] = []): FlagType => ({
    kind,
    isList: false,
    values,
  });
  switch (type.kind) {
    case 'boolean':
      return plain('Boolean');
    case 'string':
      return plain(type.format === 'byte' ? 'Bytes' : 'Text');
    case 'integer':
      return plain('Integer');
    case 'number':
      return plain('Number');
    case 'binary':
      return plain('File');
    case 'constant':
      return plain(OF_SCALAR[typeof type.value] ?? 'Any', [type.value]);
    case 'enum':
      return plain(
        OF_ENUM[type.of],
        type.members.map(({ value }) => value),
      );
    case 'union':
      // A union within itself has no other values than itself.
      return within.has(type)
        ? ANY
        : unionType(
            type.variants.map((variant) => behind(variant.type, models)),
            models,
            new Set([...within, type]),
          );
    case 'unknown':
    case 'null':
    case 'array':
    case 'map':
    case 'object':
    case 'model':
    case 'nullable':
      return ANY;
  }
}

const OF_SCALAR: Readonly<Record<string, FlagType['kind']>> = {
  string: 'Text',
  number: 'Number',
  bigint: 'Integer',
  boolean: 'Boolean',
};

const OF_ENUM = { string: 'Text', number: 'Number', integer: 'Integer', boolean: 'Boolean' } as const;

/** Of one kind where all variants are: an enum and any other text are text. */
function unionType(variants: readonly Type[], models: Models, within: ReadonlySet<Type>): FlagType {
  const types = variants
    .filter(({ kind }) => kind !== 'null')
    .map((variant) => scalarType(variant, models, within));
  const [first] = types;
  if (first === undefined || first.kind === 'Any' || types.some(({ kind }) => kind !== first.kind))
    return ANY;
  return { ...first, values: [...new Set(types.flatMap(({ values }) => values))] };
}

/** Flags for the plain fields of an object with few of them. */
export function nestedFlags(
  type: Type,
  models: Models,
): readonly { readonly property: Property; readonly type: FlagType }[] {
  const found = behind(type, models);
  if (found.kind !== 'object' || found.properties.length > MAX_FIELDS) return [];
  return found.properties
    .filter(({ readOnly }) => !readOnly)
    .map((property) => ({ property, type: flagType(property.type, models) }))
    .filter((field) => field.type.kind !== 'Any' && field.type.kind !== 'File');
}

const MAX_FIELDS = 15;

/** The type behind names and `nullable`. */
function behind(type: Type, models: Models): Type {
  let current = type;
  for (let depth = 0; depth < 64; depth++) {
    if (current.kind === 'nullable') {
      current = current.type;
      continue;
    }
    if (current.kind !== 'model') return current;
    const model = models.get(current.model);
    if (model === undefined) return { ...current, kind: 'unknown' };
    current = model.type;
  }
  return { ...current, kind: 'unknown' };
}
