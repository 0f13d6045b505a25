/**
 * The language-independent model of an SDK, which every language's emitter reads.
 *
 * Plain, immutable data that can be compared in tests. `buildApi` builds it from the view of a target (the
 * description after its transforms, the config file after `only` and `skip`), and it never refers back to either.
 *
 * Text of the description and of the config file is unescaped here. It gets into code only through a language's
 * escaping functions: see `src/sdk/code/code.ts`.
 */
export interface Api {
  /** `info` of the description. */
  readonly info: { readonly title: string; readonly description: string; readonly version: string };
  readonly organization: Organization;
  readonly client: Client;
  /**
   * `$client` (methods of the client itself), `$shared` (models only) and the resources of the config file, in its
   * order; without `resources` in the file, those that `configs/guess` makes.
   */
  readonly root: Resource;
  readonly shared: readonly Model[];
  readonly resources: readonly Resource[];
  /** Every model by its id, including those of `$client` and `$shared`. */
  readonly models: ReadonlyMap<ModelId, Model>;
  readonly pageSchemes: readonly PageScheme[];
  readonly streamRules: readonly StreamRule[] | null;
  readonly query: { readonly arrays: ArrayFormat; readonly objects: ObjectFormat };
  readonly multipartArrays: ArrayFormat;
  readonly settings: Settings;
  readonly readme: Readme;
  /** Number of distinct covered endpoints: aliases, webhook methods and skipped methods do not count. */
  readonly configuredEndpoints: number;
}

export interface Organization {
  /** Unchanged, e.g. `onebusaway-sdk`: languages derive the client's name from it. */
  readonly name: string;
  readonly docs: string | null;
  readonly contact: string | null;
  readonly securityContact: string | null;
  readonly securityPolicyUrl: string | null;
  readonly securityPolicyTerms: string | null;
  readonly githubOrg: string | null;
}

export type ArrayFormat = 'comma' | 'repeat' | 'brackets' | 'indices';
export type ObjectFormat = 'brackets' | 'dots';

// --- The client -----------------------------------------------------------------------------------------------------

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
  /** At least one. The first is the default. */
  readonly environments: readonly Environment[];
  readonly securitySchemes: readonly SecurityScheme[];
  /** Alternatives, each a set of scheme names that are used together. An empty set: no credentials are needed. */
  readonly security: readonly SecurityRequirement[];
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

// --- Resources and methods ------------------------------------------------------------------------------------------

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

export type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete' | 'query';
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
  /** `x-stainless-extend-default`: the caller's values are added to these, joined by commas. */
  readonly extendsDefault: boolean;
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

// --- Types ----------------------------------------------------------------------------------------------------------

/** `<resource path joined by '.'>.<model key>`, e.g. `chat.completions.message`, `$shared.error`. */
export type ModelId = string & { readonly __model: true };

/** A named type: listed under `models`, or recursive and therefore in need of a name (`implicit`). */
export interface Model {
  readonly id: ModelId;
  /** Key under `models`, e.g. `volume_mount`. */
  readonly name: string;
  /** Of the owner; `[]` with `owner: '$shared'` or `'$client'`. */
  readonly resourcePath: readonly string[];
  readonly owner: 'resource' | '$shared' | '$client';
  /** Position in the description, as a JSON pointer. */
  readonly pointer: string;
  readonly type: Type;
  /** Second name of another model: `type: alias`. */
  readonly aliasOf: ModelId | null;
  readonly names: NameOverrides;
  readonly description: string | null;
  readonly deprecated: string | null;
  /** Whether it occurs in requests, responses, or both. */
  readonly sent: boolean;
  readonly received: boolean;
  readonly implicit: boolean;
  /** `no_params_suffix` of the config file. */
  readonly noParamsSuffix: boolean;
}

/** `x-stainless-naming` for the target's language: takes precedence, unchanged. */
export interface NameOverrides {
  readonly property?: string;
  readonly type?: string;
  readonly model?: string;
  readonly paramModel?: string;
  readonly variantConstructor?: string;
}

/** Properties of any type. `title` and `variantName` are candidates for the names of inline types. */
export interface TypeFacts {
  readonly description: string | null;
  readonly title: string | null;
  /** `x-stainless-variantName`. */
  readonly variantName: string | null;
  readonly example: Json | undefined;
  readonly pointer: string;
  /** Constraints on values beyond their type: for examples; SDKs do not validate them. */
  readonly limits?: Limits;
}

/** Bounds of lengths, numbers and sizes, as in JSON Schema. Bounds of numbers are exact, like `Json`. */
export interface Limits {
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly exclusiveMinimum?: number | bigint;
  readonly exclusiveMaximum?: number | bigint;
  readonly multipleOf?: number | bigint;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
}

