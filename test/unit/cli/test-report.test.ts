import { expect, test } from 'vitest';
import { failuresOf, Report, skipsOf } from '../../../src/cli/test-report.ts';

const one = (fullName: string, status: string, missing?: readonly string[]) => ({
  fullName,
  status,
  failureMessages: status === 'failed' ? ['Error: wrong\n  at x'] : [],
  meta: missing === undefined ? {} : { missing },
});

test('counts skipped tests by what is missing, and lists failures', () => {
  const report = Report.parse({
    numPassedTests: 1,
    numFailedTests: 1,
    numPendingTests: 4,
    testResults: [
      {
        name: '/a.test.ts',
        status: 'failed',
        message: '',
        assertionResults: [
          one('passes', 'passed'),
          one('fails', 'failed'),
          one('needs Ruby', 'skipped', ['ruby (apt-get install ruby)']),
          one('needs two', 'skipped', ['ruby (apt-get install ruby)', 'go (./kiln setup --toolchains)']),
          one('is skipped by itself', 'skipped'),
        ],
      },
    ],
  });
  expect(skipsOf(report)).toEqual([
    '2 without ruby (apt-get install ruby)',
    '1 without go (./kiln setup --toolchains)',
  ]);
  expect(failuresOf(report)).toEqual([expect.stringContaining('fails: Error: wrong')]);
});
