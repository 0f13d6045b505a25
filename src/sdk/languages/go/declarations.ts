import type { FieldEncoding } from '../../api/method-types.ts';
import type { Scalar } from '../../api/types.ts';
import type { GoType, OwnPackage } from './gofile.ts';

/** A declared type, with all names decided. Plain data from which the code is rendered. */
export type Declaration =
  | StructDeclaration
  | EnumDeclaration
  | UnionDeclaration
  | InterfaceDeclaration
  | DefinedDeclaration
  | AliasDeclaration;

interface Common {
  readonly name: string;
  readonly pkg: Extract<OwnPackage, 'root' | 'shared'>;
  readonly doc: string | null;
  readonly deprecated: string | null;
  /** Marker methods of the union interfaces that it implements (v1). */
  readonly implements: string[];
}

/** The purpose of a struct: `params` of a method, `param` inside one, `response`. */
export type StructRole = 'response' | 'param' | 'params';

export interface StructDeclaration extends Common {
  readonly kind: 'struct';
  readonly role: StructRole;
  readonly fields: readonly Field[];
  /** Embedded structs, whose fields it has too. */
  readonly embeds: readonly GoType[];
  /** Type of additional properties; null if there are none. */
  readonly extras: GoType | null;
  /** Type that sends a received value; null if there is none. */
  readonly toParam: string | null;
  /** Serialisation of a method's parameters; null for other structs. */
  readonly sending: Sending | null;
}

export interface Sending {
  readonly query: boolean;
  readonly body: 'none' | 'json' | 'multipart' | 'form' | 'whole';
  /** Field that is the body. */
  readonly whole: string | null;
  /** Parameters of the query and fields of a form that are written unlike the others. */
  readonly formats: { readonly query: readonly FieldEncoding[]; readonly form: readonly FieldEncoding[] };
}

export interface Field {
  readonly name: string;
  readonly wireName: string;
  readonly type: GoType;
  readonly in: 'body' | 'query' | 'path' | 'header' | 'cookie';
  readonly required: boolean;
  readonly nullable: boolean;
  readonly doc: string | null;
  readonly deprecated: string | null;
  /** Value of the `format` tag. */
  readonly format: 'date' | 'date-time' | null;
  /** Values of an inline enum, by which unions distinguish it. */
  readonly known: readonly Scalar[];
}

export interface EnumDeclaration extends Common {
  readonly kind: 'enum';
  readonly of: 'string' | 'int64' | 'float64' | 'bool';
  readonly members: readonly {
    readonly name: string;
    readonly value: Scalar;
    readonly doc: string | null;
  }[];
}

/** v2: a struct for a union. */
export interface UnionDeclaration extends Common {
  readonly kind: 'union';
  readonly role: 'response' | 'param';
  readonly variants: readonly UnionVariant[];
  readonly discriminator: string | null;
  /** For a received union: the properties of all variants. */
  readonly merged: readonly Field[];
  readonly toParam: string | null;
}

export interface UnionVariant {
  /** `OfString`, and the part after `As`. */
  readonly field: string;
  readonly as: string;
  readonly type: GoType;
  /** Kind of JSON value. */
  readonly json: 'String' | 'Number' | 'True' | 'JSON';
  readonly isStruct: boolean;
  readonly tags: readonly string[];
  readonly format: 'date' | 'date-time' | null;
}

/** v1: an interface that the union's variants implement. */
export interface InterfaceDeclaration extends Common {
  readonly kind: 'interface';
  readonly method: string;
  readonly role: 'response' | 'param';
  readonly variants: readonly UnionVariant[];
  readonly discriminator: string | null;
}

/** v1: a type derived from another one, so that it can be a variant. */
export interface DefinedDeclaration extends Common {
  readonly kind: 'defined';
  readonly type: GoType;
}

export interface AliasDeclaration extends Common {
  readonly kind: 'alias';
  readonly type: GoType;
}
