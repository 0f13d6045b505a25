import { expect, test } from 'vitest';
import { isError, pieces, plain } from '../../../web/src/ansi.ts';
import { LogScan } from '../../../web/src/views/log-scan.ts';

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

test('looks at each line of a log that grows once', () => {
  const seen: string[] = [];
  const scan = new LogScan((line) => {
    seen.push(line);
    return line.includes('b');
  });
  expect(scan.scan(['a', 'b'])).toEqual([1]);
  const more = ['a', 'b', 'c', 'bb'];
  expect(scan.scan(more)).toEqual([1, 3]);
  expect(scan.scan(more)).toBe(scan.scan([...more]));
  expect(seen).toEqual(more);
  expect(scan.scan(['b'])).toEqual([0]);
});

test('stops at the first line if only one is wanted', () => {
  const scan = new LogScan((line) => line === 'b', 1);
  expect(scan.scan(['a'])).toEqual([]);
  expect(scan.scan(['a', 'b', 'b'])).toEqual([1]);
});