export type Type = TypeFacts &
  (
    | { readonly kind: 'unknown' }
    | { readonly kind: 'null' }
    | { readonly kind: 'boolean' }
    | { readonly kind: 'string'; readonly format: StringFormat; readonly pattern: string | null }
    /** `bits`: of `int32`, `int64`, `uint64`…; null without a format. */
    | { readonly kind: 'integer'; readonly bits: 32 | 64 | null; readonly unsigned: boolean }
    | { readonly kind: 'number'; readonly float: boolean }
    | { readonly kind: 'binary' }
    /** Exactly one value. */
    | { readonly kind: 'constant'; readonly value: Scalar }
    /** Open: unlisted values are accepted. `nominal: false`: no type of its own. */
    | {
        readonly kind: 'enum';
        readonly of: 'string' | 'number' | 'integer' | 'boolean';
        readonly members: readonly EnumMember[];
        readonly nominal: boolean;
      }
    | { readonly kind: 'array'; readonly items: Type }
    | { readonly kind: 'map'; readonly values: Type }
    | {
        readonly kind: 'object';
        readonly properties: readonly Property[];
        /** Type of additional properties, if the description restricts them; null: not specified. */
        readonly additional: Type | null;
        /**
         * Models that this one extends as a whole (`allOf` of references); their properties are also in `properties`.
         */
        readonly extends: readonly ModelId[];
      }
    | {
        readonly kind: 'union';
        readonly variants: readonly Variant[];
        readonly discriminator: Discriminator | null;
      }
    | { readonly kind: 'model'; readonly model: ModelId }
    /** A nullable type. Never nested. */
    | { readonly kind: 'nullable'; readonly type: Type }
  );

export type StringFormat = 'none' | 'date' | 'date-time' | 'time' | 'uuid' | 'uri' | 'email' | 'byte';

export interface EnumMember {
  readonly value: Scalar;
  /** From `x-stainless-renameMap`, `x-enum-varnames`: a display name, to be cased. Null: derived from the value. */
  readonly name: string | null;
  readonly description: string | null;
}

export interface Property {
  /** Name on the wire. */
  readonly name: string;
  readonly names: NameOverrides;
  readonly type: Type;
  /** Required, nullable and optional are different: nullable is part of the type. */
  readonly required: boolean;
  readonly description: string | null;
  readonly deprecated: string | null;
  readonly readOnly: boolean;
  readonly writeOnly: boolean;
  readonly default: Json | undefined;
}

export interface Variant {
  readonly type: Type;
  /** Values of the discriminator's property for this variant; usually one, empty without a discriminator. */
  readonly tags: readonly string[];
}

export interface Discriminator {
  readonly property: string;
}

/**
 * JSON values. An integer that a number cannot hold exactly is a `bigint`, which `JSON.stringify` rejects: serialise
 * values by `jsonText` of `src/sdk/code/json-text.ts`, or by a language's own functions.
 */
export type Json =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Value of a constant, or of an enum's member. */
export type Scalar = string | number | bigint | boolean;

// --- Pages and streams ----------------------------------------------------------------------------------------------

/**
 * A pagination scheme. A field's `path` leads to it from the root of the response; empty for the response itself
 * (`is_top_level_array`).
 */
export interface PageScheme {
  readonly name: string;
  readonly description: string | null;
  readonly kind: 'cursor' | 'cursor_id' | 'cursor_url' | 'offset' | 'page_number' | 'fake_page';
  readonly request: readonly PageParam[];
  readonly response: readonly PageField[];
  readonly paramsIn: 'query' | 'body';
  readonly continueOnEmptyItems: boolean;
}

export interface PageParam {
  readonly name: string;
  readonly type: Type;
  readonly purpose:
    | 'next_cursor_param'
    | 'previous_cursor_param'
    | 'next_cursor_id_param'
    | 'previous_cursor_id_param'
    | 'offset_count_param'
    | 'page_number_param'
    | null;
}

export interface PageField {
  readonly path: readonly string[];
  readonly type: Type;
  readonly purpose:
    | 'items'
    | 'has_next_page'
    | 'next_cursor_field'
    | 'previous_cursor_field'
    | 'cursor_item_id'
    | 'cursor_url_field'
    | 'offset_count_start_field'
    | 'offset_total_count_field'
    | 'current_page_number_field'
    | 'total_page_count_field'
    | null;
  /** Response header that contains it instead of the body. */
  readonly header: string | null;
  readonly required: boolean;
}

/** Rules for events; the first match applies, and unmatched events are dropped. */
export interface StreamRule {
  readonly when:
    | {
        readonly kind: 'event_type' /** Null: events without a type. */;
        readonly types: readonly (string | null)[];
      }
    | { readonly kind: 'data_starts_with'; readonly text: string }
    | { readonly kind: 'fallthrough' };
  readonly handle: 'yield' | 'error' | 'done';
  readonly errorProperty: string | null;
}

// --- Settings and texts ---------------------------------------------------------------------------------------------

export interface Settings {
  readonly license: { readonly spdx: string; readonly name: string; readonly contents: string | null };
  readonly fileHeader: string | null;
  readonly disableMockTests: boolean;
  readonly disableTests: boolean;
  readonly perEndpointSecurity: boolean;
  /** Required properties first, then by name; false keeps the description's order. */
  readonly sortProperties: boolean;
  readonly pythonLicenseClassifier: string | null;
}

/** An example call. Values of path, query and body together, under their wire names. */
export interface ExampleCall {
  /** Null if the method is unknown: the example is left out. */
  readonly resourcePath: readonly string[];
  readonly method: string;
  readonly values: { readonly [name: string]: Json };
  readonly responseProperty: string | null;
  readonly assignTo: string | null;
}

export interface Readme {
  readonly default: ExampleCall | null;
  readonly headline: ExampleCall | null;
  readonly pagination: ExampleCall | null;
  readonly streaming: ExampleCall | null;
  readonly errors: ExampleCall | null;
  readonly retries: ExampleCall | null;
  readonly timeouts: ExampleCall | null;
  readonly rawResponse: ExampleCall | null;
  readonly nestedParams: ExampleCall | null;
  readonly defaultHeaders: ExampleCall | null;
  readonly fileUploads: (ExampleCall & { readonly fileParam: string; readonly filePath: string }) | null;
}
