import type { Scalar } from './types.ts';

export interface Client {
  /** `client_settings.default_client_name`; null: derived from the organisation's name. */
  readonly name: string | null;
  /** `client_settings.default_env_prefix`; null: derived from the client's name. */
  readonly envPrefix: string | null;
  readonly exampleName: string | null;
  readonly options: readonly ClientOption[];
  readonly defaultHeaders: readonly { readonly name: string; readonly value: string }[];
  /** Null: the language's default (60 s; none in Go). */
  readonly timeoutMs: number | null;
  readonly retries: { readonly max: number; readonly initialDelayMs: number; readonly maxDelayMs: number };
  readonly idempotencyHeader: string | null;
  /** `response_headers`: property of results → response header. */
  readonly responseHeaders: readonly { readonly name: string; readonly header: string }[];
  readonly omitPlatformHeaders: boolean;
  /** `errors.message_property`: the property of an error body with the message; null: the runtime's default. */
  readonly errorMessageProperty: string | null;
  /** `errors.union`: errors with classes of their own; null: there are none. */
  readonly errorUnion: ErrorUnion | null;
  /** At least one. The first is the default. */
  readonly environments: readonly Environment[];
  readonly securitySchemes: readonly SecurityScheme[];
  /** Alternatives, each a set of scheme names that are used together. An empty set: no credentials are needed. */
  readonly security: readonly SecurityRequirement[];
}

/** Errors that a property of their body distinguishes. */
export interface ErrorUnion {
  readonly property: string;
  /** At least one, each with another value. */
  readonly variants: readonly {
    readonly value: string;
    /** The name in the config file; null: derived from the value. */
    readonly name: string | null;
    /** HTTP status; null: not known, or one of several. */
    readonly status: number | null;
  }[];
}

export interface Environment {
  readonly name: string;
  /** May contain `{variable}`, replaced by the option whose `serverVariable` has that name. */
  readonly url: string;
}

export interface ClientOption {
  /** Key in `client_settings.opts`, e.g. `api_key`. */
  readonly name: string;
  readonly type: 'string' | 'boolean' | 'number' | 'integer';
  /** True: optional. False: the constructor throws if there is no value. */
  readonly nullable: boolean;
  readonly env: string | null;
  readonly default: Scalar | null;
  readonly example: Scalar | null;
  readonly description: string | null;
  readonly auth: { readonly scheme: string; readonly role: AuthRole } | null;
  readonly sendIn: {
    readonly header: string | null;
    readonly query: string | null;
    readonly path: string | null;
    readonly body: string | null;
    readonly cookie: string | null;
  };
  readonly serverVariable: string | null;
  readonly requiredInTests: boolean;
}

export type AuthRole = 'value' | 'username' | 'password' | 'client_id' | 'client_secret';
export type SecurityRequirement = readonly string[];

export type SecurityScheme = { readonly name: string; readonly description: string | null } & (
  | { readonly kind: 'bearer' /** Word before the credential. */; readonly keyword: string }
  | { readonly kind: 'basic'; readonly keyword: string; readonly base64: boolean }
  | { readonly kind: 'apiKey'; readonly in: 'header' | 'query' | 'cookie'; readonly parameter: string }
  | {
      readonly kind: 'oauth2';
      /** Where clients get tokens by their id and secret, against the base URL; null: they cannot. */
      readonly tokenUrl: string | null;
      /** Scopes that `security` asks for. */
      readonly scopes: readonly string[];
    }
  /** Hand-written, by `x-stainless-auth.custom`, or of a kind that SDKs do not support. */
  | { readonly kind: 'custom'; readonly custom: string | null }
);
