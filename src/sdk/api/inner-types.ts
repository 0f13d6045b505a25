import type { Type } from './types.ts';

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
      return [
        ...type.properties.map((property) => property.type),
        ...(type.additional === null ? [] : [type.additional]),
      ];
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
      return [];
    default:
      return type satisfies never;
  }
}
