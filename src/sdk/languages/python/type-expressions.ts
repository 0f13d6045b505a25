import type { Api } from '../../api/api-types.ts';
import type { ModelId, Type } from '../../api/types.ts';
import { variantLabel } from '../../api/variant-label.ts';
import { type Code, code, join, source } from '../../code/code.ts';
import { singular } from '../../names/casing.ts';
import { type Expression, ModuleText, type Way } from './module-text.ts';
import { lower, upper } from './names.ts';
import { isSimple, usesModels } from './shapes.ts';
import { name, str, value } from './text.ts';

export type ObjectType = Extract<Type, { kind: 'object' }>;
type EnumType = Extract<Type, { kind: 'enum' }>;
type UnionType = Extract<Type, { kind: 'union' }>;

/** Writes types as expressions; inline objects and unions become classes and aliases of the module. */
export abstract class TypeExpressions extends ModuleText {
  /** Names of inline types by their hints: a schema that is used in two places is written in both. */
  readonly #inline = new Map<Type, Map<string, string>>();

  /** Writes the class of an object. */
  protected abstract writeObject(className: string, type: ObjectType, description: string | null): void;

  /** The type for use in another module; classes written for it stay in this one. */
  shared(type: Type, hint: string, { bare }: { readonly bare: boolean }): Expression {
    this.uses = [];
    this.isBare = bare;
    this.isAway = true;
    const expression = this.expression(type, hint);
    const uses = this.uses;
    this.uses = null;
    this.isBare = false;
    this.isAway = false;
    return { code: expression, uses };
  }

  /** The type's expression. `hint`: name for inline classes. */
  expression(type: Type, hint: string): Code {
    switch (type.kind) {
      case 'unknown':
        return this.builtin('object');
      case 'null':
        return source('None');
      case 'boolean':
        return this.builtin('bool');
      case 'string':
        return this.#string(type.format);
      case 'integer':
        return this.builtin('int');
      case 'number':
        return this.builtin('float');
      case 'binary':
        return this.way === 'sent' ? this.useOurs('_types', 'FileTypes') : this.builtin('object');
      case 'constant':
        return typeof type.value === 'number' && !Number.isInteger(type.value)
          ? this.builtin('float')
          : code`${this.typing('Literal', 'typing_extensions')}[${value(type.value)}]`;
      case 'enum':
        return this.#enum(type);
      case 'array':
        return this.#array(type.items, hint);
      case 'map':
        return code`${this.typing('Dict')}[${this.builtin('str')}, ${this.expression(type.values, hint)}]`;
      case 'object':
        return this.#object(type, hint);
      case 'union':
        return this.#union(type, hint);
      case 'model':
        return this.model(type.model);
      case 'nullable':
        return type.type.kind === 'unknown' || type.type.kind === 'null'
          ? this.expression(type.type, hint)
          : code`${this.typing('Optional')}[${this.expression(type.type, hint)}]`;
      default:
        return type satisfies never;
    }
  }

