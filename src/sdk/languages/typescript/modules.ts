import { type Code, code, join, type Part } from '../../code/code.ts';
import type { Scope } from '../../names/scope.ts';
import type { TypeScriptNames } from './names.ts';
import { bracketed, identifierCode, stringLiteral } from './text.ts';

/** A TypeScript file during generation: its imports and names. */
export class ModuleWriter {
  /** Below `src`, without extension. */
  readonly module: string;
  readonly names: TypeScriptNames;
  readonly #named = new Map<string, Map<string, boolean>>();
  readonly #spaces = new Map<string, { alias: string; value: boolean }>();

  constructor(module: string, names: TypeScriptNames) {
    this.module = module;
    this.names = names;
  }

  /** Imports a name of the runtime and returns it. `kind`: types alone need no code at run time. */
  use(module: string, name: string, kind: 'type' | 'value'): Code {
    const names = this.#named.get(module) ?? new Map<string, boolean>();
    names.set(name, (names.get(name) ?? false) || kind === 'value');
    this.#named.set(module, names);
    return identifierCode(name);
  }

  /** The alias of a module that is imported as a namespace, e.g. `InstancesAPI`. */
  space(module: string, wanted: string, kind: 'type' | 'value'): Code {
    const known = this.#spaces.get(module);
    if (known !== undefined) {
      known.value ||= kind === 'value';
      return identifierCode(known.alias);
    }
    const scope: Scope = this.names.scopeOf(this.module);
    const parents = module.split('/').slice(1, -1);
    const longer = [...parents, wanted].join('_').replaceAll(/\W+/g, '_');
    const alias = scope.claim(`import ${module}`, `${wanted}API`, `${longer}API`);
    this.#spaces.set(module, { alias, value: kind === 'value' });
    return identifierCode(alias);
  }

  /** The import statements, sorted by module. */
  imports(): Part {
    const lines: (readonly [string, Code])[] = [];
    for (const [module, { alias, value }] of this.#spaces) {
      const from = stringLiteral(relativeModule(this.module, module));
      const what = value ? code`import` : code`import type`;
      lines.push([module, code`${what} * as ${identifierCode(alias)} from ${from};`]);
    }
    for (const [module, names] of this.#named) {
      const from = stringLiteral(relativeModule(this.module, module));
      const allTypes = [...names.values()].every((value) => !value);
      const shown = [...names]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, value]) =>
          value || allTypes ? identifierCode(name) : code`type ${identifierCode(name)}`,
        );
      const what = allTypes ? code`import type` : code`import`;
      lines.push([module, code`${what} ${bracketed('{', shown, '}', 70)} from ${from};`]);
    }
    return lines.length === 0
      ? null
      : join(
          lines.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line),
          '\n',
        );
  }
}

/** The relative path from one module to another: `./images`, `../core/resource`. */
export function relativeModule(from: string, to: string): string {
  const origin = from.split('/').slice(0, -1);
  const target = to.split('/');
  let shared = 0;
  while (shared < origin.length && shared < target.length - 1 && origin[shared] === target[shared])
    shared += 1;
  const up = origin.length - shared;
  return `${up === 0 ? './' : '../'.repeat(up)}${target.slice(shared).join('/')}.ts`;
}
