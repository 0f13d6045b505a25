import { type Code, code, join, type Part } from '../../code/code.ts';
import { modulePath, name } from './text.ts';

/** Modules of Python's standard library that generated code imports. */
const STANDARD = new Set(['__future__', 'base64', 'builtins', 'datetime', 'json', 'os', 'typing']);

/** A module's imports, rendered in the order of ruff's import rules. */
export class Imports {
  readonly #names = new Map<string, Map<string, string>>();
  readonly #modules = new Set<string>();
  readonly #offered = new Set<string>();

  /** `from module import what`; `as` if it has another name here. */
  from(module: string, what: string, as: string = what): Code {
    const names = this.#names.get(module) ?? new Map<string, string>();
    this.#names.set(module, names);
    names.set(as, what);
    return name(as);
  }

  /** A re-export, in a form that tools recognise. */
  reexport(module: string, what: string): void {
    this.from(module, what);
    this.#offered.add(what);
  }

  /** Whether the name means something else in this module. */
  isTaken(as: string, module: string, what: string): boolean {
    return [...this.#names].some(([other, names]) => {
      const known = names.get(as);
      return known !== undefined && (other !== module || known !== what);
    });
  }

  module(module: string): void {
    this.#modules.add(module);
  }

  render(): Part {
    const sections = [
      this.#section((module) => module === '__future__'),
      this.#section((module) => module !== '__future__' && STANDARD.has(module)),
      this.#section((module) => !STANDARD.has(module) && !module.startsWith('.')),
      this.#section((module) => module.startsWith('.')),
    ].filter((section) => section.length > 0);
    return join(
      sections.map((section) => join(section, '\n')),
      '\n\n',
    );
  }

  #section(holds: (module: string) => boolean): Code[] {
    const whole = [...this.#modules]
      .filter(holds)
      .sort(byName)
      .map((module) => code`import ${modulePath(module)}`);
    const parts = [...this.#names]
      .filter(([module]) => holds(module))
      .sort(([left], [right]) => byModule(left, right))
      .map(([module, names]) => statement(module, names, this.#offered));
    return [...whole, ...parts];
  }
}

function statement(module: string, names: ReadonlyMap<string, string>, offered: ReadonlySet<string>): Code {
  const members = [...names]
    .sort(([leftAs, left], [rightAs, right]) => byMember(left, right) || byName(leftAs, rightAs))
    .map(([as, what]) => (as === what && !offered.has(as) ? name(what) : code`${name(what)} as ${name(as)}`));
  const line = code`from ${modulePath(module)} import ${join(members, ', ')}`;
  if (line.text.length <= 120) return line;
  return code`
    from ${modulePath(module)} import (
        ${members.map((member) => code`${member},`)}
    )
  `;
}

function byName(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Relative imports: the most distant modules first. */
function byModule(left: string, right: string): number {
  const dots = (module: string) => /^\.*/.exec(module)?.[0].length ?? 0;
  const byDots = dots(right) - dots(left);
  return byDots !== 0 ? byDots : byName(left.toLowerCase(), right.toLowerCase()) || byName(left, right);
}

/** Constants, then classes, then the rest, as ruff sorts imported names. */
function byMember(left: string, right: string): number {
  const rank = (text: string) =>
    /^[A-Z0-9_]+$/.test(text) && text.length > 1 ? 0 : /^[A-Z]/.test(text) ? 1 : 2;
  return rank(left) - rank(right) || byName(left, right);
}
