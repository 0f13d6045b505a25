import { type JSONPath, visit } from 'jsonc-parser';

/**
 * JSON with integers to the digit: `JSON.parse` rounds those beyond 2^53, and bounds, defaults and ids of descriptions
 * are such integers. One that a number does not give back is a `bigint` here, every other value what `JSON.parse` makes.
 */

/** A number with digits enough to lose some of them. Text that only looks like one is found too, and does no harm. */
const LONG = /(?:^|[:[,])\s*-?\d{16,}\s*(?:$|[,}\]])/;
const INTEGER = /^-?\d+$/;

/** The integer of these digits: a number where that has the same digits, else a `bigint`. */
export function exactInteger(digits: string): number | bigint {
  const value = BigInt(digits);
  const number = Number(value);
  return String(number) === value.toString() ? number : value;
}

/** The value of a JSON text. Throws what `JSON.parse` throws. */
export function readJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return LONG.test(text) ? withExact(value, text) : value;
}

/** The value with the integers that the text has and a number cannot hold. Changes the value, save at its top. */
function withExact(value: unknown, text: string): unknown {
  let whole = value;
  visit(text, {
    onLiteralValue: (found, offset, length, _line, _column, path) => {
      if (typeof found !== 'number' || length < 16) return;
      const digits = text.slice(offset, offset + length);
      if (!INTEGER.test(digits)) return;
      const exact = exactInteger(digits);
      if (typeof exact !== 'bigint') return;
      const at = path();
      if (at.length === 0) whole = exact;
      else put(whole, at, exact);
    },
  });
  return whole;
}

function put(root: unknown, path: JSONPath, value: bigint): void {
  const last = path.at(-1);
  let holder: unknown = root;
  for (const key of path.slice(0, -1)) holder = memberOf(holder, key);
  if (last === undefined || typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, last))
    return;
  Object.defineProperty(holder, last, { value, enumerable: true, configurable: true, writable: true });
}

/** An own member: a key may be `__proto__`. */
function memberOf(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

/** The JSON text of a value, as `JSON.stringify(value, null, indent)` writes it, integers to the digit. */
export function writeJson(value: unknown, indent = 0): string {
  try {
    return JSON.stringify(value, null, indent);
  } catch (error) {
    if (!hasBigint(value)) throw error;
    return write(value, indent, '');
  }
}

function hasBigint(value: unknown): boolean {
  if (typeof value === 'bigint') return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(hasBigint);
}

function write(value: unknown, indent: number, margin: string): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null || value instanceof Date)
    return JSON.stringify(value) ?? 'null';
  const inner = margin + ' '.repeat(indent);
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((item) => write(item, indent, inner))
    : Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(
          ([key, member]) => `${JSON.stringify(key)}:${indent > 0 ? ' ' : ''}${write(member, indent, inner)}`,
        );
  const [open, close] = isList ? '[]' : '{}';
  if (parts.length === 0) return `${open}${close}`;
  return indent === 0
    ? `${open}${parts.join(',')}${close}`
    : `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${margin}${close}`;
}