  #string(format: string): Code {
    if (format === 'date' || format === 'date-time') {
      const type = this.use('datetime', format === 'date' ? 'date' : 'datetime');
      if (this.way === 'received') return type;
      return this.#formatted(code`${this.typing('Union')}[${this.builtin('str')}, ${type}]`, 'iso8601');
    }
    if (format === 'byte' && this.way === 'sent') {
      const file = this.useOurs('_types', 'Base64FileInput');
      return this.#formatted(code`${this.typing('Union')}[${this.builtin('str')}, ${file}]`, 'base64');
    }
    return this.builtin('str');
  }

  #formatted(type: Code, format: string): Code {
    if (this.isBare) return type;
    this.useOurs('_utils', 'PropertyInfo');
    return code`${this.typing('Annotated', 'typing_extensions')}[${type}, PropertyInfo(format=${str(format)})]`;
  }

  #enum(type: EnumType): Code {
    const members = [...new Set(type.members.map(({ value: member }) => member))];
    if (members.length === 0) return this.builtin('object');
    if (members.some((member) => typeof member === 'number' && !Number.isInteger(member)))
      return this.builtin('float');
    return code`${this.typing('Literal', 'typing_extensions')}[${join(
      members.map((member) => value(member)),
      ', ',
    )}]`;
  }

  #array(items: Type, hint: string): Code {
    const item = this.expression(items, singularHint(hint));
    if (this.way === 'received') return code`${this.typing('List')}[${item}]`;
    const inner = items.kind === 'nullable' ? items.type : items;
    if (
      inner.kind === 'string' ||
      inner.kind === 'enum' ||
      inner.kind === 'constant' ||
      inner.kind === 'binary'
    )
      return inner.kind === 'enum' || inner.kind === 'constant'
        ? code`${this.typing('List')}[${item}]`
        : code`${this.useOurs('_types', 'SequenceNotStr')}[${item}]`;
    return code`${this.typing('Iterable')}[${item}]`;
  }

  #object(type: ObjectType, hint: string): Code {
    if (type.properties.length === 0) {
      if (type.additional === null) return this.builtin('object');
      return code`${this.typing('Dict')}[${this.builtin('str')}, ${this.expression(type.additional, hint)}]`;
    }
    if (this.isHomeless)
      return code`${this.typing('Mapping')}[${this.builtin('str')}, ${this.builtin('object')}]`;
    const known = this.#inline.get(type)?.get(hint);
    if (known !== undefined) return this.useLocal(known);
    const className = this.#claimInline(type, hint);
    this.apart(() => this.writeObject(className, type, type.description));
    return this.useLocal(className);
  }

  #claimInline(type: Type, hint: string): string {
    const className = this.claim(hint);
    this.#inline.set(type, (this.#inline.get(type) ?? new Map<string, string>()).set(hint, className));
    return className;
  }

  #union(type: UnionType, hint: string): Code {
    if (this.isHomeless || !type.variants.some((variant) => isNamed(variant.type)))
      return this.#variants(type, hint);
    const known = this.#inline.get(type)?.get(hint);
    if (known !== undefined) return this.useLocal(known);
    const className = this.#claimInline(type, hint);
    this.apart(() => {
      const before = this.later.length;
      const expression = this.aliased(className, type);
      const isLater = this.later.length > before;
      this.imports.from('typing_extensions', isLater ? 'TypeAliasType' : 'TypeAlias');
      this.add(
        isLater
          ? code`${name(className)} = TypeAliasType(${str(className)}, ${expression})`
          : code`${name(className)}: TypeAlias = ${expression}`,
      );
    });
    return this.useLocal(className);
  }

  /** The expression of an alias's whole type: a union is written out. */
  protected aliased(className: string, type: Type): Code {
    if (type.kind === 'array') return this.expression(type, this.within(className, 'item'));
    if (type.kind !== 'union') return this.expression(type, this.within(className, 'value'));
    const variants = this.#variants(type, className);
    if (type.discriminator === null || this.way === 'sent' || !variants.text.startsWith('Union['))
      return variants;
    const { property } = type.discriminator;
    this.imports.from(this.relative('_utils'), 'PropertyInfo');
    const field = lower(property, this.context.names.casings, 'value');
    return code`${this.typing('Annotated', 'typing_extensions')}[${variants}, PropertyInfo(discriminator=${str(field)})]`;
  }

  #variants(type: UnionType, hint: string): Code {
    const { casings } = this.context.names;
    const seen = new Map<string, Code>();
    membersOf(type).forEach((variant, index) => {
      const inner = variant.type.kind === 'nullable' ? variant.type.type : variant.type;
      const label = variantLabel({ ...variant, type: inner }) ?? variant.tags[0] ?? `union member ${index}`;
      const expression = this.expression(variant.type, this.within(hint, upper(label, casings, 'Variant')));
      seen.set(expression.text, expression);
    });
    const all = [...seen.values()];
    const [only] = all;
    if (only === undefined) return this.builtin('object');
    if (all.length === 1) return only;
    return code`${this.typing('Union')}[${join(all, ', ')}]`;
  }

  protected model(id: ModelId): Code {
    const { api, names, homeOf } = this.context;
    const model = api.models.get(id);
    const known = names.models.get(id);
    if (model === undefined || known === undefined) return this.builtin('object');
    const way: Way = this.way === 'sent' && !usesOwnClassOnly(api, id) ? 'sent' : 'received';
    const className = way === 'sent' ? known.param.class : known.class;
    const module = homeOf(id, way);
    if (module === this.path) {
      if (!this.open.has(className)) return this.useLocal(className);
      this.later.push(className);
      return str(className);
    }
    // Shared models have one name in both directions.
    const wanted = way === 'sent' && model.owner === '$shared' ? `${className}Param` : className;
    const owner = `import ${module} ${className}`;
    const as = [wanted, `${wanted}Model`, `${wanted}Type`].find(
      (one) => this.scope.ownerOf(one) === owner || this.scope.isFree(one),
    );
    const free = as ?? this.scope.claim(owner, `${wanted}Model`);
    if (this.scope.isFree(free)) this.scope.claim(owner, free);
    return this.useOurs(module, className, free);
  }
}

/** The variants of a union, including those of unions among them. */
function membersOf(type: UnionType): UnionType['variants'] {
  return type.variants.flatMap((variant) =>
    variant.type.kind === 'union' ? membersOf(variant.type) : [variant],
  );
}

/** Whether a variant has a class: a union with one is given a name. */
function isNamed(type: Type): boolean {
  if (type.kind === 'nullable') return isNamed(type.type);
  if (type.kind === 'union') return type.variants.some((variant) => isNamed(variant.type));
  return type.kind === 'model' || (type.kind === 'object' && type.properties.length > 0);
}

/** Items of a list are named in the singular: `stops: [{…}]` has `Stop`. */
function singularHint(hint: string): string {
  return hint.endsWith('item') ? hint : singular(hint) || hint;
}

function usesOwnClassOnly(api: Api, id: ModelId): boolean {
  const model = api.models.get(id);
  return model !== undefined && model.owner !== '$shared' && isSimple(model.type) && !usesModels(model.type);
}
