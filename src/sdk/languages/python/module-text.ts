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
  /** Published packages have names of that length: a variant that is a list names all kinds of its items. */
  protected readonly scope = new Scope({ reserved: RESERVED, maxLength: 512 });
  readonly #definitions: Code[] = [];
  readonly #exported: string[] = [];
  /** Classes and aliases of inline types. */
  readonly #inline: string[] = [];
  /** Types whose inline types are named without them: `Choice`, not `CompletionChoice`. */
  readonly #roots = new Set<string>();
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
  /** The expression is for another module. */
  protected isAway = false;

  constructor(context: TypeContext, path: string, way: Way) {
    this.context = context;
    this.path = path;
    this.way = way;
  }

  /** Reserves names for the types of this module before inline types can take them. */
  announce(className: string): void {
    this.scope.claim(className, className);
    this.open.add(className);
  }

  export(className: string): void {
    this.#exported.push(className);
  }

  /** Names the inline types of this one without it, as published packages do in the module of a type. */
  begin(className: string): void {
    this.#roots.add(className);
  }

  /** The hint for a type inside of another one. */
  protected within(className: string, label: string): string {
    return this.#roots.has(className) ? label : `${className}_${label}`;
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

  /** Whether there is no such module: the types of positional arguments are written where they are used. */
  protected get isHomeless(): boolean {
    return !this.path.includes('.');
  }

  /** A class of this module; elsewhere below the module's name, because other modules have classes of that name too. */
  protected useLocal(className: string): Code {
    if (!this.isAway) return name(className);
    const [, folder = '', module = ''] = /^(.*)\.([^.]*)$/.exec(this.path) ?? [];
    this.uses?.push({ module: folder, isOurs: true, what: module, as: module });
    return code`${name(module)}.${name(className)}`;
  }

  /** Writes a class or an alias while an expression is being written, keeping their imports separate. */
  protected apart(write: () => void): void {
    const [uses, isBare, isAway, hidden] = [this.uses, this.isBare, this.isAway, this.hidden];
    this.uses = null;
    this.isBare = false;
    this.isAway = false;
    this.hidden = new Set();
    write();
    [this.uses, this.isBare, this.isAway, this.hidden] = [uses, isBare, isAway, hidden];
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
    const className = this.scope.claim(`inline ${hint}`, upper(hint, this.context.names.casings, 'Value'));
    this.#inline.push(className);
    return className;
  }

  render(header: Code, { future }: { readonly future: boolean }): Code {
    if (future) this.imports.from('__future__', 'annotations');
    const rebuild = [...this.rebuild].map((className) => code`rebuild_model(${name(className)})`);
    if (rebuild.length > 0) this.imports.from(this.relative('_compat'), 'rebuild_model');
    return code`
      ${header}

      ${this.imports.render()}

      __all__ = [${join([...this.#exported, ...this.#inline].map(str), ', ')}]


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
