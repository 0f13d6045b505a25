import { integerOf, numberOf } from './example-numbers.ts';
import { fits } from './fits.ts';
import type { Argument, Method } from './method-types.ts';
import { textMatching } from './pattern-example.ts';
import type { Json, Limits, Model, ModelId, Property, Type } from './types.ts';
import { unfolded } from './unfolded.ts';

export interface ExampleOptions {
  readonly models: ReadonlyMap<ModelId, Model>;
  /** Only required properties, or all. */
  readonly include: 'required' | 'all';
  /** `sent` omits read-only properties, `received` write-only ones. */
  readonly direction: 'sent' | 'received';
}

/** Beyond this depth or number of values, optional values are omitted. */
const MAX_DEPTH = 8;
const MAX_VALUES = 300;

/**
 * A valid value of the type. Deterministic; recursion ends as early as possible. `name` becomes the value of plain
 * strings, usually the name of the property. Binary data is a string: emitters turn it into their language's files.
 *
 * Undefined if there is no finite value.
 */
export function exampleOf(type: Type, name: string, options: ExampleOptions): Json | undefined {
  return new Maker(options).make(type, name, 0, []);
}

/**
 * Values for the arguments of a method: the required ones, or all. Arguments with a constant value are omitted; those
 * that a client option fills are included only with `all`.
 */
