import { closest, distance } from 'fastest-levenshtein';
import { type Document, isAlias, isMap, isScalar, LineCounter, type YAMLMap } from 'yaml';
import type { ZodType } from 'zod';
import { ConfigFile, configFileIn, configuredTargets, parseConfigFile } from '../contract/config-file.ts';
import { firstAnd } from '../contract/listed.ts';
import { usersOf } from '../contract/not-used.ts';
import { TargetConfig } from '../contract/target-config.ts';
import { isSdkTarget, type SdkTarget, TARGET_NAMES } from '../contract/targets.ts';
import { readYaml } from '../contract/yaml.ts';
import type { PreparedDiagnostic } from './description.ts';

const MAX_DIAGNOSTICS = 100;

type Shape = Readonly<Record<string, ZodType>>;

/** Top-level keys whose nested keys are checked too. */
const INSIDE: Readonly<Record<string, Shape>> = {
  organization: ConfigFile.shape.organization.unwrap().shape,
  diagnostics: ConfigFile.shape.diagnostics.unwrap().shape,
};

/** A key of the file, and its position. */
interface Key {
  readonly name: string;
  /** JSON pointer, e.g. `#/targets/go`. */
  readonly pointer: string;
  readonly line: number | undefined;
  readonly value: unknown;
}

/**
 * Diagnostics about the keys of a config file (docs/decisions/0012): an unknown key is a note that suggests similar
 * keys; a key that no SDK uses, or not every SDK of the file, is reported once, as ignored, so that no conclusion
 * depends on it. A file that cannot be read has none: `parseConfigFile` rejects it.
 *
 * `own`: targets of Kiln's own generator, which reports the keys that it does not use itself.
 */
export function configDiagnostics(
  files: ReadonlyMap<string, string>,
  own: readonly SdkTarget[] = [],
): readonly PreparedDiagnostic[] {
  const text = configFileIn(files)?.[1] ?? '';
  const lines = new LineCounter();
  const read = readYaml(text, lines);
  if (!read.ok) return [];
  const { document } = read;
  const keysOf = (value: unknown, parent: string) => keys(document, lines, value, parent);
  const sdks = { own, others: othersThan(own, text) };
  const describe = (key: Key, shape: Shape) => described(key, shape, sdks);

  const found: PreparedDiagnostic[] = [];
  const notUsedInTargets: { readonly key: Key; readonly target: string }[] = [];
  for (const key of keysOf(document.contents, '#')) {
    found.push(...describe(key, ConfigFile.shape));
    const inside = INSIDE[key.name];
    if (inside !== undefined) {
      for (const inner of keysOf(key.value, key.pointer)) found.push(...describe(inner, inside));
    }
    if (key.name !== 'targets') continue;
    for (const target of keysOf(key.value, key.pointer)) {
      const { name } = target;
      if (!TARGET_NAMES.some((known) => known === name)) found.push(unknown(target, TARGET_NAMES));
      if (!isSdkTarget(name)) continue;
      for (const inner of keysOf(target.value, target.pointer)) {
        const schema = schemaOf(inner, TargetConfig.shape);
        const users = schema === null ? 'all' : usersOf(schema);
        if (schema === null) found.push({ ...unknown(inner, Object.keys(TargetConfig.shape)), target: name });
        else if (users !== 'all' && !own.includes(name)) notUsedInTargets.push({ key: inner, target: name });
      }
    }
  }
  if (notUsedInTargets.length > 0)
    found.push(notUsed('#/targets', undefined, namesWithTargets(notUsedInTargets)));
  return firstAnd(found, MAX_DIAGNOSTICS, (more) => ({
    code: 'Config/More',
    level: 'note',
    message: `The config file has ${more} more findings, which are not listed.`,
  }));
}

/** SDKs in the file that Kiln's own generator does not make: they use fewer keys. */
function othersThan(own: readonly SdkTarget[], text: string): readonly SdkTarget[] {
  const parsed = parseConfigFile(text);
  if (!parsed.ok) return [];
  return configuredTargets(parsed.config).filter((target) => target !== 'openapi' && !own.includes(target));
}

interface Sdks {
  readonly own: readonly SdkTarget[];
  readonly others: readonly SdkTarget[];
}

function described(key: Key, shape: Shape, { own, others }: Sdks): PreparedDiagnostic[] {
  const schema = schemaOf(key, shape);
  if (schema === null) return [unknown(key, Object.keys(shape))];
  const name = JSON.stringify(key.name);
  switch (usersOf(schema)) {
    case 'all':
      return [];
    case 'none':
      return own.length > 0 ? [] : [notUsed(key.pointer, key.line, name)];
    case 'kiln':
      if (own.length === 0) return [notUsed(key.pointer, key.line, name)];
      return others.length === 0 ? [] : [notUsed(key.pointer, key.line, `${name} (${others.join(', ')})`)];
  }
}

const schemaOf = ({ name }: Key, shape: Shape): ZodType | null =>
  Object.hasOwn(shape, name) ? (shape[name] ?? null) : null;

function notUsed(configRef: string, line: number | undefined, what: string): PreparedDiagnostic {
  return {
    code: 'Config/UnusedKey',
    level: 'note',
    ignored: true,
    message: `Kiln ignores ${what}.`,
    configRef,
    line,
  };
}

function unknown({ name, pointer, line }: Key, known: readonly string[]): PreparedDiagnostic {
  const meant = closest(name, known);
  const near = distance(name.toLowerCase(), meant) <= Math.min(2, Math.floor(meant.length / 2));
  const hint = near ? ` Did you mean ${JSON.stringify(meant)}?` : '';
  return {
    code: 'Config/UnknownKey',
    level: 'note',
    message: `${JSON.stringify(name)} is unknown here: it is kept but has no effect.${hint}`,
    configRef: pointer,
    line,
  };
}

/** e.g. `"publish" (typescript, python), "edition" (go)`. */
function namesWithTargets(all: readonly { readonly key: Key; readonly target: string }[]): string {
  const byName = new Map<string, string[]>();
  for (const { key, target } of all) byName.set(key.name, [...(byName.get(key.name) ?? []), target]);
  return [...byName].map(([name, targets]) => `${JSON.stringify(name)} (${targets.join(', ')})`).join(', ');
}

/** The keys of a map, without YAML's merge key and without `x-…`, where people keep anchors. */
function keys(document: Document, lines: LineCounter, value: unknown, parent: string): Key[] {
  const map = mapOf(document, value);
  if (map === null) return [];
  return map.items.flatMap((pair) => {
    const name = isScalar(pair.key) ? String(pair.key.value) : '';
    if (name === '' || name === '<<' || name.startsWith('x-')) return [];
    const start = isScalar(pair.key) ? pair.key.range?.[0] : undefined;
    const segment = name.replaceAll('~', '~0').replaceAll('/', '~1');
    const line = start === undefined ? undefined : lines.linePos(start).line;
    return [{ name, pointer: `${parent}/${segment}`, line, value: pair.value }];
  });
}

function mapOf(document: Document, value: unknown): YAMLMap | null {
  const node = isAlias(value) ? value.resolve(document) : value;
  return isMap(node) ? node : null;
}
