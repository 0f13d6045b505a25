import { writeJson } from '../../codegen/exact-json.ts';
import { isNode, listOf, nodeOf, stringOf } from '../../codegen/json.ts';
import type { SdkConfig } from '../config/config.ts';
import type { ConfigPath } from '../config/read.ts';
import type { Transform } from '../config/settings.ts';
import { define, type Hit, hitsOf, PathRejected, setValue, valueAt } from './targets.ts';

export interface TransformProblem {
  readonly code: string;
  readonly message: string;
  readonly config: ConfigPath;
}

/** Applies the config file's transforms in order; the given description is unchanged. */
export function transformed(
  description: unknown,
  config: SdkConfig,
): { readonly description: unknown; readonly problems: readonly TransformProblem[] } {
  const lists = (['transforms', 'transformations'] as const).map(
    (key) => [key, config.openapi?.[key] ?? []] as const,
  );
  if (lists.every(([, list]) => list.length === 0)) return { description, problems: [] };
  const copy: unknown = structuredClone(description);
  const problems: TransformProblem[] = [];
  for (const [key, list] of lists) {
    list.forEach((transform, index) => {
      const config = ['openapi', key, index];
      for (const message of applied(copy, transform))
        problems.push({ code: codeOf(message), message, config });
    });
  }
  return { description: copy, problems };
}

const NO_HIT = 'hits nothing';
const codeOf = (message: string) =>
  message.includes(NO_HIT) ? 'Transform/TargetNotFound' : 'Transform/Invalid';

/** Changes the document; returns the problems. */
function applied(document: unknown, { command, args }: Transform): string[] {
  const given = nodeOf(args);
  try {
    switch (command) {
      case 'update':
        return each(document, targetsOf(given.target), (hit) => {
          const template = given.template === true ? stringOf(given.value) : stringOf(given.template);
          setValue(hit, template === null ? clone(given.value) : filled(template, valueAt(hit)));
        });
      case 'replaceProperties':
        return each(document, targetsOf(nodeOf(given.filter).only), (hit) =>
          setValue(hit, clone(given.value)),
        );
      case 'append':
        return each(document, targetsOf(given.target), (hit) => append(valueAt(hit), given.value, hit));
      case 'merge':
      case 'mergeObject':
        return each(document, targetsOf(given.target), (hit) =>
          merge(valueAt(hit), given.value ?? given.object, hit),
        );
      case 'remove':
        return each(document, targetsOf(given.target), (hit) => remove(hit, listOf(given.keys).map(String)));
      case 'copy':
      case 'move':
        return relocate(document, given, command === 'move');
      case 'renameValue':
        return each(document, targetsOf(nodeOf(given.filter).only), (hit) =>
          merge(valueAt(hit), { 'x-stainless-naming': given.rename }, hit),
        );
      case 'extractToRefs':
        return extract(document, nodeOf(given.ref));
      case 'oneOfToAnyOf':
        oneOfToAnyOf(document);
        return [];
      case 'guessDiscriminantUnions':
        guessDiscriminators(document);
        return [];
      default:
        return [`The command ${JSON.stringify(command)} is unknown and changes nothing.`];
    }
  } catch (error) {
    if (error instanceof PathRejected || error instanceof Refused) return [`${command}: ${error.message}`];
    throw error;
  }
}

class Refused extends Error {}

function targetsOf(target: unknown): readonly unknown[] {
  return Array.isArray(target) ? target : target === undefined ? [] : [target];
}

/** Applies a change to each matching place, innermost first, so that removals do not move later ones. */
function each(document: unknown, targets: readonly unknown[], change: (hit: Hit) => void): string[] {
  if (targets.length === 0) return ['The transform has no target.'];
  return targets.flatMap((target) => {
    const hits = hitsOfTarget(document, target);
    if (hits.length === 0) return [`The target ${JSON.stringify(target)} ${NO_HIT}.`];
    for (const hit of [...hits].reverse()) change(hit);
    return [];
  });
}

function hitsOfTarget(document: unknown, target: unknown): Hit[] {
  if (typeof target === 'string') return hitsOf(document, target);
  const { matches_schema: wanted, ignore } = nodeOf(target);
  if (wanted === undefined) throw new Refused(`${JSON.stringify(target)} is not a target.`);
  const left = new Set(listOf(ignore).map(String));
  const text = canonical(wanted, left);
  return hitsOf(document, '$..*').filter(
    (hit) => isNode(valueAt(hit)) && canonical(valueAt(hit), left) === text,
  );
}

