import { changedText } from '../store/diff.ts';
import type { Repository } from '../store/repository.ts';
import { compareVersions } from './versions.ts';

/** A larger change is more than a change of version. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Files that record from which inputs an SDK was made: they change with the version in those inputs. */
const ABOUT_INPUTS = /^\.stats\.yml$/;

/**
 * Whether two commits differ only in the package's version: in every changed line, one of `forms` replaced another
 * version.
 *
 * @param forms the new version, in the forms of the package managers and the description
 */
export async function isVersionChange(
  repository: Repository,
  from: string,
  to: string,
  forms: readonly string[],
): Promise<boolean> {
  const hunks = await changedText(repository, from, to, MAX_BYTES);
  if (hunks === null) return false;
  const counted = hunks.filter(({ path }) => !ABOUT_INPUTS.test(path));
  return (
    counted.length > 0 &&
    counted.every(
      ({ removed, added }) =>
        removed.length === added.length &&
        removed.length > 0 &&
        removed.every((line, i) => versionsIn(line, added[i] ?? '', forms) !== null),
    )
  );
}

/**
 * The highest version that custom code has in place of the generated one; null if there is none.
 *
 * @param forms the generated version, in the forms in which it is written
 */
export async function customVersion(
  repository: Repository,
  snapshot: string,
  head: string,
  forms: readonly string[],
): Promise<string | null> {
  const hunks = (await changedText(repository, snapshot, head, MAX_BYTES)) ?? [];
  const found = hunks
    .filter(({ removed, added }) => removed.length === added.length)
    .flatMap(({ removed, added }) =>
      removed.flatMap((line, i) => versionsIn(added[i] ?? '', line, forms) ?? []),
    );
  return found.sort(compareVersions).at(-1) ?? null;
}

/** Words that begin with a digit, such as versions: `1.2.0-beta.1`, without a full stop at the end of a sentence. */
const WORD = /(\d[\w+-]*(?:\.[\w+-]+)*)/;
const VERSION_LIKE = /^\d+(?:\.\d+)*(?:[-+.]?[a-z][\w.+-]*|-\d[\w.-]*)?$/i;

/**
 * The versions in `other` in place of which `line` has one of `forms`; null if the two differ in more, or not at all.
 */
function versionsIn(other: string, line: string, forms: readonly string[]): string[] | null {
  const [before, after] = [other.split(WORD), line.split(WORD)];
  if (before.length !== after.length || other === line) return null;
  // A number such as `2` is a version only if the line says so.
  const clear = forms.filter((form) => form.includes('.') || /version/i.test(line));
  const found: string[] = [];
  for (const [i, word] of after.entries()) {
    const old = before[i] ?? '';
    if (old === word) continue;
    const version = i % 2 === 0 ? null : replaced(old, word, clear);
    if (version === null) return null;
    found.push(version);
  }
  return found;
}

/**
 * The version in `old` at the position where `word` has one of the forms: `petstore-1.0.0.tgz` has other text around
 * it.
 */
function replaced(old: string, word: string, forms: readonly string[]): string | null {
  for (const form of forms) {
    const at = word.indexOf(form);
    if (form === '' || at < 0) continue;
    const [head, tail] = [word.slice(0, at), word.slice(at + form.length)];
    if (/[\d.]$/.test(head) || /^\d/.test(tail)) continue;
    if (old.length <= head.length + tail.length || !old.startsWith(head) || !old.endsWith(tail)) continue;
    const version = old.slice(head.length, old.length - tail.length);
    if (VERSION_LIKE.test(version)) return version;
  }
  return null;
}
