import { Code, code, join, type Part, render } from '../../code/code.ts';
import { reindent } from './indent.ts';
import { headerComment, identifier, importPath } from './text.ts';

/** A Go type, independent of the package in which it is written. */
export type GoType =
  | { readonly kind: 'basic'; readonly name: BasicName }
  /** A type of this SDK: in `root`, `shared` or `constant`. */
  | { readonly kind: 'named'; readonly pkg: OwnPackage; readonly name: string }
  /** A type of the standard library, or of the runtime. */
  | { readonly kind: 'library'; readonly path: LibraryPath; readonly name: string }
  | { readonly kind: 'slice'; readonly of: GoType }
  | { readonly kind: 'map'; readonly of: GoType }
  | { readonly kind: 'pointer'; readonly of: GoType }
  /** `param.Opt[T]` (v2) or `param.Field[T]` (v1). */
  | { readonly kind: 'opt'; readonly of: GoType }
  | { readonly kind: 'field'; readonly of: GoType };

export type BasicName = 'string' | 'bool' | 'int64' | 'float64' | 'any' | 'byte';
export type OwnPackage = 'root' | 'shared' | 'constant';
export type LibraryPath = 'time' | 'io' | 'net/http';

export const BASIC = {
  string: { kind: 'basic', name: 'string' },
  bool: { kind: 'basic', name: 'bool' },
  int64: { kind: 'basic', name: 'int64' },
  float64: { kind: 'basic', name: 'float64' },
  any: { kind: 'basic', name: 'any' },
} as const satisfies Record<string, GoType>;

export const TIME: GoType = { kind: 'library', path: 'time', name: 'Time' };
export const READER: GoType = { kind: 'library', path: 'io', name: 'Reader' };

/** Packages of an SDK, by the identifiers under which generated code imports them. */
const OWN_PACKAGES: Readonly<Record<string, string>> = {
  apierror: 'internal/apierror',
  apiform: 'internal/apiform',
  apijson: 'internal/apijson',
  apiquery: 'internal/apiquery',
  internal: 'internal',
  paramutil: 'internal/paramutil',
  requestconfig: 'internal/requestconfig',
  testutil: 'internal/testutil',
  shimjson: 'internal/encoding/json',
  constant: 'shared/constant',
  pagination: 'packages/pagination',
  respjson: 'packages/respjson',
  ssestream: 'packages/ssestream',
  shared: 'shared',
};

/** Formats of arrays and nested values: from the config file. */
export interface Formats {
  readonly queryArrays: 'comma' | 'repeat' | 'brackets' | 'indices';
  readonly queryObjects: 'brackets' | 'dots';
  readonly formArrays: 'comma' | 'repeat' | 'brackets' | 'indices';
  readonly multipartArrays: 'comma' | 'repeat' | 'brackets' | 'indices';
}

/** Settings shared by all files of an SDK. */
export interface Module {
  /** e.g. `github.com/acme/petstore-go/v2`. */
  readonly path: string;
  /** Name of the root package. */
  readonly packageName: string;
  readonly style: 'v1' | 'v2';
  /** Name of the package of options, `option` by default. */
  readonly optionPackage: string;
  readonly formats: Formats;
  readonly hasStreamRules: boolean;
  readonly perEndpointSecurity: boolean;
  /** Field names of the client's options, by the key of the option. */
  readonly optionFields: ReadonlyMap<string, string>;
  /** v2: fields of the client's options that are strings, not pointers. */
  readonly textOptions: ReadonlySet<string>;
  /** Declared types whose underlying type is string. */
  readonly textTypes: ReadonlySet<string>;
  /** Header of each generated file. */
  readonly fileHeader: string | null;
}

/** A Go file, which records the imports of its code. */
export class GoFile {
  readonly module: Module;
  /** The package it belongs to. */
  readonly pkg: string;
  readonly #imports = new Map<string, string | null>();

  constructor(module: Module, pkg: string) {
    this.module = module;
    this.pkg = pkg;
  }

