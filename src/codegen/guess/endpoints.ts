import { type Document, isNode, listOf, METHODS, type Node, nodeOf } from '../json.ts';

/** One operation of the description, and the guesses about it. */
export interface Endpoint {
  /** `get /pets/{id}` */
  readonly endpoint: string;
  readonly method: string;
  readonly node: Node;
  readonly parameters: readonly Node[];
  /** Schema of its response. */
  readonly response: unknown;
}

/**
 * Operations for which an SDK gets a method: not TRACE, which HTTP libraries refuse to send, and not OPTIONS without an
 * answer to read, which are described for browsers.
 */
export function endpointsOf(document: Document): Endpoint[] {
  return Object.entries(nodeOf(document.root.paths)).flatMap(([path, value]) => {
    if (!path.startsWith('/')) return [];
    const item = document.resolve(value);
    return METHODS.filter((method) => isNode(item[method])).flatMap((method) => {
      const node = nodeOf(item[method]);
      const parameters = [...listOf(item.parameters), ...listOf(node.parameters)].map(document.resolve);
      const response = responseSchema(document, node);
      const isCalled = method !== 'trace' && (method !== 'options' || response !== undefined);
      return isCalled ? [{ endpoint: `${method} ${path}`, method, node, parameters, response }] : [];
    });
  });
}

function responseSchema(document: Document, operation: Node): unknown {
  const responses = Object.entries(nodeOf(operation.responses));
  const [, success] = responses.find(([status]) => status.startsWith('2')) ?? [];
  const response = document.resolve(success);
  const content = Object.entries(nodeOf(response.content)).find(([type]) => /json/.test(type))?.[1];
  return nodeOf(content).schema;
}

/** The property of a schema that holds the items of a list; `''` if the schema is the list; null if there is none. */
export function listIn(document: Document, schema: unknown): string | null {
  const resolved = document.resolve(schema);
  if (resolved.type === 'array') return '';
  const parts = [resolved, ...listOf(resolved.allOf).map(document.resolve)];
  for (const { properties } of parts) {
    const lists = Object.entries(nodeOf(properties)).filter(
      ([, property]) => document.resolve(property).type === 'array',
    );
    const [only] = lists;
    const usual = lists.find(([name]) => /^(?:data|items|results|entries|records|values)$/i.test(name));
    const found = usual ?? (lists.length === 1 ? only : undefined);
    if (found !== undefined && (usual !== undefined || Object.keys(nodeOf(properties)).length <= 10))
      return found[0];
  }
  return null;
}
