/**
 * The first items of a list, and how many more there are: whoever shows the first ones must say the number. A message
 * that is silent about the others misleads whoever mends what it names.
 */
export function firstOf<T>(
  all: readonly T[],
  limit: number,
): { readonly shown: readonly T[]; readonly more: number } {
  return { shown: all.slice(0, limit), more: Math.max(0, all.length - limit) };
}

/** e.g. `a, b and 3 more`. */
export function listed(all: readonly string[], limit: number, separator = ', '): string {
  const { shown, more } = firstOf(all, limit);
  return `${shown.join(separator)}${more === 0 ? '' : ` and ${more} more`}`;
}

/** The first items, and if there are more one that says so. */
export function firstAnd<T>(all: readonly T[], limit: number, rest: (more: number) => T): readonly T[] {
  const { shown, more } = firstOf(all, limit);
  return more === 0 ? all : [...shown, rest(more)];
}
