import type { Api } from '../../api/api-types.ts';
import type { ModelId, Property, Type } from '../../api/types.ts';
import { variantLabel } from '../../api/variant-label.ts';
import { type Code, code, join, type Part } from '../../code/code.ts';
import { type Casings, pascal, singular } from '../../names/casing.ts';
import { identifier } from '../../names/identifier.ts';
import { Scope } from '../../names/scope.ts';
import type { ModuleWriter } from './modules.ts';
import { FILE_NAMES } from './reserved.ts';
import { docComment, docTag, identifierCode, memberKey, unionType, valueLiteral } from './text.ts';

/**
 * A named type of a file, with its nested types: objects that are described inline live in a namespace of the type
 * that uses them. All names are decided before anything is written, because a nested name may shadow an outer one.
 */
class Declared {
  readonly name: string;
  readonly parent: Declared | null;
  readonly children: { readonly declared: Declared; readonly write: () => Code }[] = [];
  readonly scope: Scope;

  constructor(name: string, parent: Declared | null) {
    this.name = name;
    this.parent = parent;
    // Paths begin at the top level of the file: no name inside may hide that one.
    this.scope = new Scope({ reserved: new Set([...FILE_NAMES, this.#top.name]) });
  }

  get #top(): Declared {
    return this.parent === null ? this : this.parent.#top;
  }

  /** `Instance.Network`, from the top level of the file. */
  get path(): Code {
    const own = identifierCode(this.name);
    return this.parent === null ? own : code`${this.parent.path}.${own}`;
  }

  hides(name: string): boolean {
    return !this.scope.isFree(name) && this.scope.ownerOf(name) !== null
      ? true
      : (this.parent?.hides(name) ?? false);
  }
}

type Lazy = () => Code;

export interface DeclarationField {
  readonly name: string;
  /** Name on the wire, if it differs. */
  readonly wire?: string;
  readonly type: Type;
  readonly required: boolean;
  readonly doc: Code | null;
  /** Replaces the type, e.g. by a literal. */
  readonly as?: Code;
}

/** Writes types of one file. */
export class TypeWriter {
  readonly #api: Api;
  readonly #file: ModuleWriter;
  readonly #casings: Casings;

  constructor(api: Api, file: ModuleWriter, casings: Casings) {
    this.#api = api;
    this.#file = file;
    this.#casings = casings;
  }

  /** Declares a named type and its nested types: an interface for an object, otherwise an alias. */
  declare(name: string, type: Type, doc: Code | null): Code {
    const root = new Declared(name, null);
    const write = this.#declaration(root, type, doc);
    return write();
  }

  /** Declares an interface of fields, which may extend another of the same file. */
  declareFields(
    name: string,
    fields: readonly DeclarationField[],
    doc: Code | null,
    { base, additional = null }: { readonly base?: string; readonly additional?: Type | null } = {},
  ): Code {
    const root = new Declared(name, null);
    const body = this.#interfaceBody(root, fields, additional);
    const own = identifierCode(name);
    const head = base === undefined ? own : code`${own} extends ${identifierCode(base)}`;
    return this.#withNamespace(
      root,
      () => code`
        ${doc}
        export interface ${head} ${body()}
      `,
    )();
  }

  /** A type at a place of use. Unnamed objects are written inline. */
  expression(type: Type): Code {
    return this.#plan(type, null, '')();
  }

  /** Reference to a model's type. */
  model(id: ModelId, within: Declared | null = null): Code {
    const known = this.#file.names.models.get(id);
    if (known === undefined) return code`unknown`;
    const name = identifierCode(known.name);
    if (known.module === this.#file.module && !within?.hides(known.name)) return name;
    const alias = pascal(known.module.split('/').pop() ?? '', this.#casings);
    return code`${this.#file.space(known.module, alias, 'type')}.${name}`;
  }

  #declaration(at: Declared, type: Type, doc: Code | null): Lazy {
    const name = identifierCode(at.name);
    if (type.kind === 'object' && !isBare(type)) {
      const body = this.#objectBody(at, type);
      return this.#withNamespace(
        at,
        () => code`
        ${doc}
        export interface ${name} ${body()}
      `,
      );
    }
    const expression = this.#plan(type, at, `${at.name}Item`);
    return this.#withNamespace(
      at,
      () => code`
      ${doc}
      export type ${name} = ${expression()};
    `,
    );
  }

  #withNamespace(at: Declared, write: Lazy): Lazy {
    return () => {
      const own = write();
      if (at.children.length === 0) return own;
      const inner = join(
        at.children.map((child) => child.write()),
        '\n\n',
      );
      return code`
        ${own}

        export namespace ${identifierCode(at.name)} {
          ${inner}
        }
      `;
    };
  }

