/** One line of the table: a measurement, and a comparison from the same run. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: 's' | 'ms' | 'KB' | 'MB' | '/s';
  /** The comparison; absent if the goal is an absolute figure. */
  readonly compared?: { readonly with: string; readonly value: number };
  /**
   * `most`: the ratio, or without a comparison the value, is at most this; `least`: at least; absent: for
   * information.
   */
  readonly goal?: { readonly most: number } | { readonly least: number };
}

/** A case without figures, and why. */
export interface Failure {
  readonly name: string;
  readonly why: string;
}

/** The ratio to the comparison; null if there is none. */
export function ratioOf(row: Row): number | null {
  return row.compared === undefined ? null : row.value / row.compared.value;
}

export function isReached(row: Row): boolean {
  const measured = ratioOf(row) ?? row.value;
  if (row.goal === undefined) return true;
  return 'most' in row.goal ? measured <= row.goal.most : measured >= row.goal.least;
}

/** The median of some values; for an even number the upper one. */
export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}

/** Seconds that some work takes. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}
