import { isDeepStrictEqual } from 'node:util';
import { writeJson } from '../exact-json.ts';
import { code, type Document, isNode, nodeOf, schemaName } from '../json.ts';
import { partNames, type Shape, shapeOf } from './shape.ts';

/** The direction of a value: from the code that uses an SDK to the API, or back. */
export type Direction = 'request' | 'response';

/** Whom a change breaks: code that sends such values, code that reads them, both, or nobody. */
type Breaks = Direction | 'both' | 'nobody';

/** A single change, as half a sentence. */
export interface Detail {
  readonly text: string;
  readonly breaking: boolean;
}

/** The two sides of a comparison. */
export interface Sides {
  readonly before: Document;
  readonly after: Document;
}

/** Prefix of messages about a schema, and the direction of its values. */
export interface Place {
  /** e.g. `response 200: `; empty for a named schema, whose name is the heading. */
  readonly prefix: string;
  readonly directions: ReadonlySet<Direction>;
}

/**
 * Compares two schemas. Schemas that both sides reference by the same name are compared on their own, not here, so
 * each difference is reported once and cyclic references are no problem.
 */
export function compareSchemas(sides: Sides, before: unknown, after: unknown, place: Place): Detail[] {
  const comparison = new Comparison(sides, place.prefix);
  comparison.compare(before, after, '', place.directions);
  return comparison.details;
}

/** Formats that have their own types in SDKs. */
const TYPES_OF_FORMATS = new Set([
  'binary',
  'byte',
  'date',
  'date-time',
  'decimal',
  'double',
  'float',
  'int32',
  'int64',
  'uri',
  'uuid',
]);

/** Limits of values: whether a higher number allows fewer values. */
const LIMITS = {
  minLength: true,
  minimum: true,
  minItems: true,
  minProperties: true,
  maxLength: false,
  maximum: false,
  maxItems: false,
  maxProperties: false,
} as const;

class Comparison {
  readonly details: Detail[] = [];
  readonly #sides: Sides;
  readonly #prefix: string;
  readonly #open = new Set<string>();

  constructor(sides: Sides, prefix: string) {
    this.#sides = sides;
    this.#prefix = prefix;
  }

