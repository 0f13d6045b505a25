import { ClientError } from '../client-error.ts';

export function isAbsoluteURL(url: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(url);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isEmptyObject(value: object | null | undefined): boolean {
  for (const _ in value) return false;
  return true;
}

export function hasOwn<T extends object, K extends PropertyKey>(
  value: T,
  key: K,
): value is T & Record<K, unknown> {
  return Object.hasOwn(value, key);
}

/** Parses JSON; undefined if the text is invalid. */
export function safeJSON(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function validatePositiveInteger(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw new ClientError(`${name} must be an integer`);
  if (value < 0) throw new ClientError(`${name} must be a positive integer`);
  return value;
}

// Environment variables are strings; these convert them to the option's type.

export function coerceInteger(value: unknown): number {
  const number = typeof value === 'string' ? Number.parseInt(value, 10) : value;
  if (typeof number === 'number' && !Number.isNaN(number)) return Math.round(number);
  throw new ClientError(`Could not coerce ${String(value)} (type: ${typeof value}) into a number`);
}

export function coerceFloat(value: unknown): number {
  const number = typeof value === 'string' ? Number.parseFloat(value) : value;
  if (typeof number === 'number' && !Number.isNaN(number)) return number;
  throw new ClientError(`Could not coerce ${String(value)} (type: ${typeof value}) into a number`);
}

export function coerceBoolean(value: unknown): boolean {
  return typeof value === 'string' ? value === 'true' : Boolean(value);
}

export function maybeCoerceInteger(value: unknown): number | undefined {
  return value === undefined || value === null ? undefined : coerceInteger(value);
}

export function maybeCoerceFloat(value: unknown): number | undefined {
  return value === undefined || value === null ? undefined : coerceFloat(value);
}

export function maybeCoerceBoolean(value: unknown): boolean | undefined {
  return value === undefined || value === null ? undefined : coerceBoolean(value);
}
