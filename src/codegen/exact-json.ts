import { type JSONPath, visit } from 'jsonc-parser';

/**
 * JSON with exact integers. `JSON.parse` rounds integers beyond 2^53, which occur in descriptions as bounds, defaults
 * and ids. An integer that a number cannot represent is a `bigint` here; other values are as from `JSON.parse`.
 */

/** A number with enough digits to lose precision. Text that only looks like one matches too, which does no harm. */
const LONG = /(?:^|[:[,])\s*-?\d{16,}\s*(?:$|[,}\]])/;
const INTEGER = /^-?\d+$/;

/** The integer of these digits: a number if that is exact, otherwise a `bigint`. */
export function exactInteger(digits: string): number | bigint {
  const value = BigInt(digits);
  const number = Number(value);
  return String(number) === value.toString() ? number : value;
}

/** Parses a JSON text. Throws the errors of `JSON.parse`. */
export function readJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return LONG.test(text) ? withExact(value, text) : value;
}

/** Restores the integers of the text that a number cannot hold. Modifies the value, except at its root. */
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

/** Defines an own property: a key may be `__proto__`. */
function memberOf(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

/** Serialises a value like `JSON.stringify(value, null, indent)`, with exact integers. */
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