  #objectBody(at: Declared, type: Extract<Type, { kind: 'object' }>): Lazy {
    const fields = sorted(type.properties, this.#api.settings.sortProperties).map((property) => ({
      name: property.name,
      type: property.type,
      required: property.required,
      doc: propertyDoc(property),
    }));
    return this.#interfaceBody(at, fields, type.additional);
  }

  #interfaceBody(at: Declared | null, fields: readonly DeclarationField[], additional: Type | null): Lazy {
    const planned = fields.map((field) => ({
      field,
      type: field.as === undefined ? this.#plan(field.type, at, field.name) : () => field.as ?? code`unknown`,
    }));
    return () => {
      const members: Part[] = planned.map(({ field, type }) => {
        const key = memberKey(field.name);
        return code`
          ${field.doc}
          ${key}${field.required ? null : code`?`}: ${type()};
        `;
      });
      if (additional !== null) members.push(code`[key: string]: unknown;`);
      if (members.length === 0) return code`{}`;
      return code`
        {
          ${join(members, '\n\n')}
        }
      `;
    };
  }

  /** Plans how a type is written at a place; `hint` is the name of an object in it. Names are claimed here. */
  #plan(type: Type, at: Declared | null, hint: string): Lazy {
    switch (type.kind) {
      case 'unknown':
        return () => code`unknown`;
      case 'null':
        return () => code`null`;
      case 'boolean':
        return () => code`boolean`;
      case 'string':
        return () => code`string`;
      case 'integer':
      case 'number':
        return () => code`number`;
      case 'binary':
        return () => this.#file.use('core/uploads', 'Uploadable', 'type');
      case 'constant':
        return () => (typeof type.value === 'bigint' ? code`number` : valueLiteral(type.value));
      case 'enum': {
        const values = enumValues(type);
        return () => (values.length === 0 ? code`string` : unionType(values));
      }
      case 'array': {
        const items = this.#plan(type.items, at, singularHint(hint));
        return () => code`Array<${items()}>`;
      }
      case 'map': {
        const values = this.#plan(type.values, at, hint);
        return () => code`{ [key: string]: ${values()} }`;
      }
      case 'object':
        return this.#object(type, at, hint);
      case 'union':
      case 'nullable': {
        const parts = this.#alternatives(type, at, hint);
        return () => (parts.length === 0 ? code`unknown` : unionType(parts.map((part) => part())));
      }
      case 'model':
        return () => this.model(type.model, at);
    }
  }

  /** The members of a union, including those of nested unions and enums, and null. */
  #alternatives(type: Type, at: Declared | null, hint: string): readonly Lazy[] {
    if (type.kind === 'nullable') return [...this.#alternatives(type.type, at, hint), () => code`null`];
    if (type.kind === 'enum' && type.members.length > 0) return enumValues(type).map((value) => () => value);
    if (type.kind !== 'union') return [this.#plan(type, at, hint)];
    return type.variants.flatMap((variant, index) =>
      this.#alternatives(variant.type, at, variantLabel(variant) ?? `UnionMember${index}`),
    );
  }

  #object(type: Extract<Type, { kind: 'object' }>, at: Declared | null, hint: string): Lazy {
    if (isBare(type)) {
      if (type.additional === null) return () => code`unknown`;
      const values = this.#plan(type.additional, at, hint);
      return () => code`{ [key: string]: ${values()} }`;
    }
    if (at === null) return this.#interfaceBody(null, inlineFields(type), type.additional);
    const wanted = identifier(pascal(type.variantName ?? hint, this.#casings), {
      prefix: '_',
      empty: 'Value',
      unicode: true,
    });
    const child = new Declared(
      at.scope.claim(`${type.pointer} ${at.children.length}`, wanted, `${wanted}Value`),
      at,
    );
    const doc = docComment(type.description);
    const entry = { declared: child, write: (): Code => code`` };
    at.children.push(entry);
    entry.write = this.#declaration(child, type, doc);
    return () => child.path;
  }
}

function enumValues({ members }: Extract<Type, { kind: 'enum' }>): readonly Code[] {
  return members.map(({ value }) => (typeof value === 'bigint' ? code`number` : valueLiteral(value)));
}

/** An object without known properties. */
function isBare(type: Extract<Type, { kind: 'object' }>): boolean {
  return type.properties.length === 0;
}

function inlineFields(type: Extract<Type, { kind: 'object' }>): DeclarationField[] {
  return type.properties.map(({ name, type: inner, required }) => ({
    name,
    type: inner,
    required,
    doc: null,
  }));
}

function singularHint(hint: string): string {
  return hint.endsWith('Item') ? hint : singular(hint);
}

export function sorted(properties: readonly Property[], sort: boolean): readonly Property[] {
  if (!sort) return properties;
  const rank = (property: Property) => (property.required ? 0 : 2) + (property.name === 'id' ? 0 : 1);
  return properties.toSorted((a, b) => rank(a) - rank(b) || compare(a.name, b.name));
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function propertyDoc(property: Property): Code | null {
  return docComment(
    property.description ?? property.type.description,
    property.deprecated === null ? null : docTag('deprecated', property.deprecated),
  );
}
