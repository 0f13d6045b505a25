import { expect, test } from 'vitest';
import { checkPath } from '../../../src/api/paths.ts';

test.each(['openapi.yml', 'schemas/pet.yaml', 'a/b/c.json', '.gitignore', 'git/x', 'dotgit/.gitkeep'])(
  'takes %s',
  (path) => {
    expect(() => checkPath(path, 'revision')).not.toThrow();
  },
);

test.each([
  ['', 'is empty'],
  ['../x', 'leads out of the folder'],
  ['a/../../x', 'leads out of the folder'],
  ['/etc/passwd', 'is absolute'],
  ['C:/x', 'is absolute'],
  ['a//b', 'is not normalised'],
  ['./a', 'is not normalised'],
  ['a/', 'is not normalised'],
  ['a\0b', 'control character'],
  ['a\\b', 'backslash'],
  ['.git/config', 'names .git'],
  ['a/.GIT/hooks/x', 'names .git'],
  ['.g\u200cit/x', 'names .git'],
  ['GIT~1/x', 'names .git'],
  ['.git. /x', 'names .git'],
  ['.git::$INDEX_ALLOCATION/x', 'names .git'],
  ['x'.repeat(501), 'longer than'],
])('refuses %j: %s', (path, why) => {
  expect(() => checkPath(path, 'revision')).toThrow(why);
  expect(() => checkPath(path, 'revision')).toThrow(/^revision: the path /);
});
