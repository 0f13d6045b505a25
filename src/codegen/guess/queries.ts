import type { Document, Node } from '../json.ts';
import type { Endpoint } from './endpoints.ts';

/**
 * How most lists in query strings are serialised, as `query_settings`; null without such lists. Lists that are joined by
 * pipes or spaces do not count, because SDKs write each of them as the description says. OpenAPI repeats the parameter
 * unless it says `explode: false`.
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
  const repeated = lists.filter(isExploded);
  return { array_format: repeated.length * 2 >= lists.length ? 'repeat' : 'comma' };
}

function isList(document: Document, parameter: Node): boolean {
  const { type, items } = document.resolve(parameter.schema ?? parameter);
  return type === 'array' || items !== undefined;
}

function isDelimited({ style, explode }: Node): boolean {
  return (style === 'pipeDelimited' || style === 'spaceDelimited') && explode !== true;
}

function isExploded({ style, explode }: Node): boolean {
  return style === undefined || style === 'form' ? explode !== false : explode === true;
}
