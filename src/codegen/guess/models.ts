import { type Document, isNode, listOf, type Node, nodeOf, schemaName, schemasOf } from '../json.ts';
import { type Endpoint, listIn } from './endpoints.ts';

/** References of a schema or an operation to named schemas: how many to each. */
type References = ReadonlyMap<string, number>;

/** In place of a home: several use it. */
const SEVERAL = Symbol('several');

/**
 * Schemas that deserve a name of their own: what a method returns, and what is used in several places, which would
 * otherwise be a type of its own in each.
 *
 * `homes`: the resource of each endpoint. Returns that of each schema: of the endpoints that return it, or else of those
 * that use it, directly or through other schemas; null if these have several.
 */
export function modelsOf<Home extends object>(
  document: Document,
  homes: ReadonlyMap<Endpoint, Home>,
): ReadonlyMap<string, Home | null> {
  const schemas = schemasOf(document);
  const referencesOf = memoized((name: string) => referencesIn(schemas[name]));
  const returned = new Map<string, Home | typeof SEVERAL>();
  const users = new Map<string, Home | typeof SEVERAL>();
  const places = new Map<string, number>();
  const count = (references: References) => {
    for (const [name, times] of references) places.set(name, (places.get(name) ?? 0) + times);
  };
  for (const [endpoint, home] of homes) {
    for (const name of returnedBy(document, endpoint)) returned.set(name, joined(returned.get(name), home));
    const direct = [referencesIn(endpoint.response), bodyReferences(document, endpoint)];
    for (const references of direct) count(references);
    const left = direct.flatMap((references) => [...references.keys()]);
    for (let name = left.pop(); name !== undefined; name = left.pop()) {
      const known = users.get(name);
      const now = joined(known, home);
      // Each schema is visited twice at most: what it uses has at least as many users.
      if (known === now) continue;
      // What a schema uses counts once, however many operations use that schema.
      if (known === undefined) count(referencesOf(name));
      users.set(name, now);
      left.push(...referencesOf(name).keys());
    }
  }
  const found = new Map(returned);
  for (const [name, home] of users) {
    if (!found.has(name) && (places.get(name) ?? 0) > 1 && isWorthNaming(nodeOf(schemas[name])))
      found.set(name, home);
  }
  return new Map([...found].map(([name, home]) => [name, home === SEVERAL ? null : home]));
}

function joined<Home extends object>(known: Home | typeof SEVERAL | undefined, home: Home) {
  return known === undefined || known === home ? home : SEVERAL;
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

function memoized<V>(make: (key: string) => V): (key: string) => V {
  const known = new Map<string, V>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
}
