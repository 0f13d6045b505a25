import { isNode, listOf, type Node, nodeOf, stringOf } from '../../codegen/json.ts';

/** A value of the description and its position. */
export interface Located {
  readonly value: unknown;
  /** JSON pointer: `#/components/schemas/Pet`. */
  readonly pointer: string;
}

/** Maximum length of a reference chain: a longer one is a cycle. */
const MAX_CHAIN = 50;

/** A prepared description whose values know their position. Immutable. */
export class SpecDocument {
  readonly root: Node;
  readonly #found = new Map<string, unknown>();

  constructor(root: unknown) {
    this.root = nodeOf(root);
  }

  /** The value at a pointer; undefined if there is none. */
  at(pointer: string): unknown {
    if (this.#found.has(pointer)) return this.#found.get(pointer);
    const value = this.#lookUp(pointer);
    this.#found.set(pointer, value);
    return value;
  }

  #lookUp(pointer: string): unknown {
    if (pointer === '#' || pointer === '') return this.root;
    if (!pointer.startsWith('#/')) return undefined;
    let value: unknown = this.root;
    for (const part of segments(pointer)) {
      if (Array.isArray(value)) value = value[Number(part)];
      else if (isNode(value) && Object.hasOwn(value, part)) value = value[part];
      else return undefined;
    }
    return value;
  }

  /** Follows one `$ref`; null if the value is no reference, undefined if the reference leads nowhere. */
  step({ value }: Located): Located | null {
    const reference = stringOf(nodeOf(value).$ref);
    if (reference === null) return null;
    const pointer = normalPointer(reference);
    return { value: this.at(pointer), pointer };
  }

  /** The value, or what it finally references. */
  follow(start: Located): Located {
    let found = start;
    for (let step = 0; step < MAX_CHAIN; step++) {
      const next = this.step(found);
      if (next === null) return found;
      found = next;
    }
    return { value: {}, pointer: start.pointer };
  }

  /** The object that the value is or references; `{}` if there is none. */
  node(start: Located): Node {
    return nodeOf(this.follow(start).value);
  }
}

/** The value of a member, and its position. */
export function member(parent: Located, ...keys: readonly (string | number)[]): Located {
  let { value, pointer } = parent;
  for (const key of keys) {
    value = Array.isArray(value) ? value[Number(key)] : nodeOf(value)[String(key)];
    pointer += `/${escapeSegment(String(key))}`;
  }
  return { value, pointer };
}

/** Members of an object, in its order. */
export function members(parent: Located): readonly (readonly [string, Located])[] {
  const node = nodeOf(parent.value);
  return Object.keys(node).map((key) => {
    const at = { value: node[key], pointer: `${parent.pointer}/${escapeSegment(key)}` };
    return [key, at] as const;
  });
}

/** Items of a list. */
export function items(parent: Located): readonly Located[] {
  return listOf(parent.value).map((value, index) => ({ value, pointer: `${parent.pointer}/${index}` }));
}

export const escapeSegment = (key: string): string =>
  key.includes('/') || key.includes('~') ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key;

/** The keys from the root to a pointer's target. */
export function segments(pointer: string): string[] {
  return pointer
    .replace(/^#?\//, '')
    .split('/')
    .map((part) => (part.includes('~') || part.includes('%') ? unescaped(part) : part));
}

/** Normalises a pointer: without percent escapes. */
export function normalPointer(reference: string): string {
  if (!reference.startsWith('#/')) return reference;
  return reference.includes('%') ? `#/${segments(reference).map(escapeSegment).join('/')}` : reference;
}

const unescaped = (part: string): string => decoded(part).replaceAll('~1', '/').replaceAll('~0', '~');

function decoded(part: string): string {
  if (!part.includes('%')) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const schemaPointer = (name: string): string => `#/components/schemas/${escapeSegment(name)}`;

/** The last key of a pointer: `Pet` of `#/components/schemas/Pet`. */
export function lastSegment(pointer: string): string {
  return segments(pointer).at(-1) ?? '';
}
