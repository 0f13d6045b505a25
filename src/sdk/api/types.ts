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
  /** Properties that the first of several sets requires, one of which must be there: a `oneOf` of `required` alone. */
  readonly alsoRequired?: readonly string[];
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
  /** The value that names it: of a discriminator without a mapping, which says nothing but the values. */
  readonly label?: string;
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
