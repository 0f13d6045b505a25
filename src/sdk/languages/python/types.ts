import type { Api } from '../../api/api-types.ts';
import type { Model, ModelId, Type } from '../../api/types.ts';
import { type Code, code, type Part, source } from '../../code/code.ts';
import type { FileWriter } from './files.ts';
import { Imports } from './imports.ts';
import type { TypeContext, Way } from './module-text.ts';
import type { PythonNames } from './names.ts';
import { isSimple, modelsIn } from './shapes.ts';
import { modulePath, name, str } from './text.ts';
import { TypeModule } from './type-module.ts';

/** A class of a module of types, exported by the folder's `__init__` and linked in `api.md`. */
export interface TypeExport {
  readonly class: string;
  /** Below the package. */
  readonly module: string;
}

/** A model in one direction. */
interface Node {
  readonly model: Model;
  readonly way: Way;
  readonly key: string;
}

export function isWrittenSent(api: Api, id: ModelId): boolean {
  const model = api.models.get(id);
  return model !== undefined && model.sent === true && (model.owner === '$shared' || !isSimple(model.type));
}

/** In which directions each model is written, and in which module those that reference each other are. */
export function typeContext(
  api: Api,
  names: PythonNames,
): TypeContext & { readonly groups: readonly (readonly Node[])[] } {
  const nodes = new Map<string, Node>();
  for (const model of api.models.values()) {
    const ways: Way[] = [];
    if (model.received || !isWrittenSent(api, model.id)) ways.push('received');
    if (isWrittenSent(api, model.id)) ways.push('sent');
    for (const way of ways) nodes.set(`${way} ${model.id}`, { model, way, key: `${way} ${model.id}` });
  }
  const edges = (node: Node): Node[] =>
    [...modelsIn(node.model.type), ...(node.model.aliasOf === null ? [] : [node.model.aliasOf])].flatMap(
      (id) => {
        const to = nodes.get(`${node.way} ${id}`) ?? nodes.get(`received ${id}`) ?? nodes.get(`sent ${id}`);
        return to === undefined ? [] : [to];
      },
    );
  const groups = connected([...nodes.values()], edges);
  const homes = new Map<string, string>();
  const ownModule = ({ model, way }: Node) => {
    const known = names.models.get(model.id);
    if (known === undefined) throw new Error(`${model.id} has no name`);
    return way === 'sent' ? known.param.module : known.module;
  };
  for (const group of groups) {
    const [first] = group;
    if (first === undefined) continue;
    for (const node of group) homes.set(node.key, ownModule(first));
  }
  return {
    api,
    names,
    groups,
    homeOf: (id, way) => {
      const home = homes.get(`${way} ${id}`) ?? homes.get(`received ${id}`) ?? homes.get(`sent ${id}`);
      if (home === undefined) throw new Error(`${id} is not among the models`);
      return home;
    },
  };
}

/** Modules of all models. */
export function writeModels(
  context: TypeContext & { readonly groups: readonly (readonly Node[])[] },
  files: FileWriter,
): readonly TypeExport[] {
  const exports: TypeExport[] = [];
  for (const group of context.groups) {
    const [first] = group;
    if (first === undefined) continue;
    const home = context.homeOf(first.model.id, first.way);
    const module = new TypeModule(context, home, first.way);
    const classOf = (node: Node) => {
      const known = context.names.models.get(node.model.id);
      if (known === undefined) throw new Error(`${node.model.id} has no name`);
      return node.way === 'sent' ? known.param : known;
    };
    for (const node of group) module.announce(classOf(node).class);
    const isClass = (node: Node) =>
      node.model.type.kind === 'object' && node.model.type.properties.length > 0;
    for (const node of [...group.filter(isClass), ...group.filter((one) => !isClass(one))])
      module.define(classOf(node).class, typeOf(node), node.model.description);
    for (const node of group) {
      const { class: className, module: own } = classOf(node);
      exports.push({ class: className, module: own });
      if (own === home) {
        module.export(className);
        continue;
      }
      // Models that reference each other are written in one module; each has its own module that re-exports it.
      files.python(
        own,
        code`
        from ${modulePath(relativeTo(own)(home))} import ${name(className)} as ${name(className)}

        __all__ = [${str(className)}]
      `,
      );
      module.export(className);
    }
    files.pythonWithHeader(home, (header) => module.render(header, { future: first.way === 'sent' }));
  }
  return exports;
}

