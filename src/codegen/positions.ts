import { findNodeAtLocation, parseTree, visit } from 'jsonc-parser';
import { isMap, isPair, isScalar, isSeq, LineCounter, visit as visitYaml, type YAMLMap } from 'yaml';
import { readYaml } from '../contract/yaml.ts';

/** Above this many characters of YAML no position is looked up: that would take seconds. */
const MAX_YAML = 2 * 1024 * 1024;
const MAX_DUPLICATES = 20;
/** Nesting of a description, whose own limit (parse.ts) is 400. */
const MAX_NESTED = 500;

/** A duplicate key of an object. */
export interface DuplicateKey {
  readonly key: string;
  /** JSON pointer of the value that is lost, or replaces the other. */
  readonly pointer: string;
  /** Line of the second key and of the first, from 1. */
  readonly line: number;
  readonly firstLine: number;
}

/** Duplicate keys in a JSON text; `JSON.parse` silently keeps the last. */
export function duplicateKeys(json: string): DuplicateKey[] {
  const found: DuplicateKey[] = [];
  const open: Map<string, number>[] = [];
  let isJson = true;
  visit(json, {
    onError: () => {
      isJson = false;
    },
    onObjectBegin: () => void open.push(new Map()),
    onObjectEnd: () => void open.pop(),
    onObjectProperty(key, _offset, _length, startLine, _column, path) {
      const keys = open.at(-1);
      const first = keys?.get(key);
      if (first === undefined) keys?.set(key, startLine + 1);
      else if (found.length < MAX_DUPLICATES)
        found.push({ key, pointer: pointerOf([...path(), key]), line: startLine + 1, firstLine: first });
    },
  });
  return isJson ? found : [];
}

/** The same for a YAML text; its parser reports only a line. */
export function duplicateYamlKeys(text: string): DuplicateKey[] {
  if (text.length > MAX_YAML) return [];
  const lines = new LineCounter();
  const read = readYaml(text, lines, { maxDepth: MAX_NESTED, duplicates: true });
  if (!read.ok) return [];
  const { document } = read;
  const found: DuplicateKey[] = [];
  visitYaml(document, {
    Map(_key, map, ancestors) {
      const first = new Map<string, number>();
      for (const { key } of map.items) {
        if (!isScalar(key) || found.length === MAX_DUPLICATES) continue;
        const name = String(key.value);
        const line = lines.linePos(key.range?.[0] ?? 0).line;
        const before = first.get(name);
        if (before === undefined) first.set(name, line);
        else if (name !== '<<')
          found.push({ key: name, pointer: pointerTo(map, ancestors, name), line, firstLine: before });
      }
    },
  });
  return found;
}

/** The line, from 1, at which a JSON pointer's value begins; undefined if it is not found. */
export function lineOf(text: string, pointer: string, isJson: boolean): number | undefined {
  const path = pointer.split('/').slice(1).map(unescapePart);
  if (isJson) {
    let node = parseTree(text);
    for (const part of path) {
      if (node === undefined) return undefined;
      node = findNodeAtLocation(node, [node.type === 'array' ? Number(part) : part]);
    }
    return node === undefined ? undefined : lineAt(text, node.offset);
  }
  if (text.length > MAX_YAML) return undefined;
  const lines = new LineCounter();
  const read = readYaml(text, lines, { maxDepth: MAX_NESTED, duplicates: true });
  if (!read.ok) return undefined;
  const node: unknown = read.document.getIn(path, true);
  const range = isMap(node) || isScalar(node) ? node.range : undefined;
  return range ? lines.linePos(range[0]).line : undefined;
}

const lineAt = (text: string, offset: number) => text.slice(0, offset).split('\n').length;

function pointerTo(map: YAMLMap, ancestors: readonly unknown[], name: string): string {
  const parts: (string | number)[] = [];
  for (const [i, ancestor] of ancestors.entries()) {
    if (isPair(ancestor) && isScalar(ancestor.key)) parts.push(String(ancestor.key.value));
    else if (isSeq(ancestor)) parts.push(ancestor.items.indexOf(ancestors[i + 1] ?? map));
  }
  return pointerOf([...parts, name]);
}

const pointerOf = (path: readonly (string | number)[]) =>
  ['#', ...path.map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1'))].join('/');

const unescapePart = (part: string) => part.replaceAll('~1', '/').replaceAll('~0', '~');