/** JSON with sorted keys, without ignored top-level keys. */
function canonical(value: unknown, ignore: ReadonlySet<string> = new Set()): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item)).join()}]`;
  if (!isNode(value)) return value === undefined ? 'null' : writeJson(value);
  const keys = Object.keys(value).filter((key) => !ignore.has(key));
  return `{${keys
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
    .join()}}`;
}

const clone = (value: unknown): unknown => structuredClone(value);

function filled(template: string, value: unknown): string {
  const text = typeof value === 'string' ? value : writeJson(value);
  return template.replaceAll(/\{\{\s*value\s*\}\}/g, () => text);
}

function isOpen(value: unknown): value is Record<string, unknown> {
  return isNode(value);
}

function append(at: unknown, value: unknown, { pointer }: Hit): void {
  if (Array.isArray(at)) {
    at.push(...(Array.isArray(value) ? value : [value]).map(clone));
    return;
  }
  if (!isOpen(at) || !isNode(value)) throw new Refused(`${pointer} is neither a list nor an object.`);
  for (const [key, member] of Object.entries(value)) {
    if (Object.hasOwn(at, key))
      throw new Refused(`${pointer} already has the property ${JSON.stringify(key)}.`);
    define(at, key, clone(member));
  }
}

function merge(at: unknown, value: unknown, { pointer }: Hit): void {
  if (!isOpen(at) || !isNode(value))
    throw new Refused(`${pointer} and what is merged into it must be objects.`);
  for (const [key, member] of Object.entries(value)) {
    const known = Object.hasOwn(at, key) ? at[key] : undefined;
    if (isOpen(known) && isNode(member))
      merge(known, member, { parent: at, key, pointer: `${pointer}/${key}` });
    else define(at, key, clone(member));
  }
}

function remove(hit: Hit, keys: readonly string[]): void {
  const { parent, key } = hit;
  if (keys.length > 0) {
    const at = valueAt(hit);
    for (const name of keys) {
      if (Array.isArray(at)) {
        const index = at.indexOf(name);
        if (index !== -1) at.splice(index, 1);
      } else if (isOpen(at)) delete at[name];
    }
  } else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[String(key)];
}

/** `from` one place `to` one or several, as JSON pointers or JSONPaths. */
function relocate(document: unknown, args: Readonly<Record<string, unknown>>, isMove: boolean): string[] {
  const from = args.from ?? args.source ?? args.target;
  const to = args.to ?? args.destination;
  const [hit] = hitsOfTarget(document, from);
  if (hit === undefined) return [`The target ${JSON.stringify(from)} ${NO_HIT}.`];
  const value = valueAt(hit);
  if (isMove) remove(hit, []);
  for (const place of targetsOf(to)) {
    const [, above = '', key = ''] = /^(#?\/.*|\$.*?)[/.]([^/.]+)$/.exec(String(place)) ?? [];
    const holder = above === '$' || above === '#' ? document : hitsOf(document, above).map(valueAt)[0];
    if (!isOpen(holder)) throw new Refused(`${JSON.stringify(place)} has no object that contains it.`);
    define(holder, key.replaceAll('~1', '/').replaceAll('~0', '~'), clone(value));
  }
  return [];
}

/** Turns an inline schema into a component, referenced in its place. */
function extract(document: unknown, ref: Readonly<Record<string, unknown>>): string[] {
  const name = stringOf(ref.name);
  if (name === null || !isOpen(document)) return ['The transform has no ref.name.'];
  const components = isOpen(document.components) ? document.components : {};
  const schemas = isOpen(components.schemas) ? components.schemas : {};
  const hits = targetsOf(ref.target).flatMap((target) => hitsOfTarget(document, target));
  const [first] = hits;
  if (first === undefined) return [`The target ${JSON.stringify(ref.target)} ${NO_HIT}.`];
  if (Object.hasOwn(schemas, name)) throw new Refused(`The schema ${JSON.stringify(name)} already exists.`);
  const value = clone(valueAt(first));
  for (const hit of hits) setValue(hit, { $ref: `#/components/schemas/${name}` });
  define(schemas, name, value);
  define(components, 'schemas', schemas);
  define(document, 'components', components);
  return [];
}

/** Every object of the document, inner ones first. Examples contain no schemas. */
function walk(value: unknown, visit: (node: Record<string, unknown>) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit);
  else if (isOpen(value)) {
    for (const [key, member] of Object.entries(value)) {
      if (key !== 'example' && key !== 'examples' && key !== 'default') walk(member, visit);
    }
    visit(value);
  }
}

function oneOfToAnyOf(document: unknown): void {
  walk(document, (node) => {
    if (!Array.isArray(node.oneOf) || node.anyOf !== undefined) return;
    define(node, 'anyOf', node.oneOf);
    delete node.oneOf;
  });
}

/** Adds a discriminator to unions of objects that share a property with distinct values. */
function guessDiscriminators(document: unknown): void {
  const root = document;
  walk(document, (node) => {
    const variants = listOf(node.oneOf ?? node.anyOf);
    if (variants.length < 2 || node.discriminator !== undefined) return;
    const properties = variants.map((variant) => nodeOf(nodeOf(followed(root, variant)).properties));
    const [first = {}] = properties;
    const found = Object.keys(first).find((name) => {
      const values = properties.map((all) => onlyText(nodeOf(all[name])));
      return values.every((value) => value !== null) && new Set(values).size === values.length;
    });
    if (found !== undefined) define(node, 'discriminator', { propertyName: found });
  });
}

function onlyText(schema: Readonly<Record<string, unknown>>): string | null {
  const values = listOf(schema.enum);
  return stringOf(schema.const) ?? (values.length === 1 ? stringOf(values[0]) : null);
}

function followed(root: unknown, value: unknown): unknown {
  const reference = stringOf(nodeOf(value).$ref);
  return reference === null ? value : hitsOf(root, reference).map(valueAt)[0];
}
