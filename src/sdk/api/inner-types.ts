import type { Type } from './types.ts';

const NONE: readonly Type[] = [];

/** Types directly within a type: of its items, values, variants and properties. A model is not followed. */
export function innerTypes(type: Type): readonly Type[] {
  switch (type.kind) {
    case 'array':
      return [type.items];
    case 'map':
      return [type.values];
    case 'nullable':
      return [type.type];
    case 'union':
      return type.variants.map((variant) => variant.type);
    case 'object':
      return withAdditional(
        type.properties.map((property) => property.type),
        type.additional,
      );
    case 'unknown':
    case 'null':
    case 'boolean':
    case 'string':
    case 'integer':
    case 'number':
    case 'binary':
    case 'constant':
    case 'enum':
    case 'model':
      return NONE;
    default:
      return type satisfies never;
  }
}

function withAdditional(types: readonly Type[], additional: Type | null): readonly Type[] {
  return additional === null ? types : [...types, additional];
}
