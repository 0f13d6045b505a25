import type { SecurityRequirement } from './client-types.ts';
import type { Json, Model, NameOverrides, Type } from './types.ts';

export interface Resource {
  /** Key in the config file, e.g. `trip-details`. `$client` for the client itself. */
  readonly name: string;
  /** Names from the root: `['chat', 'completions']`; empty for `$client`. */
  readonly path: readonly string[];
  readonly description: string | null;
  readonly deprecated: string | null;
  readonly models: readonly Model[];
  readonly methods: readonly Method[];
  readonly subresources: readonly Resource[];
  readonly standaloneApi: boolean;
  /** `custom: true`: the class is hand-written by the SDK's owner, in `lib/`. */
  readonly custom: boolean;
}

export interface Method {
  /** Key in the config file. */
  readonly name: string;
  readonly resourcePath: readonly string[];
  readonly kind: MethodKind;
  readonly verb: Verb;
  /**
   * As in the description, with `{name}` for path arguments: `/pets/{id}`. The endpoint's query is stored separately.
   */
  readonly path: string;
  /** Fixed query of the endpoint (`get /pets?beta=true`). */
  readonly fixedQuery: readonly { readonly name: string; readonly value: string }[];
  readonly operationId: string | null;
  readonly summary: string | null;
  readonly description: string | null;
  /** Deprecation text; empty if the description only marks it as deprecated. Null: not deprecated. */
  readonly deprecated: string | null;
  /** Path, query, header, cookie and body arguments in the order of the description. */
  readonly arguments: readonly Argument[];
  readonly body: Body | null;
  readonly result: Result;
  /** Value of `Accept`. */
  readonly accept: string;
  readonly timeoutMs: number | null;
  readonly maxRetries: number | null;
  /**
   * Alternatives as in `Client.security`; null: the client's. An empty list or a list with an empty set: none needed.
   */
  readonly security: readonly SecurityRequirement[] | null;
  readonly idempotent: boolean;
  readonly skipTestReason: string | null;
  /** Property whose value README and snippets print. */
  readonly responseProperty: string | null;
}

export type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete' | 'head' | 'options' | 'query';
export type MethodKind =
  | { readonly kind: 'http' }
  | { readonly kind: 'alias' /** Name of the method in the same resource. */; readonly to: string }
  | {
      readonly kind: 'webhook_unwrap';
      /** Name of the client option with the key; null: events are parsed but not verified. */
      readonly keyOption: string | null;
      /** Union of the webhooks' bodies. */
      readonly event: Type;
    };

/** One argument of a method. All but the positional ones are passed in one object of parameters. */
export interface Argument {
  /** Name on the wire. */
  readonly name: string;
  /** Display name: `x-stainless-param`, `x-stainless-naming`, or the wire name. To be cased. */
  readonly label: string;
  readonly names: NameOverrides;
  readonly in: 'path' | 'query' | 'header' | 'cookie' | 'body';
  readonly type: Type;
  readonly required: boolean;
  readonly description: string | null;
  readonly deprecated: string | null;
  readonly default: Json | undefined;
  /** Rank among positional arguments, from 0; null: named. By default only the last path parameter is positional. */
  readonly positional: number | null;
  /** Its only valid value, which callers need not pass. */
  readonly constant: Json | undefined;
  /** Name of the client option that provides the default. */
  readonly clientOption: string | null;
  /** How a value in the query is written; null: like the API's others. */
  readonly encoding: ValueEncoding | null;
  /** `x-stainless-extend-default`: the caller's values are added to these, joined by commas. */
  readonly extendsDefault: boolean;
}

/** How a value is written that is not written like the API's others. */
export type ValueEncoding =
  /** A list, whose items are joined. */
  | { readonly kind: 'joined'; readonly separator: ',' | '|' | ' ' }
  /** JSON, or other text of this type. */
  | { readonly kind: 'content'; readonly contentType: string };

/** A property of a form that is written unlike the others. */
export interface FieldEncoding {
  readonly name: string;
  readonly encoding: ValueEncoding;
}

/**
 * The request body.
 *
 * `spread`: the properties of an object are arguments (`in: 'body'`). If `type` is a union of objects, they are the
 * properties of all variants: required if each variant requires them, with a union of differing types. `whole`: one
 * argument, named by `argument`, is the body, and the only one with `in: 'body'`.
 */
export interface Body {
  readonly shape: 'spread' | 'whole';
  readonly argument: string | null;
  /** The first is sent by default. */
  readonly encodings: readonly BodyEncoding[];
  readonly required: boolean;
  readonly type: Type;
}

export interface BodyEncoding {
  readonly kind: 'json' | 'multipart' | 'form' | 'binary' | 'text';
  /** As in the description, e.g. `application/merge-patch+json`. */
  readonly contentType: string;
  /** Properties of a form that are written unlike the others. */
  readonly fields: readonly FieldEncoding[];
}

export type Result =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'value';
      readonly type: Type;
      /** The response field that is returned: `unwrap_response`. `type` is the type of its value. */
      readonly unwrap: string | null;
      readonly contentType: string;
    }
  | { readonly kind: 'text'; readonly contentType: string }
  | { readonly kind: 'binary'; readonly contentType: string }
  | {
      readonly kind: 'page';
      /** Name of the scheme in `Api.pageSchemes`. */
      readonly scheme: string;
      readonly item: Type;
      /** The whole response as in the description. */
      readonly type: Type;
    }
  | {
      readonly kind: 'stream';
      readonly format: 'sse' | 'jsonl';
      readonly event: Type;
      /** Boolean argument that requests the stream; null: it always streams. */
      readonly discriminator: string | null;
      /** The response without the stream; null if it always streams. */
      readonly otherwise: Exclude<Result, { kind: 'stream' }> | null;
      /** Base of the names of parameter types, `params_type_name`. */
      readonly paramsTypeName: string | null;
    };