  compare(before: unknown, after: unknown, at: string, directions: ReadonlySet<Direction>): void {
    const [oldName, newName] = [schemaName(before), schemaName(after)];
    if (oldName !== null && oldName === newName) return;
    if (oldName === null && newName === null && isDeepStrictEqual(before, after)) return;
    if (oldName !== null || newName !== null) {
      const pair = `${oldName}\0${newName}`;
      if (this.#open.has(pair)) return;
      this.#open.add(pair);
    }
    const [old, now] = [this.#sides.before.resolve(before), this.#sides.after.resolve(after)];
    const parts = partNames(now, this.#sides.after);
    const shared = new Set([...partNames(old, this.#sides.before)].filter((name) => parts.has(name)));
    const [was, is] = [shapeOf(old, this.#sides.before, shared), shapeOf(now, this.#sides.after, shared)];
    const tell = (text: string, breaks: Breaks) =>
      this.#tell(at === '' ? text : `${code(at)}: ${text}`, breaks, directions);
    compareTypes(was, is, tell);
    compareValues(was, is, tell);
    compareLimits(was, is, tell);
    compareVariants(was, is, tell);
    if (was.additional !== false && is.additional === false)
      tell('no longer allows other properties', 'request');
    this.#properties(was, is, at, directions);
    for (const [key, variant] of was.variants) {
      if (is.variants.has(key)) this.compare(variant, is.variants.get(key), at, directions);
    }
    if (was.items !== undefined && is.items !== undefined) {
      this.compare(was.items, is.items, `${at}[]`, directions);
    }
    if (isNode(was.additional) && isNode(is.additional)) {
      this.compare(was.additional, is.additional, at === '' ? '*' : `${at}.*`, directions);
    }
  }

  #properties(was: Shape, is: Shape, at: string, directions: ReadonlySet<Direction>): void {
    const path = (name: string) => (at === '' ? name : `${at}.${name}`);
    for (const [name, property] of was.properties) {
      const travels = travelling(this.#sides.before.resolve(property), directions);
      if (!is.properties.has(name)) {
        if (!is.elsewhere.has(name)) this.#tell(`property ${code(path(name))} removed`, 'both', travels);
        continue;
      }
      this.compare(property, is.properties.get(name), path(name), travels);
    }
    for (const [name, property] of is.properties) {
      if (was.properties.has(name) || was.elsewhere.has(name)) continue;
      const required = is.required.has(name);
      this.#tell(
        `${required ? 'required ' : ''}property ${code(path(name))} added`,
        required ? 'request' : 'nobody',
        travelling(this.#sides.after.resolve(property), directions),
      );
    }
    const there = (shape: Shape, name: string) => shape.properties.has(name) || shape.elsewhere.has(name);
    for (const name of new Set([...was.required, ...is.required])) {
      const required = is.required.has(name);
      if (was.required.has(name) === required || !there(was, name) || !there(is, name)) continue;
      this.#tell(
        `property ${code(path(name))} became ${required ? 'required' : 'optional'}`,
        required ? 'request' : 'response',
        travelling(this.#sides.after.resolve(is.properties.get(name)), directions),
      );
    }
  }

  #tell(text: string, breaks: Breaks, directions: ReadonlySet<Direction>): void {
    const breaking = breaks === 'both' || (breaks !== 'nobody' && directions.has(breaks));
    this.details.push({ text: this.#prefix + text, breaking });
  }
}

type Tell = (text: string, breaks: Breaks) => void;

function compareTypes(was: Shape, is: Shape, tell: Tell): void {
  const name = ({ types }: Shape) => [...types].sort().join(' or ') || 'any';
  if (name(was) !== name(is)) tell(`type changed from ${name(was)} to ${name(is)}`, 'both');
  else if (was.format !== is.format) {
    const matters = [was.format, is.format].some((format) => TYPES_OF_FORMATS.has(format ?? ''));
    tell(
      `format changed from ${was.format ?? 'none'} to ${is.format ?? 'none'}`,
      matters ? 'both' : 'nobody',
    );
  }
  if (was.nullable && !is.nullable) tell('may no longer be null', 'request');
  if (!was.nullable && is.nullable) tell('may be null', 'response');
}

/** Code that reads values must handle new ones; code that sends a value breaks if that is removed. */
function compareValues(was: Shape, is: Shape, tell: Tell): void {
  if (was.values === null && is.values === null) return;
  if (was.values === null) tell('allows only listed values', 'request');
  else if (is.values === null) tell('also allows unlisted values', 'response');
  for (const value of was.values ?? []) {
    if (is.values?.has(value) === false) tell(`value ${code(value)} removed`, 'request');
  }
  for (const value of is.values ?? []) {
    if (was.values?.has(value) === false) tell(`value ${code(value)} added`, 'nobody');
  }
}

function compareLimits({ keywords: was }: Shape, { keywords: is }: Shape, tell: Tell): void {
  for (const [key, higherIsNarrower] of Object.entries(LIMITS)) {
    const [old, now] = [was[key], is[key]];
    if (old === now || (typeof old !== 'number' && typeof now !== 'number')) continue;
    const narrower = typeof now === 'number' && (typeof old !== 'number' || now > old === higherIsNarrower);
    tell(`${key} changed from ${show(old)} to ${show(now)}`, narrower ? 'request' : 'nobody');
  }
  if (was.pattern !== is.pattern) {
    tell(
      `pattern changed from ${show(was.pattern)} to ${show(is.pattern)}`,
      is.pattern === undefined ? 'nobody' : 'request',
    );
  }
  if (!isDeepStrictEqual(was.default, is.default)) {
    tell(`default changed from ${show(was.default)} to ${show(is.default)}`, 'nobody');
  }
  if (was.deprecated !== true && is.deprecated === true) tell('deprecated', 'nobody');
}

function compareVariants(was: Shape, is: Shape, tell: Tell): void {
  for (const key of was.variants.keys()) {
    if (!is.variants.has(key)) tell(`alternative ${code(key)} removed`, 'request');
  }
  for (const key of is.variants.keys()) {
    if (!was.variants.has(key))
      tell(`alternative ${code(key)} added`, was.variants.size === 0 ? 'both' : 'nobody');
  }
}

/** Read-only values are not sent, and write-only values are not read. */
function travelling(property: unknown, directions: ReadonlySet<Direction>): ReadonlySet<Direction> {
  const { readOnly, writeOnly } = nodeOf(property);
  if (readOnly !== true && writeOnly !== true) return directions;
  return new Set([...directions].filter((direction) => (direction === 'request' ? !readOnly : !writeOnly)));
}

function show(value: unknown): string {
  return value === undefined ? 'none' : code(writeJson(value));
}
