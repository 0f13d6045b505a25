import { expect, test } from 'vitest';
import { checkPath, checkPaths } from '../../../src/builds/file-paths.ts';

test.each(['openapi.yml', 'schemas/pet.yaml', 'a/b/c.json', '.gitignore', 'git/x', 'dotgit/.gitkeep'])(
  'accepts %s',
  (path) => {
    expect(() => checkPath(path, 'revision')).not.toThrow();
  },
);

test.each([
  ['', 'is empty'],
  ['../x', 'points outside the folder'],
  ['a/../../x', 'points outside the folder'],
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
  [`a/${'é'.repeat(128)}`, 'more than 255 bytes'],
])('rejects %j: %s', (path, why) => {
  expect(() => checkPath(path, 'revision')).toThrow(why);
  expect(() => checkPath(path, 'revision')).toThrow(/^revision: the path /);
});

test('rejects a path that is both a file and a folder', () => {
  const files = (...paths: string[]) => new Map(paths.map((path) => [path, '']));
  expect(() => checkPaths(files('a', 'a/b'), 'revision')).toThrow(
    'revision: "a" cannot be a file, because "a/b" is inside it.',
  );
  expect(() => checkPaths(files('x/y/z', 'x/y'), 'revision')).toThrow(/"x\/y" cannot be a file/);
  expect(() => checkPaths(files('a', 'a.b', 'ab/c', 'b/a'), 'revision')).not.toThrow();
});
