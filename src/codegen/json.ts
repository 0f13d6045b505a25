/** Methods of operations, which are keys of a path; `query` since OpenAPI 3.2. */
export const METHODS = [
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'query',
  'trace',
] as const;

/** An object of a JSON document. */
export type Node = Readonly<Record<string, unknown>>;

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A copy of an object with its members changed. */
export function mapped<T>(
  object: Node,
  change: (value: unknown, key: string) => T,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}

/** The value if it is an object, otherwise an empty object. */
export function nodeOf(value: unknown): Node {
  return isNode(value) ? value : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function stringOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** Maximum length of a reference chain: a longer one is a cycle. */
const MAX_CHAIN = 50;

/** A prepared description, with a lookup of its references. */
export interface Document {
  readonly root: Node;
  /** The object that a value is or references; `{}` if there is none. */
  resolve(value: unknown): Node;
}

export function documentOf(root: unknown): Document {
  const known = new Map<string, unknown>();
  const at = (reference: string): unknown => {
    if (!known.has(reference)) known.set(reference, lookUp(root, reference));
    return known.get(reference);
  };
  const resolve = (value: unknown): Node => {
    let found = value;
    for (let step = 0; step < MAX_CHAIN; step++) {
      const reference = stringOf(nodeOf(found).$ref);
      if (reference === null) return nodeOf(found);
      found = at(reference);
    }
    return {};
  };
  return { root: nodeOf(root), resolve };
}

function lookUp(root: unknown, reference: string): unknown {
  if (!reference.startsWith('#/')) return undefined;
  let found = root;
  for (const part of reference.slice(2).split('/')) {
    const key = pointerPart(part);
    if (Array.isArray(found)) found = found[Number(key)];
    else if (isNode(found) && Object.hasOwn(found, key)) found = found[key];
    else return undefined;
  }
  return found;
}

function pointerPart(part: string): string {
  const unescaped = part.replace(/~1/g, '/').replace(/~0/g, '~');
  try {
    return decodeURIComponent(unescaped);
  } catch {
    return unescaped;
  }
}

/** The named schemas of a description: OpenAPI 3 or Swagger 2. */
export function schemasOf({ root }: Document): Node {
  return nodeOf(nodeOf(root.components).schemas ?? root.definitions);
}

const NAMED = /^#\/(?:components\/schemas|definitions)\/([^/]+)$/;

/** The name of the schema that a value references; null if it references none. */
export function schemaName(value: unknown): string | null {
  const name = NAMED.exec(stringOf(nodeOf(value).$ref) ?? '')?.[1];
  return name === undefined ? null : pointerPart(name);
}

/** A name from the description as inline code in a message: on one line, truncated if it is long. */
export function code(name: string): string {
  const line = name.replace(/[\p{Cc}\u2028\u2029`]+/gu, ' ').trim();
  return `\`${line.length > 100 ? `${line.slice(0, 99)}…` : line}\``;
}
