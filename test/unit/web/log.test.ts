import { expect, test } from 'vitest';
import { isError, pieces, plain } from '../../../web/src/ansi.ts';

const ESC = String.fromCharCode(27);

test('shows terminal colours, and drops cursor movements', () => {
  expect(pieces(`a ${ESC}[1;31mred${ESC}[0m ${ESC}[2K${ESC}[3Ab`)).toEqual([
    { text: 'a ', style: '' },
    { text: 'red', style: 'ansi-bold ansi-fg-red' },
    { text: ' ', style: '' },
    { text: 'b', style: '' },
  ]);
  expect(plain(`${ESC}]8;;https://x.example${ESC}\\link${ESC}]8;;${ESC}\\`)).toBe('link');
});

test('shows only the last state of an overwritten line', () => {
  expect(pieces('10 %\r50 %\r100 %\r')).toEqual([{ text: '100 %', style: '' }]);
});

test('distinguishes error lines from lines that report zero errors', () => {
  expect(
    ['src/a.ts(1,2): error TS2304: x', 'FAIL test/a.test.ts', '✗ books', 'panic: nil'].filter(isError),
  ).toHaveLength(4);
  expect(
    ['0 errors', 'no failures', 'tsc --noEmitOnError', '$ grep -q error log', 'passed'].filter(isError),
  ).toEqual([]);
});
