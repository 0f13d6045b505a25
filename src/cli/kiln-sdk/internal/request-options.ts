import type { HeadersLike } from './headers.ts';
import type { HTTPMethod, MergedRequestInit } from './types.ts';

/** What can be set for one request. */
export interface RequestOptions {
  /** HTTP method, e.g. `get`. */
  method?: HTTPMethod;
  /** Path below the base URL, or a whole URL. */
  path?: string;
  /** Query parameters. */
  query?: object | undefined | null;
  /** What is sent: a value to be written as JSON, or a body as `fetch` takes it. */
  body?: unknown;
  /** Headers; null removes one that the client would send. */
  headers?: HeadersLike;
  /** How often the request is repeated at most after a transient failure. */
  maxRetries?: number;
  /** Whether the response is read as a stream of events. */
  stream?: boolean | undefined;
  /** Milliseconds to wait for a response before the request fails, or is repeated. */
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
  /** The response itself is the result. */
  __binaryResponse?: boolean | undefined;
  /** What a stream is made of: events with JSON (default), events with text, or lines of JSON. */
  __streamFormat?: 'sse' | 'text' | 'jsonl';
}

export type FinalRequestOptions = RequestOptions & { method: HTTPMethod; path: string };
