import { badRequest } from '../contract/errors.ts';

const MAX_LENGTH = 500;

/** Checks a path of a file map. Throws a 400 that names `field` and the path. */
export function checkPath(path: string, field: string): void {
  const shown = JSON.stringify(path.slice(0, 100));
  const refuse = (why: string) => badRequest(`${field}: the path ${shown} ${why}.`);
  if (path === '') throw refuse('is empty');
  if (path.length > MAX_LENGTH) throw refuse(`is longer than ${MAX_LENGTH} characters`);
  if (/\p{Cc}/u.test(path)) throw refuse('has a control character');
  if (path.includes('\\')) throw refuse('has a backslash; use / between folders');
  if (path.startsWith('/') || /^[a-zA-Z]:/.test(path)) throw refuse('is absolute; it must be relative');
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') throw refuse('is not normalised');
    if (segment === '..') throw refuse('leads out of the folder');
    if (isDotGit(segment)) throw refuse('names .git');
  }
}

/** `.git` in every spelling that some file system takes for it: case, ignored code points, NTFS short name. */
function isDotGit(segment: string): boolean {
  const folded = segment
    .normalize('NFKC')
    .replace(/[\u200c-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu, '')
    .toLowerCase()
    .replace(/[. ]+$/, '')
    .replace(/:.*$/, '');
  return folded === '.git' || folded === 'git~1';
}
