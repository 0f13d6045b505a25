import { listed } from '../contract/listed.ts';
import { isNode, type Node } from './json.ts';

/** Maximum length of a reference chain that is followed; the same as in `documentOf`. */
const MAX_CHAIN = 50;

/** References that lead nowhere, because they lead back to themselves or are too long a chain. */
export interface EndlessReference {
  /** File and JSON pointer of the object with the chain's first `$ref`. */
  readonly file: string;
  readonly pointer: string;
  /** The chain in words: `#/a → #/b → #/a`. */
  readonly chain: string;
  readonly kind: 'cycle' | 'long';
}

/** A `$ref` on the current chain. */
interface Step {
  readonly node: Node;
  readonly file: string;
  readonly pointer: string;
}

interface Found {
  readonly value: unknown;
  readonly file: string;
  readonly pointer: string;
}

/** Keys whose members have names chosen by users: there, no member is a keyword. */
const NAMED = new Set(
  `properties patternProperties dependentSchemas $defs definitions schemas responses parameters examples requestBodies
  headers securitySchemes securityDefinitions links callbacks pathItems paths webhooks`.split(/\s+/),
);
/** Keys with values of the API's users: a `$ref` in them is data. */
const VALUES = new Set(['example', 'default', 'enum', 'const', 'value']);

/**
 * Finds references that lead back to themselves without a schema in between, in the main file and the files that it
 * references. A schema that contains itself (`properties`, `items`, `allOf`) is valid and not reported. `read`
 * returns the value of a file by its path, undefined if there is none. Each chain is reported once.
 */
export function endlessReferences(main: string, read: (file: string) => unknown): EndlessReference[] {
  const found: EndlessReference[] = [];
  /** Number of references that follow one; those on a reported chain have none. */
  const heights = new Map<Node, { target: Found | null; height: number }>();
  const seen = new Set<unknown>();
  const queue: Found[] = [{ value: read(main), file: main, pointer: '#' }];

  const report = (kind: EndlessReference['kind'], steps: readonly Step[]): null => {
    const [first] = steps;
    if (first === undefined) return null;
    const at = ({ file, pointer }: Step) => (file === main ? pointer : `${file}${pointer}`);
    const names = kind === 'cycle' ? [...steps, first].map(at) : [at(first)];
    found.push({ file: first.file, pointer: first.pointer, kind, chain: listed(names, 10, ' → ') });
    for (const { node } of steps) heights.set(node, { target: null, height: 0 });
    return null;
  };

  /** Where a `$ref` finally leads; null if nowhere. */
  const follow = (step: Step, before: readonly Step[]): { target: Found | null; height: number } => {
    const known = heights.get(step.node);
    if (known !== undefined && before.length + known.height <= MAX_CHAIN) return known;
    const steps = [...before, step];
    const start = before.findIndex(({ node }) => node === step.node);
    if (start >= 0) report('cycle', before.slice(start));
    else if (steps.length > MAX_CHAIN) report('long', steps);
    else {
      const result = lookUp(step, steps);
      // It may be on a chain that was reported meanwhile.
      if (!heights.has(step.node)) heights.set(step.node, result);
    }
    return heights.get(step.node) ?? { target: null, height: 0 };
  };

  const lookUp = ({ node, file }: Step, steps: readonly Step[]) => {
    const [uri = '', fragment = ''] = String(node.$ref).split('#', 2);
    let height = 1;
    let here: Found | null = locate(file, uri, read);
    const through = (place: Found): Found | null => {
      if (!isReference(place.value)) return place;
      const next = follow({ node: place.value, file: place.file, pointer: place.pointer }, steps);
      height = Math.max(height, next.height + 1);
      return next.target;
    };
    for (const segment of fragment.split('/').filter((part) => part !== '')) {
      if (here === null) break;
      const child = member(here, segment);
      const alias = child === null && isReference(here.value) ? through(here) : null;
      here = child ?? (alias === null ? null : member(alias, segment));
    }
    return { target: here === null ? null : through(here), height };
  };

  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    walk(next, false);
  }
  return found;

  function walk(place: Found, named: boolean): void {
    const { value, file, pointer } = place;
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (isReference(value)) {
      const { target } = follow({ node: value, file, pointer }, []);
      if (target !== null && target.file !== file) queue.push(target);
    }
    for (const [key, child] of Object.entries(value)) {
      const isValue = !named && !Array.isArray(value) && (VALUES.has(key) || key.startsWith('x-'));
      if (isValue || (key === 'examples' && Array.isArray(child) && !named)) continue;
      const isNamed = !named && !Array.isArray(value) && NAMED.has(key);
      walk({ value: child, file, pointer: `${pointer}/${escapePart(key)}` }, isNamed);
    }
  }
}

function isReference(value: unknown): value is Node {
  return isNode(value) && typeof value.$ref === 'string';
}

function member({ value, file, pointer }: Found, segment: string): Found | null {
  const key = unescapePart(segment);
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return null;
  const child: unknown = Reflect.get(value, key);
  return { value: child, file, pointer: `${pointer}/${escapePart(key)}` };
}

function locate(file: string, uri: string, read: (file: string) => unknown): Found | null {
  if (uri === '') return { value: read(file), file, pointer: '#' };
  if (/^[a-z][a-z+.-]*:|^\//i.test(uri)) return null;
  const parts = file.split('/').slice(0, -1);
  for (const part of uri.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return null;
    } else if (part !== '.') parts.push(part);
  }
  const other = parts.join('/');
  const value = read(other);
  return value === undefined ? null : { value, file: other, pointer: '#' };
}

const escapePart = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');

function unescapePart(part: string): string {
  const unescaped = part.replace(/~1/g, '/').replace(/~0/g, '~');
  try {
    return decodeURIComponent(unescaped);
  } catch {
    return unescaped;
  }
}
