import { type Document, nodeOf, stringOf } from '../json.ts';
import { type Endpoint, listIn } from './endpoints.ts';

/** A pagination scheme in the form of the config file. */
interface Scheme {
  readonly name: string;
  readonly type: 'cursor' | 'cursor_id' | 'offset' | 'page_number';
  readonly request: Record<string, unknown>;
  readonly response: Record<string, unknown>;
}

const KINDS = [
  {
    type: 'cursor',
    parameter: /^(?:cursor|next_cursor|page_?token|next_?token|continuation_?token)$/i,
    purpose: 'next_cursor_param',
  },
  { type: 'cursor_id', parameter: /^(?:starting_?after|after|after_?id)$/i, purpose: 'next_cursor_id_param' },
  { type: 'offset', parameter: /^(?:offset|skip|start)$/i, purpose: 'offset_count_param' },
  { type: 'page_number', parameter: /^(?:page|page_?number)$/i, purpose: 'page_number_param' },
] as const;

const LIMIT = /^(?:limit|per_?page|page_?size|count|max_?results)$/i;
const NEXT = /^(?:next_?cursor|cursor|next_?page_?token|next_?token|next|continuation_?token)$/i;

/** What a response says of further pages. Without it, a list ends with the first empty page, which some APIs never send. */
const FIELDS = [
  { of: 'cursor', name: NEXT, type: 'string', purpose: 'next_cursor_field' },
  {
    of: 'page_number',
    name: /^(?:total_?pages|pages?_?(?:count|total)|num_?pages)$/i,
    type: 'integer',
    purpose: 'total_page_count_field',
  },
  { of: 'offset', name: /^total(?:_?count)?$/i, type: 'integer', purpose: 'offset_total_count_field' },
  { of: null, name: /^has_?(?:more|next(?:_?page)?)$/i, type: 'boolean', purpose: 'has_next_page' },
] as const;

export interface Pagination {
  readonly schemes: readonly Scheme[];
  /** The first paginated endpoint, for the README; null if there is none. */
  readonly first: Endpoint | null;
}

/** Finds the pagination schemes, each once, from the parameters and responses of list operations. */
export function paginationOf(document: Document, endpoints: readonly Endpoint[]): Pagination {
  const schemes = new Map<string, Scheme>();
  const known = new Set<string>();
  let first: Endpoint | null = null;
  for (const endpoint of endpoints) {
    if (endpoint.method !== 'get') continue;
    const list = listIn(document, endpoint.response);
    const scheme = list === null ? null : schemeOf(document, endpoint, list);
    if (scheme === null) continue;
    first ??= endpoint;
    const content = JSON.stringify(withoutName(scheme));
    if (known.has(content)) continue;
    known.add(content);
    const count = [...schemes.values()].filter(({ type }) => type === scheme.type).length;
    const name = count === 0 ? scheme.name : `${scheme.name}_${count + 1}`;
    schemes.set(name, { ...scheme, name });
  }
  return { schemes: [...schemes.values()], first };
}

const withoutName = ({ name: _, ...rest }: Scheme) => rest;

function schemeOf(document: Document, { parameters, response }: Endpoint, list: string): Scheme | null {
  const query = parameters.filter((parameter) => parameter.in === 'query');
  const named = (pattern: RegExp) => query.find(({ name }) => pattern.test(stringOf(name) ?? ''));
  for (const { type, parameter: pattern, purpose } of KINDS) {
    const parameter = named(pattern);
    if (parameter === undefined) continue;
    // Without a cursor for the next page there would be no second one.
    if (type === 'cursor' && fieldIn(document, response, NEXT) === null) continue;
    const limit = named(LIMIT);
    const property = (purpose: string, more = {}) => ({
      'x-stainless-pagination-property': { purpose, ...more },
    });
    const typeOf = (schema: unknown) => document.resolve(schema).type ?? 'string';
    const request: Record<string, unknown> = {
      [String(parameter.name)]: { type: typeOf(parameter.schema), ...property(purpose) },
    };
    if (limit !== undefined) request[String(limit.name)] = { type: typeOf(limit.schema) };
    const answer: Record<string, unknown> = {};
    // If the response is the list itself, the property has a name that only the SDK uses.
    const isTopLevel = list === '' ? { is_top_level_array: true } : {};
    answer[list || 'items'] = { type: 'array', items: {}, ...property('items', isTopLevel) };
    for (const field of FIELDS) {
      if (field.of !== null && field.of !== type) continue;
      const found = fieldIn(document, response, field.name);
      if (found === null) continue;
      const value = { type: field.type, ...property(field.purpose) };
      if (found.parent === null) answer[found.name] = value;
      else {
        const siblings = nodeOf(nodeOf(answer[found.parent]).properties);
        answer[found.parent] = { type: 'object', properties: { ...siblings, [found.name]: value } };
      }
    }
    return { name: `${type}_page`, type, request, response: answer };
  }
  return null;
}

/** A field of a response, or of an object in it such as `meta`; null if there is none. */
function fieldIn(
  document: Document,
  response: unknown,
  pattern: RegExp,
): { readonly parent: string | null; readonly name: string } | null {
  const top = nodeOf(document.resolve(response).properties);
  const isScalar = (schema: unknown) => {
    const { type, properties, items } = document.resolve(schema);
    return properties === undefined && items === undefined && type !== 'object' && type !== 'array';
  };
  const own = Object.entries(top).find(([name, schema]) => pattern.test(name) && isScalar(schema));
  if (own !== undefined) return { parent: null, name: own[0] };
  for (const [parent, schema] of Object.entries(top)) {
    const inner = Object.entries(nodeOf(document.resolve(schema).properties));
    const found = inner.find(([name, value]) => pattern.test(name) && isScalar(value));
    if (found !== undefined) return { parent, name: found[0] };
  }
  return null;
}