export function exampleArguments(
  method: Method,
  models: ReadonlyMap<ModelId, Model>,
  include: 'required' | 'all',
): ReadonlyMap<Argument, Json> {
  const options: ExampleOptions = { models, include, direction: 'sent' };
  const { body } = method;
  const whole = body?.shape === 'spread' ? exampleOf(body.type, 'body', options) : undefined;
  const values = new Map<Argument, Json>();
  for (const argument of method.arguments) {
    if (argument.constant !== undefined) continue;
    const spread = argument.in === 'body' && body?.shape === 'spread';
    if (!spread && include === 'required' && !argument.required) continue;
    if (spread && include === 'required' && argument.clientOption !== null) continue;
    const value = spread ? memberOf(whole, argument.name) : exampleOf(argument.type, argument.name, options);
    if (value !== undefined && !(argument.in === 'path' && value === '')) values.set(argument, value);
  }
  return values;
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  return isMap(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

class Maker {
  readonly #options: ExampleOptions;
  #values = 0;

  constructor(options: ExampleOptions) {
    this.#options = options;
  }

  make(type: Type, name: string, depth: number, open: readonly ModelId[]): Json | undefined {
    this.#values += 1;
    if (type.example !== undefined && fits(type, type.example, this.#options)) return type.example;
    const limits = type.limits ?? {};
    switch (type.kind) {
      case 'unknown':
        return {};
      case 'null':
        return null;
      case 'boolean':
        return true;
      case 'binary':
        return 'Example data';
      case 'constant':
        return type.value;
      case 'enum':
        return type.members[0]?.value ?? null;
      case 'string':
        return textOf(type, name, limits);
      case 'integer':
        return integerOf(limits, type.unsigned);
      case 'number':
        return numberOf(limits);
      case 'nullable':
        return this.make(type.type, name, depth, open) ?? null;
      case 'model': {
        const model = this.#options.models.get(type.model);
        // A recursive type ends at its second occurrence.
        if (model === undefined || open.filter((id) => id === type.model).length > 1) return undefined;
        return this.make(model.type, name, depth, [...open, type.model]);
      }
      case 'array':
        return this.#list(type.items, name, limits, depth, open);
      case 'map': {
        const value = this.#isFull(depth) ? undefined : this.make(type.values, 'value', depth + 1, open);
        const count = Math.max(1, limits.minProperties ?? 0);
        if (value === undefined) return (limits.minProperties ?? 0) > 0 ? undefined : {};
        return Object.fromEntries(
          Array.from({ length: count }, (_, at) => [at === 0 ? 'foo' : `foo${at}`, value]),
        );
      }
      case 'union':
        for (const variant of type.variants) {
          const value = this.make(variant.type, name, depth, open);
          if (value !== undefined) return tagged(value, type.discriminator?.property, variant.tags[0]);
        }
        return undefined;
      case 'object':
        return this.#object(type.properties, limits, depth, open);
    }
  }

  #isFull(depth: number): boolean {
    return depth >= MAX_DEPTH || this.#values > MAX_VALUES;
  }

  #list(
    items: Type,
    name: string,
    limits: Limits,
    depth: number,
    open: readonly ModelId[],
  ): Json | undefined {
    const least = limits.minItems ?? 0;
    if (least === 0 && (this.#isFull(depth) || limits.maxItems === 0)) return [];
    const value = this.make(items, name, depth + 1, open);
    if (value === undefined) return least === 0 ? [] : undefined;
    const count = Math.max(1, least);
    if (count === 1) return [value];
    return Array.from({ length: Math.min(count, 1000) }, (_, at) =>
      limits.uniqueItems === true ? varied(items, value, at, this.#options.models) : value,
    );
  }

  #object(
    properties: readonly Property[],
    limits: Limits,
    depth: number,
    open: readonly ModelId[],
  ): Json | undefined {
    const { include, direction } = this.#options;
    const made: Record<string, Json> = {};
    let least = limits.minProperties ?? 0;
    for (const property of properties) {
      if (direction === 'sent' ? property.readOnly : property.writeOnly) continue;
      const isWanted =
        property.required ||
        limits.alsoRequired?.includes(property.name) === true ||
        Object.keys(made).length < least;
      if (!isWanted && (include === 'required' || this.#isFull(depth))) continue;
      const value = this.make(property.type, property.name, depth + 1, open);
      if (value === undefined && property.required) return undefined;
      if (value === undefined) least = 0;
      else define(made, property.name, value);
    }
    return made;
  }
}

/** A property named `__proto__` is handled like others. */
function define(object: Record<string, Json>, name: string, value: Json): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

function tagged(value: Json, property: string | undefined, tag: string | undefined): Json {
  if (property === undefined || tag === undefined || !isMap(value)) return value;
  const known = value[property];
  return known === undefined || typeof known === 'string' ? { ...value, [property]: tag } : value;
}

/** A value that differs from previous ones: the `at`-th of a list. */
function varied(type: Type, value: Json, at: number, models: ReadonlyMap<ModelId, Model>): Json {
  if (at === 0) return value;
  const plain = unfolded(type, models);
  if (plain.kind === 'enum') return plain.members[at % plain.members.length]?.value ?? value;
  if (typeof value === 'number') return value + at;
  if (typeof value === 'bigint') return value + BigInt(at);
  if (typeof value === 'string') return `${value}${at}`;
  if (isMap(value)) {
    const key = Object.keys(value).find(
      (name) => typeof value[name] === 'string' || typeof value[name] === 'number',
    );
    const member = key === undefined ? undefined : value[key];
    if (key !== undefined && typeof member === 'number') return { ...value, [key]: member + at };
    if (key !== undefined && typeof member === 'string') return { ...value, [key]: `${member}${at}` };
  }
  return value;
}

const BY_FORMAT = {
  date: '2026-01-15',
  'date-time': '2026-01-15T09:30:00Z',
  time: '09:30:00Z',
  uuid: '3f2b1c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d',
  uri: 'https://example.com',
  email: 'user@example.com',
  byte: 'ZXhhbXBsZQ==',
} as const;

function textOf(type: Extract<Type, { kind: 'string' }>, name: string, limits: Limits): string {
  if (type.pattern !== null) {
    const matching = textMatching(
      type.pattern,
      limits.minLength ?? 0,
      limits.maxLength ?? Number.POSITIVE_INFINITY,
    );
    if (matching !== null) return matching;
  }
  const text = type.format === 'none' ? name || 'text' : BY_FORMAT[type.format];
  const least = limits.minLength ?? 0;
  const long = text.length < least ? text + 'x'.repeat(Math.min(least, 100_000) - text.length) : text;
  return limits.maxLength === undefined ? long : [...long].slice(0, limits.maxLength).join('');
}
