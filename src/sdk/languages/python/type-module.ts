import type { Api } from '../../api/api-types.ts';
import type { ModelId, Property, Type } from '../../api/types.ts';
import { type Code, code, join, type Part, source } from '../../code/code.ts';
import { singular } from '../../names/casing.ts';
import { Scope } from '../../names/scope.ts';
import { fieldNames } from './fields.ts';
import { Imports } from './imports.ts';
import { lower, type PythonNames, upper } from './names.ts';
import { isSimple, usesModels } from './shapes.ts';
import { BUILTINS, docstring, KEYWORDS, name, str, value } from './text.ts';

/** Direction of values: received ones are models, sent ones are dictionaries. */
export type Way = 'received' | 'sent';

export interface TypeContext {
  readonly api: Api;
  readonly names: PythonNames;
  /** Module (below the package) of a model: models that reference each other share one. */
  readonly homeOf: (model: ModelId, way: Way) => string;
}

const RESERVED = new Set([
  ...KEYWORDS,
  ...(
    'Any Dict List Union Optional Iterable Literal Annotated Required TypedDict TypeAlias TypeAliasType BaseModel ' +
    'FieldInfo PropertyInfo FileTypes Base64FileInput SequenceNotStr TYPE_CHECKING date datetime builtins'
  ).split(' '),
]);

/** A name that an expression needs, and its module. */
export interface Use {
  /** Below the package if `isOurs`, otherwise absolute. */
  readonly module: string;
  readonly isOurs: boolean;
  readonly what: string;
  readonly as: string;
}

/** A type in the form for another module. */
export interface Expression {
  readonly code: Code;
  readonly uses: readonly Use[];
}

/** A module of types: its classes and aliases, and their imports. */
export class TypeModule {
  readonly imports = new Imports();
  readonly #context: TypeContext;
  /** Below the package, e.g. `types.chat.message`. */
  readonly #path: string;
  readonly #way: Way;
  readonly #scope = new Scope({ reserved: RESERVED });
  readonly #definitions: Code[] = [];
  readonly #exported: string[] = [];
  /** Classes that are declared but not written yet: references to them are strings. */
  readonly #open = new Set<string>();
  readonly #later: string[] = [];
  readonly #rebuild = new Set<string>();
  /** Builtin types that fields of the current class shadow. */
  #hidden: ReadonlySet<string> = new Set();

  /** Names that the current expression needs. */
  #uses: Use[] | null = null;
  /** Signatures omit formats, which only matter for transforming arguments. */
  #isBare = false;
  readonly #inline = new Map<Type, string>();

  constructor(context: TypeContext, path: string, way: Way) {
    this.#context = context;
    this.#path = path;
    this.#way = way;
  }

  get exported(): readonly string[] {
    return this.#exported;
  }

  /** Reserves names for the types of this module before inline types can take them. */
  announce(className: string): void {
    this.#scope.claim(className, className);
    this.#open.add(className);
  }

  export(className: string): void {
    this.#exported.push(className);
  }

  add(definition: Code): void {
    this.#definitions.push(definition);
  }

  /** Writes a type under a name: a class for an object, otherwise an alias. */
  define(className: string, type: Type, description: string | null): void {
    const text = description ?? type.description;
    if (type.kind === 'object' && type.properties.length > 0) {
      this.#writeObject(className, type, text);
      return;
    }
    const before = this.#later.length;
    const expression = this.#aliased(className, type);
    this.#open.delete(className);
    if (this.#later.length > before) {
      // An alias that refers to itself or to a later definition is resolved on use.
      this.imports.from('typing_extensions', 'TypeAliasType');
      this.add(code`${name(className)} = TypeAliasType(${str(className)}, ${expression})`);
    } else {
      this.imports.from('typing_extensions', 'TypeAlias');
      this.add(code`${name(className)}: TypeAlias = ${expression}`);
    }
  }

  /** The type for use in another module; classes written for it stay in this one. */
  shared(type: Type, hint: string, { bare }: { readonly bare: boolean }): Expression {
    this.#uses = [];
    this.#isBare = bare;
    const expression = this.expression(type, hint);
    const uses = this.#uses;
    this.#uses = null;
    this.#isBare = false;
    return { code: expression, uses };
  }

