import type { HeadersLike } from './headers.ts';
import type { HTTPMethod, MergedRequestInit } from './types.ts';

/** Options of a single request. */
export interface RequestOptions {
  /** HTTP method, e.g. `get`. */
  method?: HTTPMethod;
  /** Path below the base URL, or an absolute URL. */
  path?: string;
  /** Query parameters. */
  query?: object | undefined | null;
  /** Request body: a value to serialise as JSON, or any body that `fetch` accepts. */
  body?: unknown;
  /** Headers; null removes one that the client would send. */
  headers?: HeadersLike;
  /** Maximum number of retries after a transient failure. */
  maxRetries?: number;
  /** Whether the response is read as a stream of events. */
  stream?: boolean | undefined;
  /** Milliseconds to wait for a response before the request fails, or is retried. */
  timeout?: number;
  /** Further options of `fetch`, e.g. a dispatcher. */
  fetchOptions?: MergedRequestInit;
  /** Aborts the request. */
  signal?: AbortSignal | undefined | null;
  /** Key by which the server recognises a repeated request. */
  idempotencyKey?: string;
  /** Base URL of this request unless the caller has set one for the client. */
  defaultBaseURL?: string | undefined;

  /** Security schemes of the operation: only these credentials are sent. */
  __security?: readonly (readonly string[])[];
  /** Return the response itself. */
  __binaryResponse?: boolean | undefined;
  /** Items of a stream: events with JSON (default), events with text, or lines of JSON. */
  __streamFormat?: 'sse' | 'text' | 'jsonl';
}

export type FinalRequestOptions = RequestOptions & { method: HTTPMethod; path: string };

/** Requests that change nothing, which need no key to be repeated. */
export const READING: ReadonlySet<HTTPMethod> = new Set(['get', 'head', 'options']);
