import { isNode, METHODS, mapped, type Node, nodeOf, stringOf } from './json.ts';

/**
 * A description of OpenAPI 3.2 as one of 3.1, for programs that do not know 3.2: without QUERY and other additional
 * methods, and with the items of a stream in place of its `itemSchema` as a list. Other descriptions are unchanged.
 */
export function asOpenApi31(description: unknown): unknown {
  const root = nodeOf(description);
  if (!isOpenApi32(root)) return description;
  const { $self: _, ...rest } = root;
  const paths = mapped(nodeOf(rest.paths), (item) => {
    if (!isNode(item)) return item;
    const { query: _query, additionalOperations: _more, ...known } = item;
    return mapped(known, (value, key) => (isMethod(key) ? withoutItemSchemas(value) : value));
  });
  return { ...rest, openapi: '3.1.1', paths };
}

export function isOpenApi32(root: Node): boolean {
  return stringOf(root.openapi)?.startsWith('3.2.') === true;
}

const isMethod = (key: string): boolean => METHODS.some((method) => method === key);

function withoutItemSchemas(operation: unknown): unknown {
  const { responses } = nodeOf(operation);
  if (!isNode(operation) || !isNode(responses)) return operation;
  const ofMedia = (media: unknown) => {
    const { itemSchema, ...rest } = nodeOf(media);
    return itemSchema === undefined ? media : { schema: { type: 'array', items: itemSchema }, ...rest };
  };
  const ofResponse = (response: unknown) => {
    const { content } = nodeOf(response);
    return isNode(response) && isNode(content)
      ? { ...response, content: mapped(content, ofMedia) }
      : response;
  };
  return { ...operation, responses: mapped(responses, ofResponse) };
}
