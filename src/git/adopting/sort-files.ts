import type { KeptBecause } from '../../contract/adoptions.ts';
import type { ConflictFile } from '../merging/merge-trees.ts';
import type { Entry } from '../store/history.ts';

type Files = ReadonlyMap<string, Entry>;

/** What became of each file since it was generated. Paths come sorted. */
export interface SortedFiles {
  readonly unchanged: number;
  readonly custom: readonly string[];
  readonly edited: readonly string[];
  readonly deleted: readonly string[];
  /** As they were generated, and not generated any more. */
  readonly obsolete: readonly string[];
}

/** Sorts the files of a team's branch (`ours`) by what was generated before (`base`) and what is now (`theirs`). */
export function sortFiles(base: Files, ours: Files, theirs: Files): SortedFiles {
  const paths = (files: Files, wanted: (path: string, entry: Entry) => boolean) =>
    [...files].flatMap(([path, entry]) => (wanted(path, entry) ? [path] : [])).sort();
  const same = paths(base, (path, entry) => isSame(entry, ours.get(path) ?? null));
  return {
    unchanged: same.length,
    custom: paths(ours, (path) => !base.has(path)),
    edited: paths(base, (path, entry) => ours.has(path) && !isSame(entry, ours.get(path) ?? null)),
    deleted: paths(base, (path) => !ours.has(path)),
    obsolete: same.filter((path) => !theirs.has(path)),
  };
}

export function isSame(a: Entry | null, b: Entry | null): boolean {
  return a?.oid === b?.oid && a?.mode === b?.mode;
}

/** Text that people write for their releases and readers: where it does not merge, theirs stays. */
const OWNED = [
  /(^|\/)CHANGELOG\.md$/i,
  /(^|\/)README\.md$/i,
  /^\.release-please-manifest\.json$/,
  /^release-please-config\.json$/,
  /^(LICEN[CS]E|NOTICE|SECURITY|CONTRIBUTING)(\.\w+)?$/,
  /^\.github\//,
];
/** What a generator notes of its own run: nobody edits it. */
const NOTES_OF_GENERATOR = ['.stats.yml'];

export const isOwnedByTeam = (path: string) => OWNED.some((pattern) => pattern.test(path));

/** A change of the base by which a file is merged as it should be, and why it stays; null: nothing stays. */
interface Settled {
  readonly path: string;
  /** The file in the base; null: it is not there. */
  readonly entry: Entry | null;
  readonly because: KeptBecause | null;
}

/**
 * Custom files that Kiln makes too stay to the byte. In the base they are as Kiln makes them: then it is the team that changed
 * them, and later builds merge what changes in them.
 */
export function settleCustom(base: Files, ours: Files, theirs: Files): Settled[] {
  return [...ours].flatMap(([path, mine]) => {
    const made = theirs.get(path);
    if (base.has(path) || made === undefined || isSame(mine, made)) return [];
    return [{ path, entry: made, because: isOwnedByTeam(path) ? 'owned_by_team' : 'custom_and_generated' }];
  });
}

/**
 * Unedited files that Kiln does not make and that releases need all the same: what is the team's, and the scripts that their
 * workflows name. `workflows`: the text of these.
 */
export function settleObsolete(obsolete: readonly string[], workflows: readonly string[]): Settled[] {
  return obsolete.flatMap((path): Settled[] => {
    if (isOwnedByTeam(path)) return [{ path, entry: null, because: 'owned_by_team' }];
    const isRun = /^(bin|scripts)\//.test(path) && workflows.some((text) => text.includes(path));
    return isRun ? [{ path, entry: null, because: 'used_by_workflow' }] : [];
  });
}

/** Workflows of a forge, as files are named that it runs. */
export const isWorkflow = (path: string) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path);

/**
 * Files whose conflict an adoption settles: edited ones that Kiln does not make are kept; those that are the team's stay;
 * notes of the generator are Kiln's. The others are for a person to decide.
 */
export function settleConflicts(conflicts: readonly ConflictFile[]): Settled[] {
  return conflicts.flatMap(({ path, ours, theirs }): Settled[] => {
    if (NOTES_OF_GENERATOR.includes(path)) return [{ path, entry: ours, because: null }];
    if (isOwnedByTeam(path)) return [{ path, entry: theirs, because: 'owned_by_team' }];
    if (theirs === null && ours !== null) return [{ path, entry: null, because: 'edited_obsolete' }];
    return [];
  });
}
