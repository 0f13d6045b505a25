import { Document, isAlias, isMap, isScalar, isSeq, LineCounter } from 'yaml';
import type { z } from 'zod';
import { exactInteger } from '../../codegen/exact-json.ts';
import { issueMessage } from '../../contract/issues.ts';
import { readYaml } from '../../contract/yaml.ts';
import { SdkConfig } from './config.ts';

/** Keys and indices from the root of the file to a value. */
export type ConfigPath = readonly (string | number)[];

/** An invalid value of the file, which is left out. */
export interface ConfigProblem {
  readonly path: ConfigPath;
  readonly message: string;
}

/** The config file as typed data. Unknown keys are kept. */
export interface ReadConfig {
  readonly config: SdkConfig;
  readonly problems: readonly ConfigProblem[];
  /** The file's unvalidated value. */
  readonly raw: unknown;
  /** Keys at the root whose values are guessed, at least in part, because the file lacks them. */
  readonly guessed: ReadonlySet<string>;
  /** Line of a key or an item, from 1; that of the nearest parent if it is missing. */
  lineOf(path: ConfigPath): number | undefined;
}

const MAX_ALIASES = 100;
/** Parsing stops after this many invalid values. */
const MAX_PROBLEMS = 200;

/** Parses `stainless.yml`. An invalid value is reported and left out; the rest is used. Never throws. */
export function readConfig(text: string): ReadConfig {
  const lines = new LineCounter();
  const read = readYaml(text, lines, { intAsBigInt: true });
  // A file that cannot be read configures nothing: whoever accepts it has reported why.
  const document = read.ok ? read.document : new Document();
  const raw = plainValue(document);
  return { ...typed(raw), raw, guessed: new Set(), lineOf: (path) => lineOf(document, lines, path) };
}

/** Wraps a value that was not read from a file: the guess that replaces one. */
export function configOf(raw: unknown): ReadConfig {
  return { ...typed(raw), raw, guessed: new Set(), lineOf: () => undefined };
}

/** The config file with some keys replaced; undefined leaves a key unchanged. */
export function withStandIns(read: ReadConfig, values: Readonly<Record<string, unknown>>): ReadConfig {
  const known = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  const raw = { ...(isObject(read.raw) ? read.raw : {}), ...known };
  const guessed = new Set([...read.guessed, ...Object.keys(known)]);
  return { ...read, ...typed(raw), raw, guessed };
}

function plainValue(document: Document): unknown {
  if (document.errors.length > 0) return {};
  try {
    return exact(document.toJS({ maxAliasCount: MAX_ALIASES })) ?? {};
  } catch {
    return {};
  }
}

/** Integers as numbers, except those that a number cannot hold. */
function exact(value: unknown): unknown {
  if (typeof value === 'bigint') return exactInteger(value.toString());
  if (Array.isArray(value)) return value.map(exact);
  if (!isObject(value) || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, exact(member)]));
}

function typed(raw: unknown): Pick<ReadConfig, 'config' | 'problems'> {
  const problems: ConfigProblem[] = [];
  let value: unknown = isObject(raw) ? raw : {};
  while (problems.length < MAX_PROBLEMS) {
    const parsed = SdkConfig.safeParse(value, { error: issueMessage });
    if (parsed.success) return { config: parsed.data, problems };
    const found = parsed.error.issues.flatMap((issue) => problemsOf(issue, []));
    problems.push(...found);
    // Later items first, so that the indices of earlier ones stay valid.
    for (const { path } of [...found].reverse()) value = without(value, path);
  }
  return { config: {}, problems };
}

/**
 * If a union fails because of values inside an object, report those: of a method with one invalid key, only that key
 * is left out.
 */
function problemsOf(issue: z.core.$ZodIssue, parent: ConfigPath): ConfigProblem[] {
  const path = [...parent, ...plainPath(issue.path)];
  if (issue.code === 'invalid_union') {
    const inner = issue.errors
      .map((issues) => issues.flatMap((one) => problemsOf(one, path)))
      .find((problems) => problems.length > 0 && problems.every((one) => one.path.length > path.length));
    if (inner !== undefined) return inner;
  }
  return [{ path, message: issue.message }];
}

const plainPath = (path: readonly PropertyKey[]): ConfigPath =>
  path.map((part) => (typeof part === 'number' ? part : String(part)));

/** A copy of the value without the one at the path. */
function without(value: unknown, [key, ...rest]: ConfigPath): unknown {
  if (key === undefined) return {};
  if (Array.isArray(value)) {
    return rest.length === 0
      ? value.filter((_, index) => index !== Number(key))
      : value.map((item, index) => (index === Number(key) ? without(item, rest) : item));
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  // A missing key is a problem of its map.
  if (!Object.hasOwn(value, key)) return undefined;
  return Object.fromEntries(
    entries.flatMap(([name, member]) => {
      if (name !== String(key)) return [[name, member]];
      const kept = rest.length === 0 ? undefined : without(member, rest);
      return kept === undefined ? [] : [[name, kept]];
    }),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lineOf(document: Document, lines: LineCounter, path: ConfigPath): number | undefined {
  let node: unknown = document.contents;
  let at: number | undefined;
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      if (pair === undefined) break;
      at = (isScalar(pair.key) ? pair.key.range?.[0] : undefined) ?? at;
      node = pair.value;
    } else if (isSeq(node)) {
      const item: unknown = node.items[Number(part)];
      const range = isScalar(item) || isMap(item) || isSeq(item) ? item.range : undefined;
      at = range?.[0] ?? at;
      node = item;
    } else break;
  }
  return at === undefined ? undefined : lines.linePos(at).line;
}

/** `#/resources/pets/methods/list` */
export function configPointer(path: ConfigPath): string {
  return `#${path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`;
}
