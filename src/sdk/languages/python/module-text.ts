import type { Api } from '../../api/api-types.ts';
import type { ModelId } from '../../api/types.ts';
import { type Code, code, join, source } from '../../code/code.ts';
import { Scope } from '../../names/scope.ts';
import { Imports } from './imports.ts';
import { type PythonNames, upper } from './names.ts';
import { KEYWORDS, name, str } from './text.ts';

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

/** The text of a module of types: its definitions, the names that they use, and their imports. */
export class ModuleText {
  readonly imports = new Imports();
  protected readonly context: TypeContext;
  /** Below the package, e.g. `types.chat.message`. */
  protected readonly path: string;
  protected readonly way: Way;
  protected readonly scope = new Scope({ reserved: RESERVED });
  readonly #definitions: Code[] = [];
  readonly #exported: string[] = [];
  /** Classes that are declared but not written yet: references to them are strings. */
  protected readonly open = new Set<string>();
  protected readonly later: string[] = [];
  protected readonly rebuild = new Set<string>();
  /** Builtin types that fields of the current class shadow. */
  protected hidden: ReadonlySet<string> = new Set();

  /** Names that the current expression needs. */
  protected uses: Use[] | null = null;
  /** Signatures omit formats, which only matter for transforming arguments. */
  protected isBare = false;

  constructor(context: TypeContext, path: string, way: Way) {
    this.context = context;
    this.path = path;
    this.way = way;
  }

  get exported(): readonly string[] {
    return this.#exported;
  }

  /** Reserves names for the types of this module before inline types can take them. */
  announce(className: string): void {
    this.scope.claim(className, className);
    this.open.add(className);
  }

  export(className: string): void {
    this.#exported.push(className);
  }

  add(definition: Code): void {
    this.#definitions.push(definition);
  }

  protected use(module: string, what: string, as: string = what): Code {
    this.uses?.push({ module, isOurs: false, what, as });
    return this.isBare ? name(as) : this.imports.from(module, what, as);
  }

  protected useOurs(module: string, what: string, as: string = what): Code {
    this.uses?.push({ module, isOurs: true, what, as });
    return this.isBare ? name(as) : this.imports.from(this.relative(module), what, as);
  }

  /** A class of this module. */
  protected useLocal(className: string): Code {
    this.uses?.push({ module: this.path, isOurs: true, what: className, as: className });
    return name(className);
  }

  /** Writes a class or an alias while an expression is being written, keeping their imports separate. */
  protected apart(write: () => void): void {
    const [uses, isBare, hidden] = [this.uses, this.isBare, this.hidden];
    this.uses = null;
    this.isBare = false;
    this.hidden = new Set();
    write();
    [this.uses, this.isBare, this.hidden] = [uses, isBare, hidden];
  }

  protected typing(what: string, module: 'typing' | 'typing_extensions' = 'typing'): Code {
    return this.use(module, what);
  }

  protected builtin(what: 'object' | 'str' | 'int' | 'float' | 'bool'): Code {
    if (this.isBare || !this.hidden.has(what)) return name(what);
    this.imports.module('builtins');
    return code`builtins.${name(what)}`;
  }

  protected claim(hint: string): string {
    return this.scope.claim(`inline ${hint}`, upper(hint, this.context.names.casings, 'Value'));
  }

  render(header: Code, { future }: { readonly future: boolean }): Code {
    if (future) this.imports.from('__future__', 'annotations');
    const rebuild = [...this.rebuild].map((className) => code`rebuild_model(${name(className)})`);
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
    const here = this.path.split('.').slice(0, -1);
    const there = module.split('.');
    let shared = 0;
    while (shared < here.length && shared < there.length - 1 && here[shared] === there[shared]) shared += 1;
    return `${'.'.repeat(here.length - shared + 1)}${there.slice(shared).join('.')}`;
  }
}