  #use(module: string, what: string, as: string = what): Code {
    this.#uses?.push({ module, isOurs: false, what, as });
    return this.#isBare ? name(as) : this.imports.from(module, what, as);
  }

  #useOurs(module: string, what: string, as: string = what): Code {
    this.#uses?.push({ module, isOurs: true, what, as });
    return this.#isBare ? name(as) : this.imports.from(this.relative(module), what, as);
  }

  /** A class of this module. */
  #useLocal(className: string): Code {
    this.#uses?.push({ module: this.#path, isOurs: true, what: className, as: className });
    return name(className);
  }

  /** Writes a class or an alias while an expression is being written, keeping their imports separate. */
  #apart(write: () => void): void {
    const [uses, isBare, hidden] = [this.#uses, this.#isBare, this.#hidden];
    this.#uses = null;
    this.#isBare = false;
    this.#hidden = new Set();
    write();
    [this.#uses, this.#isBare, this.#hidden] = [uses, isBare, hidden];
  }

  /** The type's expression. `hint`: name for inline classes. */
  expression(type: Type, hint: string): Code {
    switch (type.kind) {
      case 'unknown':
        return this.#builtin('object');
      case 'null':
        return source('None');
      case 'boolean':
        return this.#builtin('bool');
      case 'string':
        return this.#string(type.format);
      case 'integer':
        return this.#builtin('int');
      case 'number':
        return this.#builtin('float');
      case 'binary':
        return this.#way === 'sent' ? this.#useOurs('_types', 'FileTypes') : this.#builtin('object');
      case 'constant':
        return typeof type.value === 'number' && !Number.isInteger(type.value)
          ? this.#builtin('float')
          : code`${this.#typing('Literal', 'typing_extensions')}[${value(type.value)}]`;
      case 'enum':
        return this.#enum(type);
      case 'array':
        return this.#array(type.items, hint);
      case 'map':
        return code`${this.#typing('Dict')}[${this.#builtin('str')}, ${this.expression(type.values, hint)}]`;
      case 'object':
        return this.#object(type, hint);
      case 'union':
        return this.#union(type, hint);
      case 'model':
        return this.#model(type.model);
      case 'nullable':
        return type.type.kind === 'unknown' || type.type.kind === 'null'
          ? this.expression(type.type, hint)
          : code`${this.#typing('Optional')}[${this.expression(type.type, hint)}]`;
      default:
        return type satisfies never;
    }
  }

  render(header: Code, { future }: { readonly future: boolean }): Code {
    if (future) this.imports.from('__future__', 'annotations');
    const rebuild = [...this.#rebuild].map((className) => code`rebuild_model(${name(className)})`);
    if (rebuild.length > 0) this.imports.from(this.relative('_compat'), 'rebuild_model');
    return code`
      ${header}

      ${this.imports.render()}

      __all__ = [${join(this.#exported.map(str), ', ')}]


      ${join(this.#definitions, '\n\n\n')}
      ${rebuild.length === 0 ? null : source(' ')}
      ${rebuild.length === 0 ? null : source(' ')}
      ${rebuild}
    `;
  }

  /** The module of the package relative to this one: `_types` → `..._types`. */
  relative(module: string): string {
    const here = this.#path.split('.').slice(0, -1);
    const there = module.split('.');
    let shared = 0;
    while (shared < here.length && shared < there.length - 1 && here[shared] === there[shared]) shared += 1;
    return `${'.'.repeat(here.length - shared + 1)}${there.slice(shared).join('.')}`;
  }

  // --- Parts of expressions ----------------------------------------------------------------------------------------

  #typing(what: string, module: 'typing' | 'typing_extensions' = 'typing'): Code {
    return this.#use(module, what);
  }

  #builtin(what: 'object' | 'str' | 'int' | 'float' | 'bool'): Code {
    if (this.#isBare || !this.#hidden.has(what)) return name(what);
    this.imports.module('builtins');
    return code`builtins.${name(what)}`;
  }

  #string(format: string): Code {
    if (format === 'date' || format === 'date-time') {
      const type = this.#use('datetime', format === 'date' ? 'date' : 'datetime');
      if (this.#way === 'received') return type;
      return this.#formatted(code`${this.#typing('Union')}[${this.#builtin('str')}, ${type}]`, 'iso8601');
    }
    if (format === 'byte' && this.#way === 'sent') {
      const file = this.#useOurs('_types', 'Base64FileInput');
      return this.#formatted(code`${this.#typing('Union')}[${this.#builtin('str')}, ${file}]`, 'base64');
    }
    return this.#builtin('str');
  }

  #formatted(type: Code, format: string): Code {
    if (this.#isBare) return type;
    this.#useOurs('_utils', 'PropertyInfo');
    return code`${this.#typing('Annotated', 'typing_extensions')}[${type}, PropertyInfo(format=${str(format)})]`;
  }

  #enum(type: Extract<Type, { kind: 'enum' }>): Code {
    const members = [...new Set(type.members.map(({ value: member }) => member))];
    if (members.length === 0) return this.#builtin('object');
    if (members.some((member) => typeof member === 'number' && !Number.isInteger(member)))
      return this.#builtin('float');
    return code`${this.#typing('Literal', 'typing_extensions')}[${join(
      members.map((member) => value(member)),
      ', ',
    )}]`;
  }

  #array(items: Type, hint: string): Code {
    const item = this.expression(items, `${hint}_item`.replace(/(?:_item)+$/, '_item'));
    if (this.#way === 'received') return code`${this.#typing('List')}[${item}]`;
    const inner = items.kind === 'nullable' ? items.type : items;
    if (
      inner.kind === 'string' ||
      inner.kind === 'enum' ||
      inner.kind === 'constant' ||
      inner.kind === 'binary'
    )
      return inner.kind === 'enum' || inner.kind === 'constant'
        ? code`${this.#typing('List')}[${item}]`
        : code`${this.#useOurs('_types', 'SequenceNotStr')}[${item}]`;
    return code`${this.#typing('Iterable')}[${item}]`;
  }

  #object(type: Extract<Type, { kind: 'object' }>, hint: string): Code {
    if (type.properties.length === 0) {
      if (type.additional === null) return this.#builtin('object');
      return code`${this.#typing('Dict')}[${this.#builtin('str')}, ${this.expression(type.additional, hint)}]`;
    }
    const known = this.#inline.get(type);
    if (known !== undefined) return this.#useLocal(known);
    const className = this.#claim(hint);
    this.#inline.set(type, className);
    this.#apart(() => this.#writeObject(className, type, type.description));
    return this.#useLocal(className);
  }

  #union(type: Extract<Type, { kind: 'union' }>, hint: string): Code {
    if (
      type.variants.every((variant) => isSimple(variant.type) || variant.type.kind === 'model') &&
      type.discriminator === null
    )
      return this.#variants(type, hint);
    const known = this.#inline.get(type);
    if (known !== undefined) return this.#useLocal(known);
    const className = this.#claim(hint);
    this.#inline.set(type, className);
    this.#apart(() => {
      const before = this.#later.length;
      const expression = this.#aliased(className, type);
      const isLater = this.#later.length > before;
      this.imports.from('typing_extensions', isLater ? 'TypeAliasType' : 'TypeAlias');
      this.add(
        isLater
          ? code`${name(className)} = TypeAliasType(${str(className)}, ${expression})`
          : code`${name(className)}: TypeAlias = ${expression}`,
      );
    });
    return this.#useLocal(className);
  }

  /** The expression of an alias's whole type: a union is written out. */
  #aliased(className: string, type: Type): Code {
    if (type.kind !== 'union') return this.expression(type, `${className}_value`);
    const variants = this.#variants(type, className);
    if (type.discriminator === null || this.#way === 'sent' || !variants.text.startsWith('Union['))
      return variants;
    const { property } = type.discriminator;
    this.imports.from(this.relative('_utils'), 'PropertyInfo');
    const field = lower(property, this.#context.names.casings, 'value');
    return code`${this.#typing('Annotated', 'typing_extensions')}[${variants}, PropertyInfo(discriminator=${str(field)})]`;
  }

  #variants(type: Extract<Type, { kind: 'union' }>, hint: string): Code {
    const { casings } = this.#context.names;
    const seen = new Map<string, Code>();
    type.variants.forEach((variant, index) => {
      const inner = variant.type.kind === 'nullable' ? variant.type.type : variant.type;
      const label =
        inner.variantName ??
        inner.title ??
        variant.tags[0] ??
        (inner.kind === 'array' ? 'item' : `variant ${index}`);
      const expression = this.expression(variant.type, `${hint}_${upper(label, casings, 'Variant')}`);
      seen.set(expression.text, expression);
    });
    const all = [...seen.values()];
    const [only] = all;
    if (only === undefined) return this.#builtin('object');
    if (all.length === 1) return only;
    return code`${this.#typing('Union')}[${join(all, ', ')}]`;
  }

  #model(id: ModelId): Code {
    const { api, names, homeOf } = this.#context;
    const model = api.models.get(id);
    const known = names.models.get(id);
    if (model === undefined || known === undefined) return this.#builtin('object');
    const way: Way = this.#way === 'sent' && !usesOwnClassOnly(api, id) ? 'sent' : 'received';
    const className = way === 'sent' ? known.param.class : known.class;
    const module = homeOf(id, way);
    if (module === this.#path) {
      if (!this.#open.has(className)) return this.#useLocal(className);
      this.#later.push(className);
      return str(className);
    }
    // Shared models have one name in both directions.
    const wanted = way === 'sent' && model.owner === '$shared' ? `${className}Param` : className;
    const owner = `import ${module} ${className}`;
    const as = [wanted, `${wanted}Model`, `${wanted}Type`].find(
      (one) => this.#scope.ownerOf(one) === owner || this.#scope.isFree(one),
    );
    const free = as ?? this.#scope.claim(owner, `${wanted}Model`);
    if (this.#scope.isFree(free)) this.#scope.claim(owner, free);
    return this.#useOurs(module, className, free);
  }

  #claim(hint: string): string {
    return this.#scope.claim(`inline ${hint}`, upper(hint, this.#context.names.casings, 'Value'));
  }

  // --- Classes -----------------------------------------------------------------------------------------------------

  #writeObject(className: string, type: Extract<Type, { kind: 'object' }>, description: string | null): void {
    const before = this.#later.length;
    const definition =
      this.#way === 'received'
        ? this.#modelClass(className, type, description)
        : this.#dictionary(className, type, description);
    if (this.#way === 'received' && this.#later.length > before) this.#rebuild.add(className);
    this.#open.delete(className);
    this.add(definition);
  }

  #properties(type: Extract<Type, { kind: 'object' }>): readonly Property[] {
    const inherited = this.#inherited(type);
    const own = type.properties.filter(({ name: wire }) => !inherited.has(wire));
    if (!this.#context.api.settings.sortProperties) return own;
    const rank = (property: Property) => (property.required ? 0 : 1);
    return [...own].sort(
      (left, right) =>
        rank(left) - rank(right) || (left.name < right.name ? -1 : left.name > right.name ? 1 : 0),
    );
  }

  /** Base classes that can be written before this class: those of other modules that do not depend on this one. */
  #bases(type: Extract<Type, { kind: 'object' }>): readonly ModelId[] {
    return type.extends
      .filter((id) => {
        const model = this.#context.api.models.get(id);
        return (
          model?.type.kind === 'object' &&
          model.type.properties.length > 0 &&
          this.#context.homeOf(id, this.#way) !== this.#path
        );
      })
      .slice(0, 1);
  }

  #inherited(type: Extract<Type, { kind: 'object' }>): ReadonlySet<string> {
    const found = new Set<string>();
    for (const id of this.#bases(type)) {
      const base = this.#context.api.models.get(id);
      if (base?.type.kind !== 'object') continue;
      for (const property of base.type.properties) {
        const own = type.properties.find((one) => one.name === property.name);
        if (
          own !== undefined &&
          JSON.stringify(own.type, plain) === JSON.stringify(property.type, plain) &&
          own.required === property.required
        )
          found.add(property.name);
      }
    }
    return found;
  }

  #modelClass(className: string, type: Extract<Type, { kind: 'object' }>, description: string | null): Code {
    const properties = this.#properties(type);
    const fields = fieldNames(properties, this.#context.names.casings, 'received');
    const doc = docstring(description);
    const bases = this.#bases(type).map((id) => this.#model(id));
    this.#hidden = hiddenBy(fields.values());
    const { casings } = this.#context.names;
    const lines = properties.map((property) => {
      const field = fields.get(property) ?? 'value';
      const expression = this.expression(
        property.type,
        `${className}_${upper(hintOf(property), casings, 'Value')}`,
      );
      const isOptional = !property.required || property.type.kind === 'nullable';
      const optional =
        isOptional && property.type.kind !== 'nullable' && property.type.kind !== 'unknown'
          ? code`${this.#typing('Optional')}[${expression}]`
          : expression;
      if (field !== property.name) this.imports.from('pydantic', 'Field', 'FieldInfo');
      const alias =
        field === property.name
          ? null
          : code`FieldInfo(alias=${str(property.name)}${isOptional ? source(', default=None') : source('')})`;
      const initial =
        alias === null ? (isOptional ? source(' = None') : source('')) : code`${source(' = ')}${alias}`;
      return code`
        ${name(field)}: ${optional}${initial}
        ${docstring(property.description)}
      `;
    });
    const base =
      bases.length > 0 ? join(bases, ', ') : this.imports.from(this.relative('_models'), 'BaseModel');
    const extra =
      type.additional !== null && type.additional.kind !== 'unknown'
        ? this.#extra(type.additional, `${className}_extra`)
        : null;
    this.#hidden = new Set();
    return code`
      class ${name(className)}(${base}):
          ${doc}
          ${doc !== null && lines.length > 0 ? source(' ') : null}
          ${extra}
          ${spaced(lines)}
          ${doc === null && lines.length === 0 && extra === null ? source('pass') : null}
    `;
  }

  /** Additional properties, with their type. */
  #extra(type: Type, hint: string): Code {
    const item = this.expression(type, hint);
    this.#typing('TYPE_CHECKING');
    this.#typing('Dict');
    this.imports.from('pydantic', 'Field', 'FieldInfo');
    return code`
      if TYPE_CHECKING:
          # Properties that are not listed here can be read as attributes all the same.
          __pydantic_extra__: Dict[${this.#builtin('str')}, ${item}] = FieldInfo(init=False)

          def __getattr__(self, attr: ${this.#builtin('str')}) -> ${item}: ...
      else:
          __pydantic_extra__: Dict[${this.#builtin('str')}, ${item}]

    `;
  }

  #dictionary(className: string, type: Extract<Type, { kind: 'object' }>, description: string | null): Code {
    const properties = this.#properties(type).filter(({ readOnly }) => !readOnly);
    const all = properties.length > 0 ? properties : this.#properties(type);
    return this.dictionary(
      className,
      all.map((property) => ({ ...property, hint: hintOf(property) })),
      { description, bases: this.#bases(type).map((id) => this.#model(id)) },
    );
  }

  /** A TypedDict whose fields may have other names on the wire. */
  dictionary(
    className: string,
    fields: readonly DictionaryField[],
    { description, bases = [] }: { readonly description: string | null; readonly bases?: readonly Code[] },
  ): Code {
    const { casings } = this.#context.names;
    const chosen = fieldNames(fields, casings, 'sent');
    const nameOf = (field: DictionaryField) => field.chosen ?? chosen.get(field) ?? 'value';
    this.#hidden = hiddenBy(fields.map(nameOf));
    const doc = docstring(description);
    const lines = fields.map((field) => {
      const hint = `${className}_${upper(field.hint ?? field.name, casings, 'Value')}`;
      const full = this.shared(field.type, hint, { bare: false });
      if (field.onWritten !== undefined) field.onWritten(full, this.shared(field.type, hint, { bare: true }));
      const expression = full.code;
      const own = nameOf(field);
      const aliased =
        own === field.name || field.isOwnName ? expression : this.#alias(expression, field.name);
      const required = field.required
        ? code`${this.#typing('Required', 'typing_extensions')}[${aliased}]`
        : aliased;
      return code`
        ${name(own)}: ${required}
        ${docstring(field.description)}
      `;
    });
    this.#hidden = new Set();
    if (bases.length === 0) this.imports.from('typing_extensions', 'TypedDict');
    this.#open.delete(className);
    return code`
      class ${name(className)}(${bases.length > 0 ? join(bases, ', ') : source('TypedDict')}, total=False):
          ${doc}
          ${doc !== null && lines.length > 0 ? source(' ') : null}
          ${spaced(lines)}
          ${doc === null && lines.length === 0 ? source('pass') : null}
    `;
  }

  /** Adds a name on the wire to an existing annotation. */
  #alias(expression: Code, wire: string): Code {
    this.imports.from(this.relative('_utils'), 'PropertyInfo');
    this.#typing('Annotated', 'typing_extensions');
    return code`Annotated[${expression}, PropertyInfo(alias=${str(wire)})]`;
  }
}

