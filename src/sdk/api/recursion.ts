import { isNode } from '../../codegen/json.ts';
import { escapeSegment, type Located, normalPointer, type SpecDocument } from './document.ts';

/** Keys whose values are not schemas, whatever they contain. */
const NO_SCHEMA = new Set([
  'example',
  'examples',
  'default',
  'enum',
  'const',
  'x-codeSamples',
  'x-stainless-snippets',
]);

/** A schema that expands to more values than this, with its references resolved, gets its own name. */
const MAX_UNFOLDED = 4000;

/**
 * Schemas that need a name although `models` gives them none: recursive ones, and those that would be too large to be
 * written out at each use. Whether a schema is named depends only on it and what it references, never on its users.
 */
export function schemasInNeedOfNames(
  document: SpecDocument,
  starts: readonly Located[],
  named: ReadonlySet<string>,
  childrenOf: (pointer: string) => readonly string[],
): string[] {
  // Few values are named, so pointers are put together only for those.
  const namedValues = new Set([...named].map((pointer) => document.at(pointer)));
  const keys: string[] = [];
  const isNamed = (value: unknown, start: string) =>
    namedValues.has(value) && named.has([start, ...keys.map(escapeSegment)].join('/'));
  const nodes = new Map<string, Vertex>();
  const vertex = (pointer: string): Vertex => {
    const known = nodes.get(pointer);
    if (known !== undefined) return known;
    const found: Vertex = { targets: [], size: 0, index: -1, low: -1, open: false, unfolded: 0 };
    nodes.set(pointer, found);
    collectFrom({ value: document.at(pointer), pointer }, found);
    for (const child of childrenOf(pointer)) if (!named.has(child)) found.targets.push(child);
    return found;
  };
  const collectFrom = ({ value, pointer }: Located, into: Vertex): void => collect(value, pointer, into);
  /** `keys` lead from `start`, a pointer, to the value. */
  const collect = (value: unknown, start: string, into: Vertex): void => {
    if (Array.isArray(value)) {
      value.forEach((item, index) => {
        collectWithin(item, String(index), start, into);
      });
      return;
    }
    if (!isNode(value) || (keys.length > 0 && isNamed(value, start))) return;
    if (typeof value.$ref === 'string') {
      const target = normalPointer(value.$ref);
      if (!named.has(target)) into.targets.push(target);
    }
    into.size += 1;
    for (const key of Object.keys(value)) {
      const inner = value[key];
      if (typeof inner === 'object' && inner !== null && !NO_SCHEMA.has(key))
        collectWithin(inner, key, start, into);
    }
  };
  const collectWithin = (value: unknown, key: string, start: string, into: Vertex): void => {
    keys.push(key);
    collect(value, start, into);
    keys.pop();
  };

  const needed = new Set<string>();
  const stack: string[] = [];
  let count = 0;
  // Tarjan's algorithm for strongly connected components: a component with several schemas or a self-reference is
  // recursive.
  const visit = (pointer: string): Vertex => {
    const node = vertex(pointer);
    if (node.index >= 0) return node;
    node.index = node.low = count++;
    node.open = true;
    stack.push(pointer);
    let recurs = false;
    for (const target of node.targets) {
      if (target === pointer) recurs = true;
      const next = nodes.get(target);
      if (next === undefined || next.index < 0) node.low = Math.min(node.low, visit(target).low);
      else if (next.open) node.low = Math.min(node.low, next.index);
    }
    if (node.low === node.index) {
      const group: string[] = [];
      for (let other = stack.pop(); other !== undefined; other = stack.pop()) {
        const member = nodes.get(other);
        if (member !== undefined) member.open = false;
        group.push(other);
        if (other === pointer) break;
      }
      if (group.length > 1 || recurs) for (const one of group) needed.add(one);
      else if (unfold(node) > MAX_UNFOLDED) needed.add(pointer);
    }
    return node;
  };
  const unfold = (node: Vertex): number => {
    node.unfolded = node.size;
    for (const target of node.targets) {
      if (!needed.has(target)) node.unfolded += nodes.get(target)?.unfolded ?? 0;
    }
    return node.unfolded;
  };

  const first: Vertex = { targets: [], size: 0, index: -1, low: -1, open: false, unfolded: 0 };
  for (const start of starts) collectFrom(start, first);
  for (const pointer of [...first.targets, ...named]) {
    const inner: Vertex = { targets: [], size: 0, index: -1, low: -1, open: false, unfolded: 0 };
    if (named.has(pointer)) collectFrom({ value: document.at(pointer), pointer }, inner);
    else inner.targets.push(pointer);
    for (const target of inner.targets) visit(target);
  }
  return [...needed].filter((pointer) => document.at(pointer) !== undefined).sort();
}

interface Vertex {
  readonly targets: string[];
  size: number;
  index: number;
  low: number;
  open: boolean;
  unfolded: number;
}
