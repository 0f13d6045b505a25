import { JSONPath } from 'jsonpath-plus';
import { isNode, stringOf } from '../../codegen/json.ts';

/** A place in a document: its parent, and its key there. */
export interface Hit {
  readonly parent: Record<string, unknown> | unknown[];
  readonly key: string | number;
  readonly pointer: string;
}

/** The path would run code, or is invalid. */
export class PathRejected extends Error {}

/**
 * Every match of a JSONPath, outermost first, or the target of a JSON pointer (`#/…`). Filters with scripts are
 * rejected: nothing in a config file is executed.
 */
export function hitsOf(document: unknown, path: string): Hit[] {
  if (!isNode(document)) return [];
  const query = path.startsWith('#/') ? queryOfPointer(path) : path;
  let found: unknown;
  try {
    found = JSONPath({ path: query, json: document, resultType: 'all', eval: false, wrap: true });
  } catch (error) {
    throw new PathRejected(error instanceof Error ? error.message : String(error));
  }
  return Array.isArray(found) ? found.flatMap(hitOf) : [];
}

function hitOf(found: unknown): Hit[] {
  if (!isNode(found)) return [];
  const { parent, parentProperty: key } = found;
  const isKey = typeof key === 'string' || typeof key === 'number';
  return isKey && isHolder(parent) ? [{ parent, key, pointer: `#${stringOf(found.pointer) ?? ''}` }] : [];
}

/** Not a copy: matches are changed in place. */
function isHolder(value: unknown): value is Hit['parent'] {
  return typeof value === 'object' && value !== null;
}

/** `#/paths/~1pets` → `$['paths']['/pets']`: JSONPath has its own syntax for keys. */
function queryOfPointer(pointer: string): string[] {
  return [
    '$',
    ...pointer
      .slice(2)
      .split('/')
      .map((part) => `\`${unescaped(part)}`),
  ];
}

function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

export function valueAt({ parent, key }: Hit): unknown {
  return Array.isArray(parent) ? parent[Number(key)] : parent[String(key)];
}

export function setValue({ parent, key }: Hit, value: unknown): void {
  if (Array.isArray(parent)) parent[Number(key)] = value;
  else define(parent, String(key), value);
}

/** A key named `__proto__` is handled like others. */
export function define(object: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
