import { compareVersions } from './versions.ts';

/** A version of three numbers with an optional suffix, not part of a longer number or name. */
const VERSION =
  /(?<![\w.])v?\d+\.\d+\.\d+(?:[-+.]?(?:[a-z]+\.?\d*|\d*[a-z-][\w.-]*))?(?:\+[\w.-]*\w)?(?![\w.])/gi;

/** A line without its versions; null if it has none. Lines that differ only in versions become equal. */
export function withoutVersions(line: string): string | null {
  VERSION.lastIndex = 0;
  const masked = line.replaceAll(VERSION, '\u0000');
  return masked === line ? null : masked;
}

/** Of two lines that differ only in versions, the one whose first differing version is higher. */
export function higherVersion(a: string, b: string): string {
  const left = a.match(VERSION) ?? [];
  const right = b.match(VERSION) ?? [];
  for (const [i, version] of left.entries()) {
    const order = compareVersions(version, right[i] ?? '');
    if (order !== 0) return order > 0 ? a : b;
  }
  return a;
}

/**
 * Aligns the versions in three sides of a file, so that they cannot conflict: if one side changed only the versions
 * of a line, all three get that side's line; if both did, the line with the higher version. Duplicate lines are left
 * alone unless all of them changed alike.
 */
export function alignVersions(
  base: readonly string[],
  ours: readonly string[],
  theirs: readonly string[],
): { base: string[]; ours: string[]; theirs: string[] } {
  const mine = versionChanges(base, ours);
  const generated = versionChanges(base, theirs);
  const inAll = new Map<string, string>();
  for (const old of new Set([...mine.keys(), ...generated.keys()])) {
    const ofOurs = mine.get(old);
    const ofTheirs = generated.get(old);
    const chosen =
      ofOurs === undefined ? ofTheirs : ofTheirs === undefined ? ofOurs : higherVersion(ofOurs, ofTheirs);
    if (chosen === undefined) continue;
    for (const line of [old, ofOurs, ofTheirs]) if (line !== undefined) inAll.set(line, chosen);
  }
  const align = (lines: readonly string[]) => lines.map((line) => inAll.get(line) ?? line);
  return { base: align(base), ours: align(ours), theirs: align(theirs) };
}

/** Lines of `base` in which `side` changed only the version: the old line and the new. */
function versionChanges(base: readonly string[], side: readonly string[]): Map<string, string> {
  const inBase = count(base);
  const inSide = count(side);
  const removed = byMask([...inBase].filter(([line]) => !inSide.has(line)).map(([line]) => line));
  const added = byMask([...inSide].filter(([line]) => !inBase.has(line)).map(([line]) => line));
  const changes = new Map<string, string>();
  for (const [mask, old] of removed) {
    const now = added.get(mask);
    const [from] = old;
    const [to] = now ?? [];
    if (old.length !== 1 || now?.length !== 1 || from === undefined || to === undefined) continue;
    if (inBase.get(from) === inSide.get(to)) changes.set(from, to);
  }
  return changes;
}

function count(lines: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

function byMask(lines: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const line of lines) {
    const mask = withoutVersions(line);
    if (mask !== null) groups.set(mask, [...(groups.get(mask) ?? []), line]);
  }
  return groups;
}
