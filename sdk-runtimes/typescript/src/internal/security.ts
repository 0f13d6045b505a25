import { buildHeaders, type HeadersLike } from './headers.ts';
import type { FinalRequestOptions } from './request-options.ts';

/** Whether a request may carry the credentials of a security scheme: all may where nothing is said of it. */
export function wantsScheme({ __security }: FinalRequestOptions, scheme: string): boolean {
  return __security === undefined || __security.some((all) => all.includes(scheme));
}

/** Whether an operation can be called without credentials. */
export function isOpen({ __security }: FinalRequestOptions): boolean {
  return __security?.some((all) => all.length === 0) ?? false;
}

/** Whether the caller says what stands in `Authorization`, if only that nothing does. */
export function hasOwnAuthorization(...sources: readonly HeadersLike[]): boolean {
  const { values, nulls } = buildHeaders(sources);
  return values.has('authorization') || nulls.has('authorization');
}
