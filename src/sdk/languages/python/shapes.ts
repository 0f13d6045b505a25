import { innerTypes } from '../../api/inner-types.ts';
import type { ModelId, Type } from '../../api/types.ts';

/** Whether a value of the type is the same in both directions: strings, numbers, enums, and lists and maps of them. */
export function isSimple(type: Type): boolean {
  switch (type.kind) {
    case 'unknown':
    case 'null':
    case 'boolean':
    case 'integer':
    case 'number':
    case 'constant':
    case 'enum':
      return true;
    case 'string':
      return type.format !== 'date' && type.format !== 'date-time' && type.format !== 'byte';
    case 'nullable':
      return isSimple(type.type);
    case 'union':
      return type.variants.every((variant) => isSimple(variant.type));
    case 'array':
    case 'map':
    case 'object':
    case 'binary':
    case 'model':
      return false;
    default:
      return type satisfies never;
  }
}

/** Models that the type references, at any depth. */
export function modelsIn(type: Type, found: Set<ModelId> = new Set()): Set<ModelId> {
  if (type.kind === 'model') found.add(type.model);
  if (type.kind === 'object') for (const base of type.extends) found.add(base);
  for (const inner of innerTypes(type)) modelsIn(inner, found);
  return found;
}

export function usesModels(type: Type): boolean {
  return modelsIn(type).size > 0;
}

/** Paths to files in a body: `['image']`, `['images', '<array>']`. */
export function filePaths(type: Type, modelType: (id: ModelId) => Type | null, depth = 0): string[][] {
  if (depth > 6) return [];
  switch (type.kind) {
    case 'binary':
      return [[]];
    case 'nullable':
      return filePaths(type.type, modelType, depth);
    case 'array':
      return filePaths(type.items, modelType, depth + 1).map((path) => ['<array>', ...path]);
    case 'object':
      return type.properties.flatMap((property) =>
        filePaths(property.type, modelType, depth + 1).map((path) => [property.name, ...path]),
      );
    case 'union':
      return unique(type.variants.flatMap((variant) => filePaths(variant.type, modelType, depth)));
    case 'model': {
      const inner = modelType(type.model);
      return inner === null ? [] : filePaths(inner, modelType, depth + 1);
    }
    case 'map':
    case 'unknown':
    case 'null':
    case 'boolean':
    case 'string':
    case 'integer':
    case 'number':
    case 'constant':
    case 'enum':
      return [];
    default:
      return type satisfies never;
  }
}

function unique(paths: readonly string[][]): string[][] {
  const seen = new Map(paths.map((path) => [JSON.stringify(path), path]));
  return [...seen.values()];
}
