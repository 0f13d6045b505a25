import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isNode, type Node, nodeOf } from '../../src/codegen/json.ts';
import { PACKAGE_ROOT } from '../../src/runtime/package-root.ts';

/** Options that templates are known to write into code, and an unknown one. */
const OPTIONS = [
  'curlOptions',
  'packageName',
  'scriptName',
  'library',
  'developerName',
  'gemDescription',
  'artifactUrl',
  'any',
];

/** Every place of the config file that may hold a string, by its schema, as a path of keys. `target`: keys of maps. */
export async function configPlaces(target: string): Promise<string[][]> {
  const schema: unknown = JSON.parse(
    await readFile(path.join(PACKAGE_ROOT, 'schema', 'stainless.json'), 'utf8'),
  );
  const root = nodeOf(schema);
  const places: string[][] = [];
  const walk = (value: unknown, at: string[], depth: number): void => {
    let node = nodeOf(value);
    if (typeof node.$ref === 'string') {
      let found: unknown = root;
      for (const part of node.$ref.replace(/^#\//, '').split('/')) found = nodeOf(found)[part];
      node = nodeOf(found);
    }
    if (depth > 8) return;
    for (const kind of ['anyOf', 'oneOf', 'allOf'] as const) {
      const list = node[kind];
      if (Array.isArray(list)) for (const each of list) walk(each, at, depth + 1);
    }
    const types = [node.type].flat();
    const isAnything = Object.keys(node).every((key) => key === 'description' || key === 'propertyNames');
    if ((types.includes('string') && node.enum === undefined) || isAnything) places.push(at);
    if (node.items !== undefined) walk(node.items, [...at, '0'], depth + 1);
    for (const [name, each] of Object.entries(nodeOf(node.properties))) {
      if (at[0] === 'targets' && at.length === 1 && name !== target) continue;
      walk(each, [...at, name], depth + 1);
    }
    if (isNode(node.additionalProperties)) {
      const names = at.at(-1) === 'options' || at.at(-1) === 'properties' ? OPTIONS : ['anykey'];
      if (at[0] === 'targets' && at.length === 1) return;
      for (const name of names) walk(node.additionalProperties, [...at, name], depth + 1);
    }
  };
  walk(schema, [], 0);
  const unique = new Map(places.map((place) => [place.join('/'), place]));
  return [...unique.values()].filter((place) => place.length > 0);
}

/** A config file with a text at one of its places. */
export function withText(base: Node, place: readonly string[], text: string): Node {
  const [key = '', ...rest] = place;
  const inner = base[key];
  if (rest.length === 0) return { ...base, [key]: text };
  if (rest[0] === '0')
    return { ...base, [key]: [rest.length === 1 ? text : withText({}, rest.slice(1), text)] };
  return { ...base, [key]: withText(isNode(inner) ? inner : {}, rest, text) };
}
