import { type Document, isNode, type Node, schemaName, schemasOf } from '../json.ts';
import { operationsOf } from './operations.ts';
import type { Direction } from './schemas.ts';

/** The directions in which values of each named schema travel, according to the operations that reference it. */
export function usageOf(document: Document): Map<string, Set<Direction>> {
  const usage = new Map<string, Set<Direction>>();
  const schemas = schemasOf(document);
  const references = new Map<string, ReadonlySet<string>>();
  const namesIn = (name: string): ReadonlySet<string> => {
    const known = references.get(name) ?? collectNames(schemas[name], document);
    references.set(name, known);
    return known;
  };
  const mark = (values: readonly unknown[], direction: Direction): void => {
    const open = values.flatMap((value) => [...collectNames(value, document)]);
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      const directions = usage.get(name) ?? new Set();
      if (directions.has(direction)) continue;
      usage.set(name, directions.add(direction));
      open.push(...namesIn(name));
    }
  };
  for (const { webhook, node, parameters } of operationsOf(document)) {
    mark([...parameters.values(), node.requestBody], webhook ? 'response' : 'request');
    mark([node.responses], webhook ? 'request' : 'response');
  }
  return usage;
}

/**
 * Names of schemas that a value references, directly or through other components, but not transitively through
 * schemas.
 */
function collectNames(value: unknown, document: Document): Set<string> {
  const names = new Set<string>();
  const seen = new Set<Node>();
  const open = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) open.push(...next);
    if (!isNode(next)) continue;
    const name = schemaName(next);
    if (name !== null) names.add(name);
    else if (typeof next.$ref === 'string') {
      const target = document.resolve(next);
      if (!seen.has(target)) open.push(target);
      seen.add(target);
    } else for (const [key, member] of Object.entries(next)) if (!isProse(key)) open.push(member);
  }
  return names;
}

const isProse = (key: string) => key === 'example' || key === 'examples' || key === 'description';
