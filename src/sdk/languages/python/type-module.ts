import type { ModelId, Property, Type } from '../../api/types.ts';
import { type Code, code, join, type Part, source } from '../../code/code.ts';
import { fieldNames } from './fields.ts';
import type { Expression } from './module-text.ts';
import { upper } from './names.ts';
import { BUILTINS, docstring, name, str } from './text.ts';
import { type ObjectType, TypeExpressions } from './type-expressions.ts';

/** A module of types: its classes and aliases, and their imports. */
export class TypeModule extends TypeExpressions {
  /** Writes a type under a name: a class for an object, otherwise an alias. */
  define(className: string, type: Type, description: string | null): void {
    const text = description ?? type.description;
    const isPlain = type.kind === 'object' ? this.#bases(type).length === 0 : type.kind === 'union';
    if (isPlain) this.begin(className);
    if (type.kind === 'object' && type.properties.length > 0) {
      this.writeObject(className, type, text);
      return;
    }
    const before = this.later.length;
    const expression = this.aliased(className, type);
    this.open.delete(className);
    if (this.later.length > before) {
      // An alias that refers to itself or to a later definition is resolved on use.
      this.imports.from('typing_extensions', 'TypeAliasType');
      this.add(code`${name(className)} = TypeAliasType(${str(className)}, ${expression})`);
    } else {
      this.imports.from('typing_extensions', 'TypeAlias');
      this.add(code`${name(className)}: TypeAlias = ${expression}`);
    }
  }

  protected writeObject(className: string, type: ObjectType, description: string | null): void {
    const before = this.later.length;
    const definition =
      this.way === 'received'
        ? this.#modelClass(className, type, description)
        : this.#dictionary(className, type, description);
    if (this.way === 'received' && this.later.length > before) this.rebuild.add(className);
    this.open.delete(className);
    this.add(definition);
  }

  #properties(type: ObjectType): readonly Property[] {
    const inherited = this.#inherited(type);
    const own = type.properties.filter(({ name: wire }) => !inherited.has(wire));
    if (!this.context.api.settings.sortProperties) return own;
    const rank = (property: Property) => (property.required ? 0 : 1);
    return [...own].sort(
      (left, right) =>
        rank(left) - rank(right) || (left.name < right.name ? -1 : left.name > right.name ? 1 : 0),
    );
  }

  /** Base classes that can be written before this class: those of other modules that do not depend on this one. */
  #bases(type: ObjectType): readonly ModelId[] {
    return type.extends
      .filter((id) => {
        const model = this.context.api.models.get(id);
        return (
          model?.type.kind === 'object' &&
          model.type.properties.length > 0 &&
          this.context.homeOf(id, this.way) !== this.path
        );
      })
      .slice(0, 1);
  }

  #inherited(type: ObjectType): ReadonlySet<string> {
    const found = new Set<string>();
    for (const id of this.#bases(type)) {
      const base = this.context.api.models.get(id);
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

  #modelClass(className: string, type: ObjectType, description: string | null): Code {
    const properties = this.#properties(type);
    const fields = fieldNames(properties, this.context.names.casings, 'received');
    const doc = docstring(description);
    const bases = this.#bases(type).map((id) => this.model(id));
    this.hidden = hiddenBy(fields.values());
    const { casings } = this.context.names;
    const lines = properties.map((property) => {
      const field = fields.get(property) ?? 'value';
      const expression = this.expression(
        property.type,
        this.within(className, upper(property.name, casings, 'Value')),
      );
      const isOptional = !property.required || property.type.kind === 'nullable';
      const optional =
        isOptional && property.type.kind !== 'nullable' && property.type.kind !== 'unknown'
          ? code`${this.typing('Optional')}[${expression}]`
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
        ? this.#extra(type.additional, this.within(className, 'extra'))
        : null;
    this.hidden = new Set();
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
    this.typing('TYPE_CHECKING');
    this.typing('Dict');
    this.imports.from('pydantic', 'Field', 'FieldInfo');
    return code`
      if TYPE_CHECKING:
          # Properties that are not listed here can be read as attributes all the same.
          __pydantic_extra__: Dict[${this.builtin('str')}, ${item}] = FieldInfo(init=False)

          def __getattr__(self, attr: ${this.builtin('str')}) -> ${item}: ...
      else:
          __pydantic_extra__: Dict[${this.builtin('str')}, ${item}]

    `;
  }

  #dictionary(className: string, type: ObjectType, description: string | null): Code {
    const properties = this.#properties(type).filter(({ readOnly }) => !readOnly);
    const all = properties.length > 0 ? properties : this.#properties(type);
    return this.dictionary(className, all, {
      description,
      bases: this.#bases(type).map((id) => this.model(id)),
    });
  }

  /** A TypedDict whose fields may have other names on the wire. */
  dictionary(
    className: string,
    fields: readonly DictionaryField[],
    { description, bases = [] }: { readonly description: string | null; readonly bases?: readonly Code[] },
  ): Code {
    const { casings } = this.context.names;
    const chosen = fieldNames(fields, casings, 'sent');
    const nameOf = (field: DictionaryField) => field.chosen ?? chosen.get(field) ?? 'value';
    this.hidden = hiddenBy(fields.map(nameOf));
    const doc = docstring(description);
    const lines = fields.map((field) => {
      const hint = this.within(className, upper(field.hint ?? field.name, casings, 'Value'));
      const expression = this.expression(field.type, hint);
      field.onWritten?.(
        this.shared(field.type, hint, { bare: false }),
        this.shared(field.type, hint, { bare: true }),
      );
      const own = nameOf(field);
      const aliased =
        own === field.name || field.isOwnName ? expression : this.#alias(expression, field.name);
      const required = field.required
        ? code`${this.typing('Required', 'typing_extensions')}[${aliased}]`
        : aliased;
      return code`
        ${name(own)}: ${required}
        ${docstring(field.description)}
      `;
    });
    this.hidden = new Set();
    if (bases.length === 0) this.imports.from('typing_extensions', 'TypedDict');
    this.open.delete(className);
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
    this.typing('Annotated', 'typing_extensions');
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
