import { type Document, isNode, listOf, type Node, nodeOf, schemaName, schemasOf } from '../json.ts';
import { type Endpoint, listIn } from './endpoints.ts';

/** References of a schema or an operation to named schemas: how many to each. */
type References = ReadonlyMap<string, number>;

/**
 * Schemas that deserve a name of their own: what a method returns, and what is used in several places, which would
 * otherwise be a type of its own in each.
 *
 * Returns the endpoints that use each, directly or through other schemas; of what is returned, the endpoints that
 * return it.
 */
export function modelsOf(
  document: Document,
  endpoints: readonly Endpoint[],
): ReadonlyMap<string, ReadonlySet<Endpoint>> {
  const schemas = schemasOf(document);
  const referencesOf = memoized((name: string) => referencesIn(schemas[name]));
  const returned = new Map<string, Set<Endpoint>>();
  const users = new Map<string, Set<Endpoint>>();
  const places = new Map<string, number>();
  const count = (references: References) => {
    for (const [name, times] of references) places.set(name, (places.get(name) ?? 0) + times);
  };
  for (const endpoint of endpoints) {
    for (const name of returnedBy(document, endpoint)) include(returned, name, endpoint);
    const direct = [referencesIn(endpoint.response), bodyReferences(document, endpoint)];
    for (const references of direct) count(references);
    const left = direct.flatMap((references) => [...references.keys()]);
    for (let name = left.pop(); name !== undefined; name = left.pop()) {
      if (users.get(name)?.has(endpoint) === true) continue;
      // What a schema uses counts once, however many operations use that schema.
      if (!users.has(name)) count(referencesOf(name));
      include(users, name, endpoint);
      left.push(...referencesOf(name).keys());
    }
  }
  const found = new Map<string, ReadonlySet<Endpoint>>(returned);
  for (const [name, endpointsOfIt] of users) {
    if (!found.has(name) && (places.get(name) ?? 0) > 1 && isWorthNaming(nodeOf(schemas[name])))
      found.set(name, endpointsOfIt);
  }
  return found;
}

/** An object, a union or an enum, in contrast to plain text or a number. */
function isWorthNaming(schema: Node): boolean {
  return ['properties', 'allOf', 'oneOf', 'anyOf', 'enum'].some((key) => schema[key] !== undefined);
}

/** Named schemas that a method returns: its response, or the items of a list. */
function returnedBy(document: Document, { response }: Endpoint): string[] {
  const list = listIn(document, response);
  const resolved = document.resolve(response);
  const items = list === null ? undefined : list === '' ? resolved.items : itemsOf(document, resolved, list);
  return [schemaName(response), schemaName(items)].filter((name) => name !== null);
}

function itemsOf(document: Document, { properties, allOf }: Node, list: string): unknown {
  for (const source of [properties, ...listOf(allOf).map((part) => document.resolve(part).properties)]) {
    const { items } = document.resolve(nodeOf(source)[list]);
    if (items !== undefined) return items;
  }
  return undefined;
}

/** The fields of a body become arguments of its method, so a named body is no type of its own. */
function bodyReferences(document: Document, { node }: Endpoint): References {
  const content = nodeOf(document.resolve(node.requestBody).content);
  const schemas = Object.values(content).map((media) => document.resolve(nodeOf(media).schema));
  return referencesIn(schemas[0]);
}

function referencesIn(schema: unknown): References {
  const found = new Map<string, number>();
  const left: unknown[] = [schema];
  while (left.length > 0) {
    const value = left.pop();
    const name = schemaName(value);
    if (name !== null) found.set(name, (found.get(name) ?? 0) + 1);
    else if (Array.isArray(value)) for (const item of value) left.push(item);
    else if (isNode(value))
      for (const [key, member] of Object.entries(value)) if (!DATA.has(key)) left.push(member);
  }
  return found;
}

/** Keys whose values are data, not schemas. */
const DATA = new Set(['example', 'examples', 'default', 'enum', 'const']);

function include<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([value]));
  else known.add(value);
}

function memoized<V>(make: (key: string) => V): (key: string) => V {
  const known = new Map<string, V>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
}
