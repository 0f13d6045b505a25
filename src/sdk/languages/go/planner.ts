import type { Api } from '../../api/api-types.ts';
import type { Argument } from '../../api/method-types.ts';
import type { Model, ModelId, Property, Type } from '../../api/types.ts';
import type { Field, StructDeclaration } from './declarations.ts';
import { BASIC, type GoType, READER, TIME } from './gofile.ts';
import { ModelNames } from './model-names.ts';
import {
  below,
  element,
  exported,
  fieldScope,
  type GoNames,
  type TypePath,
  topPath,
  typeName,
} from './names.ts';
import type { Direction, Place, Typed } from './places.ts';
import { planUnion } from './unions.ts';

/**
 * Decides the Go types: which are declared, their names, and how they are written at each use. An unnamed type is
 * declared below the type or method that uses it.
 */
export class Planner {
  readonly api: Api;
  readonly names: GoNames;
  readonly style: 'v1' | 'v2';
  readonly models: ModelNames;
  readonly openUnions = new Set<Type>();
  /** v2: values for the package of constants. */
  readonly constants = new Map<string, string>();
  readonly #constantNames: (value: string) => string;

  constructor(api: Api, names: GoNames, style: 'v1' | 'v2', subtleUnions: boolean) {
    this.api = api;
    this.names = names;
    this.style = style;
    this.models = new ModelNames(api, names, subtleUnions);
    const scope = fieldScope();
    this.#constantNames = (value) => {
      const known = this.constants.get(value);
      if (known !== undefined) return known;
      const name = scope.claim(
        value,
        exported(value, names.casings),
        `${exported(value, names.casings)}Value`,
      );
      this.constants.set(value, name);
      return name;
    };
  }

  /** The type behind names and `nullable`. */
  structure(type: Type): Type {
    const seen = new Set<string>();
    let current = type;
    while (current.kind === 'nullable' || current.kind === 'model') {
      if (current.kind === 'nullable') {
        current = current.type;
        continue;
      }
      const model = this.api.models.get(current.model);
      if (model === undefined || seen.has(current.model)) return { ...current, kind: 'unknown' };
      seen.add(current.model);
      current = model.type;
    }
    return current;
  }

  /** Declares a model in its file, for each direction in which it is used. */
  declareModel(model: Model, place: Place): void {
    for (const direction of this.models.directions(model)) {
      const name = this.models.name(model.id, direction);
      if (name === null) continue;
      const before = place.into.length;
      const path = topPath(this.models.base(model.id), direction === 'sent' ? 'Param' : '');
      const target = model.aliasOf ?? (model.type.kind === 'model' ? model.type.model : null);
      const typed =
        target === null
          ? this.#declared(model.type, path, place, direction, { name, model })
          : this.typed({ ...model.type, kind: 'model', model: target }, path, place, direction);
      const isDeclared = place.into.slice(before).some((declaration) => declaration.name === name);
      if (!isDeclared) {
        place.into.splice(before, 0, {
          kind: this.models.isRecursiveAlias(model.id) ? 'defined' : 'alias',
          name,
          pkg: place.pkg,
          doc: model.description,
          deprecated: model.deprecated,
          implements: [],
          type: typed.type,
        });
      }
      if (this.structure(model.type).kind === 'enum') return;
    }
  }

  /** The type at a place of use; an unnamed type is declared at `place` under `path`. */
  typed(type: Type, path: TypePath, place: Place, direction: Direction): Typed {
    return this.#declared(type, path, place, direction, null);
  }

  /** A type under its own name if possible, e.g. the response of a method. */
  named(type: Type, name: string, place: Place, direction: Direction): Typed {
    return this.typed(type, topPath(name), place, direction);
  }

  #declared(
    type: Type,
    path: TypePath,
    place: Place,
    direction: Direction,
    given: { readonly name: string; readonly model: Model } | null,
  ): Typed {
    const plain = (go: GoType, format: Field['format'] = null): Typed => ({
      type: go,
      nullable: false,
      format,
    });
    const common = (name: string) => ({
      name,
      pkg: place.pkg,
      doc: given?.model.description ?? type.description,
      deprecated: given?.model.deprecated ?? null,
      implements: [],
    });
    const claim = (suffix = '') => given?.name ?? this.claim(path, suffix);
    switch (type.kind) {
      case 'unknown':
      case 'null':
        return plain(BASIC.any);
      case 'boolean':
        return plain(BASIC.bool);
      case 'string':
        if (type.format === 'date' || type.format === 'date-time') return plain(TIME, type.format);
        return plain(BASIC.string);
      case 'integer':
        return plain(BASIC.int64);
      case 'number':
        return plain(BASIC.float64);
      case 'binary':
        return plain(direction === 'sent' ? READER : BASIC.string);
      case 'constant':
        return plain(this.#constant(type, place, claim));
      case 'enum': {
        const of = ENUM_BASES[type.of];
        if (!type.nominal) return plain({ kind: 'basic', name: of });
        const name = claim();
        if (!place.into.some((declaration) => declaration.name === name)) {
          place.into.push({ ...common(name), kind: 'enum', of, members: this.#members(name, type) });
        }
        return plain({ kind: 'named', pkg: place.pkg, name });
      }
      case 'array':
        return plain({ kind: 'slice', of: this.typed(type.items, element(path), place, direction).type });
      case 'map':
        return plain({ kind: 'map', of: this.typed(type.values, element(path), place, direction).type });
      case 'object': {
        if (type.properties.length === 0) {
          if (type.additional === null && given === null) return plain(BASIC.any);
          if (type.additional !== null) {
            return plain({
              kind: 'map',
              of: this.typed(type.additional, element(path), place, direction).type,
            });
          }
        }
        const name = claim();
        this.#struct(type, { ...common(name), kind: 'struct' }, path, place, direction, given?.model ?? null);
        return plain({ kind: 'named', pkg: place.pkg, name });
      }
      case 'union':
        return planUnion(this, type, path, place, direction, given === null ? null : common(given.name));
      case 'model': {
        const inner = this.api.models.get(type.model);
        const name = this.models.name(type.model, direction);
        if (inner === undefined || name === null) return plain(BASIC.any);
        const structure = this.structure(inner.type);
        const isTime =
          structure.kind === 'string' && (structure.format === 'date' || structure.format === 'date-time');
        return {
          type: { kind: 'named', pkg: this.models.pkg(type.model), name },
          nullable: inner.type.kind === 'nullable',
          format: isTime ? (structure.format === 'date' ? 'date' : 'date-time') : null,
        };
      }
      case 'nullable':
        return { ...this.#declared(type.type, path, place, direction, given), nullable: true };
    }
  }

  /** Claims a name for an unnamed type. */
  claim(path: TypePath, suffix = ''): string {
    const name = typeName({ ...path, suffix: suffix + path.suffix }, this.names.casings);
    const [first = name, ...rest] = [name, `${name}Type`];
    return this.names.root.claim(name, first, ...rest);
  }

  #constant(type: Type & { kind: 'constant' }, place: Place, claim: () => string): GoType {
    if (typeof type.value === 'boolean') return BASIC.bool;
    if (typeof type.value === 'bigint' || Number.isInteger(type.value)) return BASIC.int64;
    if (typeof type.value === 'number') return BASIC.float64;
    if (this.style === 'v2')
      return { kind: 'named', pkg: 'constant', name: this.#constantNames(String(type.value)) };
    const name = claim();
    place.into.push({
      kind: 'enum',
      name,
      pkg: place.pkg,
      doc: type.description,
      deprecated: null,
      implements: [],
      of: 'string',
      members: this.#members(name, {
        ...type,
        kind: 'enum',
        of: 'string',
        members: [{ value: type.value, name: null, description: null }],
        nominal: true,
      }),
    });
    return { kind: 'named', pkg: place.pkg, name };
  }

  #members(name: string, type: Type & { kind: 'enum' }) {
    return type.members.map((member) => {
      const label = exported(member.name ?? spelled(member.value), this.names.casings);
      const bare = /^X(?=\p{Nd})/u.test(label) ? label.slice(1) : label;
      return {
        name: this.names.root.claim(
          `${name} ${String(member.value)}`,
          `${name}${bare}`,
          `${name}Value${bare}`,
        ),
        value: member.value,
        doc: member.description,
      };
    });
  }

  #struct(
    type: Type & { kind: 'object' },
    common: Pick<StructDeclaration, 'kind' | 'name' | 'pkg' | 'doc' | 'deprecated' | 'implements'>,
    path: TypePath,
    place: Place,
    direction: Direction,
    model: Model | null,
  ): void {
    const embedded = this.style === 'v1' && direction === 'received' ? this.#embedded(type, place) : [];
    const inherited = new Set(embedded.flatMap(({ properties }) => properties));
    const at = place.into.length;
    const scope = fieldScope();
    for (const { type: embed } of embedded) if (embed.kind === 'named') scope.claim(embed.name, embed.name);
    const own = type.properties.filter(
      ({ name, readOnly, writeOnly }) =>
        !inherited.has(name) && !(direction === 'sent' ? readOnly : writeOnly && !this.#isSentToo(model)),
    );
    const fields = this.#sorted(own).map((property) => {
      const field = scope.claim(
        property.name,
        exported(property.names.property ?? property.name, this.names.casings),
        `${exported(property.name, this.names.casings)}Field`,
      );
      return this.#field(property, field, below(path, field), place, direction);
    });
    const extras =
      type.additional === null
        ? null
        : this.typed(type.additional, below(path, 'ExtraField'), place, direction).type;
    place.into.splice(at, 0, {
      ...common,
      role: direction === 'sent' ? 'param' : 'response',
      fields: direction === 'sent' ? byOptionality(fields) : fields,
      embeds: embedded.map(({ type: embed }) => embed),
      extras,
      toParam: model === null || direction === 'sent' ? null : this.models.paramOf(model.id),
      sending: null,
    });
  }

  #isSentToo(model: Model | null): boolean {
    return model?.sent === true;
  }

  /** Models that a v1 struct embeds, with the names of their properties. */
  #embedded(type: Type & { kind: 'object' }, place: Place) {
    return type.extends.flatMap((id) => {
      const base = this.api.models.get(id);
      const name = this.models.name(id, 'received');
      const structure = base === undefined ? null : this.structure(base.type);
      if (name === null || structure?.kind !== 'object' || structure.properties.length === 0) return [];
      if (structure.additional !== null || (place.pkg === 'shared' && this.models.pkg(id) !== 'shared'))
        return [];
      const own = new Map(
        type.properties.map((property) => [property.name, JSON.stringify(property.type.kind)]),
      );
      const isWhole = structure.properties.every(
        (property) => own.get(property.name) === JSON.stringify(property.type.kind),
      );
      const goType: GoType = { kind: 'named', pkg: this.models.pkg(id), name };
      return isWhole
        ? [{ type: goType, properties: structure.properties.map((property) => property.name) }]
        : [];
    });
  }

  #sorted(properties: readonly Property[]): readonly Property[] {
    if (!this.api.settings.sortProperties) return properties;
    return properties.toSorted(
      (a, b) => Number(b.required) - Number(a.required) || order(a.name.toLowerCase(), b.name.toLowerCase()),
    );
  }

  #field(property: Property, name: string, path: TypePath, place: Place, direction: Direction): Field {
    const typed = this.typed(property.type, path, place, direction);
    const common = {
      name,
      wireName: property.name,
      in: 'body',
      doc: property.description ?? property.type.description,
      deprecated: property.deprecated,
      format: typed.format,
      known: knownValues(property.type),
    } as const;
    if (direction === 'received') {
      return { type: typed.type, required: property.required, nullable: typed.nullable, ...common };
    }
    return { ...common, ...this.sentField(typed, property.required) };
  }

  /** The field of an argument of a method. */
  argumentField(argument: Argument, name: string, path: TypePath, place: Place): Field {
    const typed = this.typed(argument.type, path, place, 'sent');
    const isRequired = argument.required && argument.clientOption === null;
    const isConstant = argument.constant !== undefined && this.style === 'v2';
    return {
      name,
      wireName: argument.name,
      in: argument.in,
      doc: argument.description ?? argument.type.description,
      deprecated: argument.deprecated,
      format: typed.format,
      known: knownValues(argument.type),
      ...this.sentField(typed, isRequired || (isConstant && argument.in !== 'path')),
    };
  }

  /** v2: optional comparable types are an `Opt`; v1: everything is a `Field`. */
  sentField(typed: Typed, required: boolean): Pick<Field, 'type' | 'required' | 'nullable'> {
    if (this.style === 'v1') {
      return { type: { kind: 'field', of: typed.type }, required, nullable: typed.nullable };
    }
    const isScalar = this.isScalar(typed.type);
    const isOpt = isScalar && (!required || typed.nullable);
    return { type: isOpt ? { kind: 'opt', of: typed.type } : typed.type, required, nullable: typed.nullable };
  }

  /** Strings, numbers, booleans and times, also under other names; the empty string omits an enum. */
  isScalar(type: GoType): boolean {
    switch (type.kind) {
      case 'basic':
        return type.name !== 'any';
      case 'library':
        return type.name === 'Time';
      case 'named':
        return this.models.isScalarAlias(type);
      default:
        return false;
    }
  }

  modelOf(id: ModelId): Model | null {
    return this.api.models.get(id) ?? null;
  }
}

const ENUM_BASES = { string: 'string', number: 'float64', integer: 'int64', boolean: 'bool' } as const;

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Required fields first, then those with `Opt`, then the others. */
function byOptionality(fields: readonly Field[]): readonly Field[] {
  const rank = (field: Field) => (field.required ? 0 : field.type.kind === 'opt' ? 1 : 2);
  return fields.toSorted((a, b) => rank(a) - rank(b));
}

function knownValues(type: Type): Field['known'] {
  if (type.kind === 'nullable') return knownValues(type.type);
  return type.kind === 'enum' && !type.nominal ? type.members.map(({ value }) => value) : [];
}

/** Names for values without letters. */
function spelled(value: string | number | bigint | boolean): string {
  const text = String(value);
  if (typeof value !== 'string' && text.startsWith('-')) return `negative ${text.slice(1).replace('.', '_')}`;
  return /[\p{L}\p{Nd}]/u.test(text)
    ? text
    : [...text].map((c) => `u${(c.codePointAt(0) ?? 0).toString(16)}`).join(' ') || 'empty';
}
