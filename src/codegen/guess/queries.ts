import { type Document, type Node, nodeOf } from '../json.ts';
import type { Endpoint } from './endpoints.ts';

/**
 * How most lists in query strings are serialised, as `query_settings`; null without such lists. Lists that are joined by
 * pipes or spaces do not count, because SDKs write each of them as the description says. OpenAPI 3 repeats the
 * parameter unless it says `explode: false`; Swagger 2 joins values with commas unless it says `collectionFormat: multi`.
 */
export function querySettingsOf(
  document: Document,
  endpoints: readonly Endpoint[],
): { readonly array_format: 'repeat' | 'comma' } | null {
  const lists = endpoints
    .flatMap(({ parameters }) => parameters)
    .filter(
      (parameter) => parameter.in === 'query' && isList(document, parameter) && !isDelimited(parameter),
    );
  if (lists.length === 0) return null;
  const repeated = lists.filter(document.root.swagger === undefined ? isExploded : isMulti);
  return { array_format: repeated.length * 2 >= lists.length ? 'repeat' : 'comma' };
}

function isList(document: Document, parameter: Node): boolean {
  const { type, items } = document.resolve(parameter.schema ?? parameter);
  return type === 'array' || items !== undefined;
}

function isDelimited({ style, explode, collectionFormat }: Node): boolean {
  return (
    ((style === 'pipeDelimited' || style === 'spaceDelimited') && explode !== true) ||
    collectionFormat === 'pipes' ||
    collectionFormat === 'ssv'
  );
}

function isExploded({ style, explode }: Node): boolean {
  return style === undefined || style === 'form' ? explode !== false : explode === true;
}

function isMulti(parameter: Node): boolean {
  return (parameter.collectionFormat ?? nodeOf(parameter.schema).collectionFormat) === 'multi';
}
