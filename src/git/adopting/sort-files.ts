import type { KeptBecause } from '../../contract/adoptions.ts';
import type { ConflictFile } from '../merging/native-merge.ts';
import type { Entry } from '../store/history.ts';

type Files = ReadonlyMap<string, Entry>;

/** What happened to each file since it was generated. Paths are sorted. */
export interface SortedFiles {
  readonly unchanged: number;
  readonly custom: readonly string[];
  readonly edited: readonly string[];
  readonly deleted: readonly string[];
  /** Unchanged, and no longer generated. */
  readonly obsolete: readonly string[];
}

/** Classifies the files of a team's branch (`ours`) by the generated code before (`base`) and now (`theirs`). */
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

/** Documents that people write for releases and readers: the team's version wins a conflict. */
const OWNED = [
  /(^|\/)CHANGELOG\.md$/i,
  /(^|\/)README\.md$/i,
  /^\.release-please-manifest\.json$/,
  /^release-please-config\.json$/,
  /^(LICEN[CS]E|NOTICE|SECURITY|CONTRIBUTING)(\.\w+)?$/,
  /^\.github\//,
];
/** The generator's notes about its own run, which nobody edits. */
const NOTES_OF_GENERATOR = ['.stats.yml'];

export const isOwnedByTeam = (path: string) => OWNED.some((pattern) => pattern.test(path));

/** A change of the base that gives a file the intended merge, and the reason; null: the file is not kept. */
interface Settled {
  readonly path: string;
  /** The file in the base; null: it is removed. */
  readonly entry: Entry | null;
  readonly because: KeptBecause | null;
}

/**
 * Custom files that Kiln generates too are kept byte for byte. In the base they equal Kiln's version, so they count
 * as changed by the team, and later builds merge changes into them.
 */
export function settleCustom(base: Files, ours: Files, theirs: Files): Settled[] {
  return [...ours].flatMap(([path, mine]) => {
    const made = theirs.get(path);
    if (base.has(path) || made === undefined || isSame(mine, made)) return [];
    return [{ path, entry: made, because: isOwnedByTeam(path) ? 'owned_by_team' : 'custom_and_generated' }];
  });
}

/**
 * Unedited files that Kiln does not generate but releases need: the team's own files, and the scripts that their
 * workflows name. `workflows`: the text of these.
 */
export function settleObsolete(obsolete: readonly string[], workflows: readonly string[]): Settled[] {
  return obsolete.flatMap((path): Settled[] => {
    if (isOwnedByTeam(path)) return [{ path, entry: null, because: 'owned_by_team' }];
    const isRun = /^(bin|scripts)\//.test(path) && workflows.some((text) => text.includes(path));
    return isRun ? [{ path, entry: null, because: 'used_by_workflow' }] : [];
  });
}

/** File names of workflows that a forge runs. */
export const isWorkflow = (path: string) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path);

/**
 * Files whose conflict an adoption resolves: edited files that Kiln does not generate are kept; the team's own files
 * stay; the generator's notes are Kiln's. A person decides about the others.
 */
export function settleConflicts(conflicts: readonly ConflictFile[]): Settled[] {
  return conflicts.flatMap(({ path, ours, theirs }): Settled[] => {
    if (NOTES_OF_GENERATOR.includes(path)) return [{ path, entry: ours, because: null }];
    if (isOwnedByTeam(path)) return [{ path, entry: theirs, because: 'owned_by_team' }];
    if (theirs === null && ours !== null) return [{ path, entry: null, because: 'edited_obsolete' }];
    return [];
  });
}
