import type { Json, Limits, Model, ModelId, StringFormat, Type } from './types.ts';
import { unfolded } from './unfolded.ts';

export interface FitOptions {
  readonly models: ReadonlyMap<ModelId, Model>;
  readonly direction: 'sent' | 'received';
  /** Whether only what an SDK reads matters: not undefined properties, limits, patterns, and formats that stay text. */
  readonly isLoose?: boolean;
}

/** Whether a value is valid for a type: examples in descriptions often are not. */
export function fits(
  type: Type,
  value: Json,
  options: FitOptions,
  /** Enclosing unions of the type: a recursive one allows no other values. */
  within: ReadonlySet<Type> = new Set(),
): boolean {
  const limits = type.limits ?? {};
  switch (type.kind) {
    case 'unknown':
      return true;
    case 'null':
      return value === null;
    case 'boolean':
      return typeof value === 'boolean';
    case 'binary':
      return false;
    case 'string':
      if (options.isLoose === true) return typeof value === 'string' && isReadable(type.format, value);
      return (
        typeof value === 'string' &&
        hasFormat(type.format, value) &&
        [...value].length >= (limits.minLength ?? 0) &&
        [...value].length <= (limits.maxLength ?? Number.POSITIVE_INFINITY) &&
        (type.pattern === null || matches(type.pattern, value))
      );
    case 'integer':
      return (
        (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))) &&
        (options.isLoose === true || isWithin(type, value))
      );
    case 'number':
      return (
        (typeof value === 'number' || typeof value === 'bigint') &&
        (options.isLoose === true || isWithin(type, value))
      );
    case 'constant':
      return value === type.value;
    case 'enum':
      return type.members.some((member) => member.value === value);
    case 'nullable':
      return value === null || fits(type.type, value, options, within);
    case 'model': {
      const whole = unfolded(type, options.models);
      return whole.kind !== 'model' && fits(whole, value, options, within);
    }
    case 'array':
      return (
        isList(value) &&
        (options.isLoose === true || hasAllowedLength(limits, value)) &&
        value.every((item) => fits(type.items, item, options))
      );
    case 'map':
      return isMap(value) && Object.values(value).every((item) => fits(type.values, item, options));
    case 'union': {
      if (within.has(type)) return false;
      const inner = new Set([...within, type]);
      return type.variants.some((variant) => fits(variant.type, value, options, inner));
    }
    case 'object': {
      if (!isMap(value)) return false;
      const isOut = (one: (typeof type.properties)[number]) =>
        options.direction === 'sent' ? one.readOnly : one.writeOnly;
      return (
        type.properties.every((property) => {
          const has = Object.hasOwn(value, property.name);
          if (isOut(property)) return !has;
          const member = value[property.name];
          return has && member !== undefined ? fits(property.type, member, options) : !property.required;
        }) &&
        (options.isLoose === true ||
          type.additional !== null ||
          Object.keys(value).every((name) => type.properties.some((property) => property.name === name)))
      );
    }
  }
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isMap(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasAllowedLength(limits: Limits, { length }: readonly Json[]): boolean {
  return length >= (limits.minItems ?? 0) && length <= (limits.maxItems ?? Number.POSITIVE_INFINITY);
}

function isWithin({ limits = {} }: Type, value: number | bigint): boolean {
  return (
    value >= (limits.minimum ?? value) &&
    value <= (limits.maximum ?? value) &&
    (limits.exclusiveMinimum === undefined || value > limits.exclusiveMinimum) &&
    (limits.exclusiveMaximum === undefined || value < limits.exclusiveMaximum) &&
    isMultiple(value, limits.multipleOf)
  );
}

function isMultiple(value: number | bigint, step: number | bigint | undefined): boolean {
  if (step === undefined) return true;
  if (isWhole(value) && isWhole(step))
    return step !== 0 && step !== 0n && BigInt(value) % BigInt(step) === 0n;
  const rest = Math.abs(Number(value) / Number(step)) % 1;
  return rest < 1e-9 || rest > 1 - 1e-9;
}

const isWhole = (value: number | bigint) => typeof value === 'bigint' || Number.isInteger(value);

const FORMATS = {
  date: /^\d{4}-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])$/,
  'date-time': /^\d{4}-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/,
  time: /^\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/,
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  uri: /^[a-z][\w+.-]*:[^\s<>"{}|\\^`]+$/i,
  email: /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/,
  byte: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
} as const;

function hasFormat(format: StringFormat, value: string): boolean {
  return format === 'none' || FORMATS[format].test(value);
}

/** Whether an SDK reads the value: dates and times become values of their own, other formats stay text. */
function isReadable(format: StringFormat, value: string): boolean {
  return (format !== 'date' && format !== 'date-time') || hasFormat(format, value);
}

/** Nested quantifiers: such patterns may take exponential time. */
const NESTED = /(?:[+*]|,\})\??[^()|]*\)(?:[+*]|\{\d+,\})/;

/**
 * Whether a string matches a pattern of the description. Long strings never match: patterns could run for ever on
 * them.
 */
export function matches(pattern: string, text: string): boolean {
  if (pattern.length > 1000 || text.length > (NESTED.test(pattern) ? 24 : 200)) return false;
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags).test(text);
    } catch {
      // Written for another dialect: try the next one.
    }
  }
  return false;
}
