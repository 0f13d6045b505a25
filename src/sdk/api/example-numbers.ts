import { exactInteger } from '../../codegen/exact-json.ts';
import type { Limits } from './types.ts';

/** The smallest allowed integer, at least 0 if 0 is allowed; the greatest if all are negative. */
export function integerOf(limits: Limits, unsigned: boolean): number | bigint {
  const step = limits.multipleOf === undefined ? 1n : (wholeOf(limits.multipleOf) ?? 1n);
  const low = greatest([
    roundedUp(limits.minimum),
    plus(roundedDown(limits.exclusiveMinimum), 1n),
    unsigned ? 0n : undefined,
  ]);
  const high = greatest([roundedDown(limits.maximum), plus(roundedUp(limits.exclusiveMaximum), -1n)], -1n);
  if (low !== undefined && low > 0n) return exactInteger(String(((low + step - 1n) / step) * step));
  if (high !== undefined && high < 0n) return exactInteger(String(((high - step + 1n) / step) * step));
  return 0;
}

/** An integer above 0; undefined otherwise. */
function wholeOf(value: number | bigint): bigint | undefined {
  if (typeof value === 'number' && !Number.isInteger(value)) return undefined;
  return value > 0 ? BigInt(value) : undefined;
}

type Bound = number | bigint | undefined;

function roundedUp(bound: Bound): bigint | undefined {
  if (typeof bound !== 'number') return bound;
  return Number.isFinite(bound) ? BigInt(Math.ceil(bound)) : undefined;
}

function roundedDown(bound: Bound): bigint | undefined {
  if (typeof bound !== 'number') return bound;
  return Number.isFinite(bound) ? BigInt(Math.floor(bound)) : undefined;
}

const plus = (bound: bigint | undefined, more: bigint) => (bound === undefined ? undefined : bound + more);

/** The maximum of the given values; with `sign` -1 the minimum. */
function greatest(all: readonly (bigint | undefined)[], sign = 1n): bigint | undefined {
  return all
    .filter((one) => one !== undefined)
    .reduce<bigint | undefined>(
      (known, one) => (known === undefined || sign * one > sign * known ? one : known),
      undefined,
    );
}

export function numberOf(limits: Limits): number {
  const [minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf] = [
    limits.minimum,
    limits.maximum,
    limits.exclusiveMinimum,
    limits.exclusiveMaximum,
    limits.multipleOf,
  ].map((bound) => (bound === undefined ? undefined : Number(bound)));
  const low = Math.max(minimum ?? Number.NEGATIVE_INFINITY, exclusiveMinimum ?? Number.NEGATIVE_INFINITY);
  const high = Math.min(maximum ?? Number.POSITIVE_INFINITY, exclusiveMaximum ?? Number.POSITIVE_INFINITY);
  const isAllowed = (value: number) =>
    value >= (minimum ?? value) &&
    value <= (maximum ?? value) &&
    value > (exclusiveMinimum ?? value - 1) &&
    value < (exclusiveMaximum ?? value + 1);
  if (multipleOf !== undefined && multipleOf > 0) {
    const candidates = [
      0,
      Math.ceil(low / multipleOf) * multipleOf,
      (Math.floor(low / multipleOf) + 1) * multipleOf,
    ];
    const found = candidates.find((value) => Number.isFinite(value) && isAllowed(value));
    if (found !== undefined) return found;
    if (Number.isFinite(high)) return Math.floor(high / multipleOf) * multipleOf;
  }
  const candidates = [
    0,
    Math.ceil(low),
    Math.floor(low) + 1,
    Math.floor(high),
    Math.ceil(high) - 1,
    (low + high) / 2,
  ];
  return candidates.find((value) => Number.isFinite(value) && isAllowed(value)) ?? 0;
}
