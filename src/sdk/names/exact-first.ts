/**
 * The order in which names are claimed: those whose own name is that on the wire come first, so that a clash
 * renames the others. The order of the description does not matter.
 */
export function exactFirst<T extends { readonly name: string }>(
  all: readonly T[],
  nameOf: (one: T) => string,
): readonly T[] {
  const rank = (one: T) => (nameOf(one) === one.name ? 0 : 1);
  return all.toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
