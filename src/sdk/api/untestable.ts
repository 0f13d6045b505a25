import { nodeOf } from '../../codegen/json.ts';
import type { Operation } from './operations.ts';
import type { Report } from './report.ts';
import type { Model, ModelId, Type } from './types.ts';

/** Reason for an object whose `required` names a property that its schema does not define. */
export const NOT_DEFINED = 'Schema/RequiredPropertyNotDefined';

/**
 * Why no SDK can call a method on a mock server of the description; null if it can. Such a method is generated as
 * usual, but its tests are skipped with this reason.
 */
export function reasonWithoutMock(
  { verb, path, node }: Pick<Operation, 'verb' | 'path' | 'node'>,
  body: Type | null,
  { models, report }: { readonly models: ReadonlyMap<ModelId, Model>; readonly report: Report },
): string | null {
  if (path.includes('?')) return 'A mock server cannot tell operations apart by the query in their paths';
  if (path.includes('#'))
    return 'What follows # in a path is not sent: a mock server cannot tell this operation from others';
  if (verb === 'query') return 'The mock server does not answer QUERY';
  const answers = Object.keys(nodeOf(node.responses));
  if (answers.some((status) => /^3/.test(status)) && !answers.some((status) => /^(?:2|default)/.test(status)))
    return 'The description has no other answer than one that leads to another server';
  if (
    body !== null &&
    report.hasAny(NOT_DEFINED) &&
    some(body, models, (type) => report.has(NOT_DEFINED, type.pointer))
  )
    return 'The description requires a property of the body that it does not define';
  return null;
}

/** Whether a type, or one inside it, passes a test. */
export function some(
  whole: Type,
  models: ReadonlyMap<ModelId, Model>,
  wanted: (type: Type) => boolean,
): boolean {
  const seen = new Set<Type>();
  const left = [whole];
  for (let type = left.pop(); type !== undefined; type = left.pop()) {
    if (seen.has(type)) continue;
    seen.add(type);
    if (wanted(type)) return true;
    left.push(...within(type, models));
  }
  return false;
}

function within(type: Type, models: ReadonlyMap<ModelId, Model>): readonly Type[] {
  switch (type.kind) {
    case 'nullable':
      return [type.type];
    case 'array':
      return [type.items];
    case 'map':
      return [type.values];
    case 'object':
      return type.properties.filter(({ readOnly }) => !readOnly).map((property) => property.type);
    case 'union':
      return type.variants.map((variant) => variant.type);
    case 'model': {
      const model = models.get(type.model);
      return model === undefined ? [] : [model.type];
    }
    default:
      return [];
  }
}
