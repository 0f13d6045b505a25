import { expect, test } from 'vitest';
import { excerptOf } from '../../../web/src/excerpt.ts';
import { parseMarkers, resolved } from '../../../web/src/markers.ts';

const MERGED = [
  'a',
  '<<<<<<< ours',
  'b',
  '||||||| base',
  'c',
  '=======',
  'd',
  '>>>>>>> theirs',
  'e',
  '',
].join('\n');

test('a merged file consists of shared parts and a choice for each difference', () => {
  const parts = parseMarkers(MERGED) ?? [];
  expect(parts).toEqual([
    { kind: 'same', lines: ['a'] },
    { kind: 'conflict', ours: ['b'], base: ['c'], theirs: ['d'] },
    { kind: 'same', lines: ['e', ''] },
  ]);
  expect(resolved(parts, ['ours'])).toBe('a\nb\ne\n');
  expect(resolved(parts, ['theirs'])).toBe('a\nd\ne\n');
  expect(resolved(parts, ['both'])).toBe('a\nb\nd\ne\n');
  expect(resolved(parts, [undefined])).toBeNull();
});

test('does not split a file with malformed markers', () => {
  expect(parseMarkers('<<<<<<< ours\na\n')).toBeNull();
});

test('shows a diagnostic at the line of its pointer', () => {
  const openapi = {
    'openapi.yml': {
      content: 'paths:\n  /pets:\n    get:\n      summary: x\n  /owners:\n    get:\n      y: 1\n',
    },
  };
  expect(excerptOf({ oas_ref: '#/paths/~1owners/get/y' }, openapi)).toMatchObject({
    path: 'openapi.yml',
    line: 7,
  });
  expect(excerptOf({ config_ref: '#/x' }, openapi)).toBeNull();
});
