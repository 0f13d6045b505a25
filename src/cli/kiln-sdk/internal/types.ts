export type PromiseOrValue<T> = T | Promise<T>;

export type HTTPMethod = 'get' | 'post' | 'put' | 'patch' | 'delete' | 'query';

/** The part of `fetch` that the client uses, so that any implementation of it can be given. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** What `fetch` is called with: method and headers are always there. */
export interface FinalizedRequestInit extends RequestInit {
  method: string;
  headers: Headers;
  duplex?: 'half';
}

/** Options of `fetch` that a caller may set; the others are the client's own. */
export type MergedRequestInit = Omit<RequestInit, 'method' | 'headers' | 'body' | 'signal'> & {
  /** Undici's dispatcher (Node) and Bun's proxy, which the standard type does not know. */
  dispatcher?: unknown;
  proxy?: unknown;
};

/** Distinguishes keys, so that the types of unions of objects stay apart when keys are left out. */
export type KeysEnum<T> = { [P in keyof Required<T>]: true };
