import { snakeCase, words } from '../../targets/files/names.ts';
import { type Document, listOf, stringOf } from '../json.ts';
import { type Endpoint, listIn } from './endpoints.ts';
import { modelsOf } from './models.ts';

/** A resource in the form of the config file. */
export interface Resource {
  /** By name: `#/components/schemas/Pet`. */
  readonly models: Map<string, string>;
  /** By name: `get /pets/{id}`. */
  readonly methods: Map<string, string>;
  readonly subresources: Map<string, Resource>;
}

/** Methods of the client itself, and models of several resources. */
const CLIENT = '$client';
const SHARED = '$shared';

/** Path segments before the resources: `/api/v1/…`. */
const PREFIX = /^(?:api|rest|v\d[\w.]*|\d{4}-\d{2}-\d{2})$/i;
const VERBS = /^(?:list|get|find|fetch|read|create|add|make|update|edit|set|delete|remove|search)$/;

/**
 * Derives resources from paths: `/pets/{id}/toys` is `toys` of `pets`. If a path ends in a verb, the tag of its
 * operation names the resource. Each operation has a method, whose name is unique in its resource.
 */
export function resourcesOf(document: Document, endpoints: readonly Endpoint[]): Map<string, Resource> {
  const root = empty();
  const known = knownOf(endpoints);
  const homes = new Map<Endpoint, Resource>();
  for (const endpoint of endpoints) {
    const { chain, action, item } = placeOf(endpoint, known);
    const resource = chain.reduce((parent, name) => member(parent.subresources, name, empty), root);
    const name = action ?? methodName(endpoint, item, known, document);
    resource.methods.set(unique(name, endpoint, resource), endpoint.endpoint);
    homes.set(endpoint, resource);
  }
  for (const [model, only] of modelsOf(document, homes)) {
    const home = only ?? member(root.subresources, SHARED, empty);
    home.models.set(numbered(snakeCase(model) || 'model', home.models), `#/components/schemas/${model}`);
  }
  const { subresources } = root;
  const shared = subresources.get(SHARED);
  subresources.delete(SHARED);
  return new Map([...(shared === undefined ? [] : [[SHARED, shared] as const]), ...subresources]);
}

const empty = (): Resource => ({ models: new Map(), methods: new Map(), subresources: new Map() });

function member<V>(map: Map<string, V>, key: string, make: () => V): V {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

interface Place {
  readonly chain: readonly string[];
  /** `cancel` of `/orders/{id}/cancel`; null if the method is named by its HTTP method. */
  readonly action: string | null;
  /** Whether the path addresses a single item. */
  readonly item: boolean;
}

/** All endpoints, and the paths that have others below them. */
interface Known {
  readonly endpoints: ReadonlySet<string>;
  readonly above: ReadonlySet<string>;
}

function knownOf(endpoints: readonly Endpoint[]): Known {
  const above = new Set<string>();
  for (const { endpoint, method } of endpoints) {
    const segments = endpoint.slice(method.length + 1).split('/');
    for (let length = 1; length < segments.length; length++) above.add(segments.slice(0, length).join('/'));
  }
  return { endpoints: new Set(endpoints.map(({ endpoint }) => endpoint)), above };
}

const beginsWithVerb = (name: string) => VERBS.test(words(name)[0] ?? '');

function placeOf({ endpoint, method, node }: Endpoint, known: Known): Place {
  const path = endpoint.slice(method.length + 1);
  const segments = path
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => segment.replace(/\.json$/, ''));
  while (segments.length > 1 && PREFIX.test(segments[0] ?? '')) segments.shift();
  const item = segments.at(-1)?.includes('{') ?? false;
  const names = segments
    .filter((segment) => !segment.includes('{'))
    .map(snakeCase)
    .filter(Boolean);
  const tag = snakeCase(stringOf(listOf(node.tags)[0]) ?? '');
  const [first = ''] = names;
  if (names.length === 0) return { chain: [tag || CLIENT], action: null, item };
  if (names.length === 1 && beginsWithVerb(first)) return { chain: [tag || CLIENT], action: first, item };
  // Named by a verb, or only ever posted to and without subpaths: an action, not a collection.
  const last = names.at(-1) ?? '';
  const posted = method === 'post' && !known.endpoints.has(`get ${path}`) && !known.above.has(path);
  return names.length > 1 && !item && (posted || beginsWithVerb(last))
    ? { chain: names.slice(0, -1), action: last, item }
    : { chain: names, action: null, item };
}

function methodName(
  { endpoint, method, response }: Endpoint,
  item: boolean,
  known: Known,
  document: Document,
): string {
  const path = endpoint.slice(method.length + 1);
  switch (method) {
    case 'get':
      return !item && listIn(document, response) !== null ? 'list' : 'retrieve';
    case 'post':
      return item ? 'update' : 'create';
    case 'put':
      return known.endpoints.has(`patch ${path}`) ? 'replace' : 'update';
    case 'patch':
      return 'update';
    case 'delete':
      return item || !known.above.has(path) ? 'delete' : 'delete_all';
    default:
      return method;
  }
}

function unique(name: string, { endpoint, node }: Endpoint, { methods }: Resource): string {
  const operation = snakeCase(stringOf(node.operationId) ?? '');
  const words = snakeCase(endpoint.replaceAll(/[{}]/g, ' '));
  for (const candidate of [name, operation]) {
    if (candidate !== '' && !methods.has(candidate)) return candidate;
  }
  return numbered(words, methods);
}

/** A name that is not taken: itself, or with a number. */
function numbered(name: string, taken: ReadonlyMap<string, unknown>): string {
  if (name !== '' && !taken.has(name)) return name;
  let count = 2;
  while (taken.has(`${name}_${count}`)) count += 1;
  return `${name}_${count}`;
}
