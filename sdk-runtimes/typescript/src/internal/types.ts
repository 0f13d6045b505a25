export type PromiseOrValue<T> = T | Promise<T>;

export type HTTPMethod = 'get' | 'post' | 'put' | 'patch' | 'delete' | 'head' | 'options' | 'query';

/** The part of `fetch` that the client uses, so that any implementation can be passed. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** Arguments of `fetch`: method and headers are always set. */
export interface FinalizedRequestInit extends RequestInit {
  method: string;
  headers: Headers;
  duplex?: 'half';
}

/** Options of `fetch` that a caller may set; the client sets the others. */
export type MergedRequestInit = Omit<RequestInit, 'method' | 'headers' | 'body' | 'signal'> & {
  /** Undici's dispatcher (Node) and Bun's proxy, which the standard type lacks. */
  dispatcher?: unknown;
  proxy?: unknown;
};

/** Distinguishes keys, so that the types of unions of objects stay apart when keys are left out. */
export type KeysEnum<T> = { [P in keyof Required<T>]: true };