export interface DictionaryField
  extends Pick<Property, 'name' | 'names' | 'type' | 'required' | 'description'> {
  /** Its existing name here. */
  readonly chosen?: string;
  /** Base of the names of inline types. */
  readonly hint?: string;
  /** Its name here is never sent. */
  readonly isOwnName?: boolean;
  /** Called with the type for the dictionary, and for signatures. */
  readonly onWritten?: (full: Expression, bare: Expression) => void;
}

/** List items are named in the singular: `stops: [{…}]` has `Stop`. */
function hintOf(property: Property): string {
  const inner = property.type.kind === 'nullable' ? property.type.type : property.type;
  return inner.kind === 'array' ? singular(property.name) || property.name : property.name;
}

function hiddenBy(fields: Iterable<string>): ReadonlySet<string> {
  return new Set([...fields].filter((field) => BUILTINS.has(field)));
}

/** An empty line between fields assigns each docstring to the field before it. */
function spaced(lines: readonly Code[]): Part {
  return join(lines, '\n\n');
}

function plain(_key: string, member: unknown): unknown {
  return typeof member === 'bigint' ? `${member}n` : member;
}

function usesOwnClassOnly(api: Api, id: ModelId): boolean {
  const model = api.models.get(id);
  return model !== undefined && model.owner !== '$shared' && isSimple(model.type) && !usesModels(model.type);
}