function typeOf(node: Node): Type {
  const { model } = node;
  if (model.aliasOf === null) return model.type;
  return { ...model.type, kind: 'model', model: model.aliasOf };
}

/** Paths from a module to others, e.g. `..types.pet`, each made once. */
export function relativeTo(from: string): (to: string) => string {
  const known = new Map<string, string>();
  return (to) => {
    const path = known.get(to) ?? relativeModule(from, to);
    known.set(to, path);
    return path;
  };
}

function relativeModule(from: string, to: string): string {
  const here = from.split('.').slice(0, -1);
  const there = to.split('.');
  let shared = 0;
  while (shared < here.length && shared < there.length - 1 && here[shared] === there[shared]) shared += 1;
  return `${'.'.repeat(here.length - shared + 1)}${there.slice(shared).join('.')}`;
}

/** `__init__` of each folder of types, with lazy imports. */
export function writeTypeFolders(exports: readonly TypeExport[], files: FileWriter): void {
  const folders = new Map<string, TypeExport[]>([['types', []]]);
  for (const one of exports) {
    const parts = one.module.split('.').slice(0, -1);
    for (let depth = 1; depth <= parts.length; depth += 1) {
      const folder = parts.slice(0, depth).join('.');
      if (!folders.has(folder)) folders.set(folder, []);
    }
    folders.get(parts.join('.'))?.push(one);
    // Shared models are also exported at the top level.
    if (parts.join('.') === 'types.shared') folders.get('types')?.push(one);
  }
  for (const [folder, members] of folders) {
    const unique = [...new Map(members.map((member) => [member.class, member])).values()];
    files.python(`${folder}.__init__`, unique.length === 0 ? source('') : folderModule(folder, unique));
  }
}

function folderModule(folder: string, members: readonly TypeExport[]): Code {
  const here = folder.split('.').length;
  const sorted = [...members].sort((left, right) => (left.class < right.class ? -1 : 1));
  const local = (module: string) => `.${module.split('.').slice(here).join('.')}`;
  const imports = new Imports();
  imports.from('__future__', 'annotations');
  imports.from('typing', 'TYPE_CHECKING');
  const up = '.'.repeat(here + 1);
  const byModule = [...sorted].sort((left, right) =>
    local(left.module) < local(right.module) ? -1 : local(left.module) > local(right.module) ? 1 : 0,
  );
  const listed: Part = byModule.map(
    ({ class: className, module }) =>
      code`from ${modulePath(local(module))} import ${name(className)} as ${name(className)}`,
  );
  return code`
    ${imports.render()}

    from ${modulePath(`${up}_lazy`)} import lazy_names

    if TYPE_CHECKING:
        ${listed}

    __all__ = [
        ${sorted.map(({ class: className }) => code`${str(className)},`)}
    ]

    if not TYPE_CHECKING:
        __getattr__, __dir__ = lazy_names(
            __name__,
            {
                ${sorted.map(({ class: className, module }) => code`${str(className)}: ${str(local(module))},`)}
            },
        )
  `;
}

/** Tarjan's strongly connected components: models that reference each other form a group. */
function connected(nodes: readonly Node[], edges: (node: Node) => readonly Node[]): Node[][] {
  const order = new Map(nodes.map((node, index) => [node.key, index]));
  const indexes = new Map<string, number>();
  const lows = new Map<string, number>();
  const stack: Node[] = [];
  const onStack = new Set<string>();
  const groups: Node[][] = [];
  const visit = (node: Node): void => {
    indexes.set(node.key, indexes.size);
    lows.set(node.key, indexes.get(node.key) ?? 0);
    stack.push(node);
    onStack.add(node.key);
    for (const next of edges(node)) {
      if (!indexes.has(next.key)) {
        visit(next);
        lows.set(node.key, Math.min(lows.get(node.key) ?? 0, lows.get(next.key) ?? 0));
      } else if (onStack.has(next.key)) {
        lows.set(node.key, Math.min(lows.get(node.key) ?? 0, indexes.get(next.key) ?? 0));
      }
    }
    if (lows.get(node.key) !== indexes.get(node.key)) return;
    const group: Node[] = [];
    for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
      onStack.delete(member.key);
      group.push(member);
      if (member.key === node.key) break;
    }
    groups.push(group.sort((left, right) => (order.get(left.key) ?? 0) - (order.get(right.key) ?? 0)));
  };
  for (const node of nodes) if (!indexes.has(node.key)) visit(node);
  return groups;
}