  get formats(): Formats {
    return this.module.formats;
  }

  /** Imports a package of the standard library, and returns its identifier: `std('net/http')` → `http`. */
  std(path: string): Code {
    this.#imports.set(path, null);
    return identifier(path.split('/').at(-1) ?? path);
  }

  /** Imports a package of this SDK: `own('apijson')`. */
  own(word: string): Code {
    const { module } = this;
    if (word === 'root') {
      this.#imports.set(
        module.path,
        module.path.split('/').at(-1) === module.packageName ? null : module.packageName,
      );
      return identifier(module.packageName);
    }
    if (word === 'option') {
      this.#imports.set(`${module.path}/${module.optionPackage}`, null);
      return identifier(module.optionPackage);
    }
    if (word === 'param') {
      this.#imports.set(`${module.path}/${module.style === 'v1' ? 'internal' : 'packages'}/param`, null);
      return identifier('param');
    }
    const folder = OWN_PACKAGES[word];
    if (folder === undefined) throw new Error(`no package of the SDK: ${word}`);
    this.#imports.set(`${module.path}/${folder}`, word === 'shimjson' ? word : null);
    return identifier(word);
  }

  /** A name of the root, shared or constant package, qualified if the file is in another. */
  ref(pkg: OwnPackage, name: string): Code {
    if (pkg === this.pkg) return identifier(name);
    return code`${this.own(pkg)}.${identifier(name)}`;
  }

  /** v2: a pointer to a client option, whatever the field's type is. */
  optionAddress(name: string): Code {
    return this.module.textOptions.has(name)
      ? code`&precfg.${identifier(name)}`
      : code`precfg.${identifier(name)}`;
  }

  type(type: GoType): Code {
    switch (type.kind) {
      case 'basic':
        return identifier(type.name);
      case 'named':
        return this.ref(type.pkg, type.name);
      case 'library':
        return code`${this.std(type.path)}.${identifier(type.name)}`;
      case 'slice':
        return code`[]${this.type(type.of)}`;
      case 'map':
        return code`map[string]${this.type(type.of)}`;
      case 'pointer':
        return code`*${this.type(type.of)}`;
      case 'opt':
        return code`${this.own('param')}.Opt[${this.type(type.of)}]`;
      case 'field':
        return code`${this.own('param')}.Field[${this.type(type.of)}]`;
    }
  }

  /** The complete file. `name`: in the package clause, by default that of the package. */
  render(body: readonly Part[], name?: string): string {
    const clause = identifier(name ?? (this.pkg === 'root' ? this.module.packageName : this.pkg));
    const parts = [
      this.module.fileHeader === null ? null : headerComment(this.module.fileHeader),
      GENERATED,
      code``,
      code`package ${clause}`,
      ...this.#importBlock(),
    ];
    const top = parts.filter((part) => part !== null).map(render);
    const declarations = body
      .filter((part) => part !== null)
      .map(render)
      .filter((text) => text !== '');
    return `${reindent([top.join('\n'), ...declarations].join('\n\n'))}\n`;
  }

  #importBlock(): readonly Part[] {
    const imports = [...this.#imports].sort(([a], [b]) => (a < b ? -1 : 1));
    const isOwn = (path: string) => path === this.module.path || path.startsWith(`${this.module.path}/`);
    const lines = (group: readonly (readonly [string, string | null])[]) =>
      group.map(
        ([path, alias]) => code`\t${alias === null ? null : code`${identifier(alias)} `}${importPath(path)}`,
      );
    const groups = [imports.filter(([path]) => !isOwn(path)), imports.filter(([path]) => isOwn(path))]
      .filter((group) => group.length > 0)
      .map((group) => join(lines(group), '\n'));
    return groups.length === 0 ? [] : [code``, code`import (`, join(groups, '\n\n'), code`)`];
  }
}

export const GENERATED = new Code(
  '// Code generated by Kiln from the API description. See CONTRIBUTING.md before you edit it.',
);
