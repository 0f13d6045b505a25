// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

/** What tells this SDK's client from others that have the same runtime. */
export interface Settings {
  /** Name of the client class, as the User-Agent says it. */
  readonly clientName: string;
  /** Prefix of the environment variables ..._BASE_URL, ..._LOG and ..._CUSTOM_HEADERS. */
  readonly envPrefix: string;
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly initialRetryDelayMs: number;
  readonly maxRetryDelayMs: number;
  /** Header with the key by which the server recognises a repeated request; null: none is sent. */
  readonly idempotencyHeader: string | null;
  /** Whether X-Stainless-* headers describe the platform to the server. */
  readonly platformHeaders: boolean;
  /** Headers whose values never reach a log, beside the usual ones. In lower case. */
  readonly secretHeaders: readonly string[];
}

export const settings: Settings = {
  clientName: 'Stainless',
  envPrefix: 'STAINLESS',
  timeoutMs: 60000,
  maxRetries: 2,
  initialRetryDelayMs: 500,
  maxRetryDelayMs: 8000,
  idempotencyHeader: null,
  platformHeaders: true,
  secretHeaders: [],
};
