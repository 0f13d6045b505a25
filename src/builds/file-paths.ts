import { badRequest } from '../contract/errors.ts';

const MAX_LENGTH = 500;
/** Maximum length of a file name on common file systems, in bytes. */
const MAX_SEGMENT_BYTES = 255;

/** Checks a path of a file map. Throws a 400 that names `field` and the path. */
export function checkPath(path: string, field: string): void {
  const shown = JSON.stringify(path.slice(0, 100));
  const refuse = (why: string) => badRequest(`${field}: the path ${shown} ${why}.`);
  if (path === '') throw refuse('is empty');
  if (path.length > MAX_LENGTH) throw refuse(`is longer than ${MAX_LENGTH} characters`);
  if (/\p{Cc}/u.test(path)) throw refuse('contains a control character');
  if (path.includes('\\')) throw refuse('contains a backslash; use / between folders');
  if (path.startsWith('/') || /^[a-zA-Z]:/.test(path)) throw refuse('is absolute; it must be relative');
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') throw refuse('is not normalised');
    if (segment === '..') throw refuse('points outside the folder');
    if (Buffer.byteLength(segment) > MAX_SEGMENT_BYTES)
      throw refuse(`contains a name of more than ${MAX_SEGMENT_BYTES} bytes`);
    if (isDotGit(segment)) throw refuse('names .git');
  }
}

/** Rejects a path that is both a file and a folder. Throws a 400 that names both. */
export function checkPaths(files: ReadonlyMap<string, unknown>, field: string): void {
  for (const path of files.keys()) {
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      const folder = path.slice(0, end);
      if (!files.has(folder)) continue;
      const [one, other] = [folder, path].map((name) => JSON.stringify(name.slice(0, 100)));
      throw badRequest(`${field}: ${one} cannot be a file, because ${other} is inside it.`);
    }
  }
}

/** Whether a name is a spelling of `.git` on some file system: case, ignored code points, NTFS short name. */
function isDotGit(segment: string): boolean {
  const folded = segment
    .normalize('NFKC')
    .replace(/[\u200c-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu, '')
    .toLowerCase()
    .replace(/[. ]+$/, '')
    .replace(/:.*$/, '');
  return folded === '.git' || folded === 'git~1';
}
