/**
 * What tells one SDK from another. The generator writes this file, `client-error.ts`, `query.ts`, `stream-events.ts`
 * and `../version.ts` for each SDK; every other file of the runtime is the same in all of them.
 */
export interface Settings {
  /** Name of the client class, as the User-Agent says it. */
  readonly clientName: string;
  /** Prefix of `_BASE_URL`, `_LOG` and `_CUSTOM_HEADERS`. */
  readonly envPrefix: string;
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly initialRetryDelayMs: number;
  readonly maxRetryDelayMs: number;
  /** Header with the key by which the server recognises a repeated request; null: none is sent. */
  readonly idempotencyHeader: string | null;
  /** Whether `X-Stainless-*` headers describe the platform to the server. */
  readonly platformHeaders: boolean;
  /** Headers whose values never reach a log, beside those that carry credentials in every SDK. In lower case. */
  readonly secretHeaders: readonly string[];
}

export const settings: Settings = {
  clientName: 'Example',
  envPrefix: 'EXAMPLE',
  timeoutMs: 60_000,
  maxRetries: 2,
  initialRetryDelayMs: 500,
  maxRetryDelayMs: 8_000,
  idempotencyHeader: 'Idempotency-Key',
  platformHeaders: true,
  secretHeaders: [],
};
