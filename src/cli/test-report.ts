import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import { PACKAGE_ROOT } from '../runtime/package-root.ts';

/**
 * The parts of vitest's JSON report that are used. A file that cannot be loaded, or whose set-up fails, has its own
 * message.
 */
export const Report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
          /** Of a test that `needs` skipped: what is missing, and how to get it. */
          meta: z.object({ missing: z.array(z.string()).optional() }).optional(),
        }),
      ),
    }),
  ),
});
export type Report = z.infer<typeof Report>;
/** Of a run that ended before it wrote one. */
export const NO_REPORT: Report = {
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  testResults: [],
};
type TestResult = Report['testResults'][number]['assertionResults'][number];

/** The failures, one line each: the file, the test, and the first line of the message. Empty if all passed. */
export function failuresOf({ testResults }: Report): string[] {
  return testResults.flatMap((file) => {
    const tests = file.assertionResults.filter((each) => each.status === 'failed');
    if (tests.length > 0) return tests.map((each) => lineOf(file.name, each));
    const name = path.relative(PACKAGE_ROOT, file.name);
    return file.status === 'failed' ? [`${name}: ${firstLine(file.message)}`] : [];
  });
}

/** Tests that failed once and then passed, as `failuresOf` lists failures. A retry hides no fault that stays. */
export function flakyOf({ testResults }: Report): string[] {
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status, failureMessages }) => status === 'passed' && (failureMessages?.length ?? 0) > 0)
      .map((each) => lineOf(name, each)),
  );
}

/** How many tests were skipped for each thing that this machine lacks, the most first. A test may lack several. */
export function skipsOf({ testResults }: Report): string[] {
  const counts = new Map<string, number>();
  for (const { assertionResults } of testResults) {
    for (const missing of assertionResults.flatMap(({ meta }) => meta?.missing ?? [])) {
      counts.set(missing, (counts.get(missing) ?? 0) + 1);
    }
  }
  return [...counts]
    .sort(([one, many], [other, more]) => more - many || one.localeCompare(other))
    .map(([missing, count]) => `${count} without ${missing}`);
}

function lineOf(file: string, { fullName, failureMessages }: TestResult): string {
  return `${path.relative(PACKAGE_ROOT, file)} > ${fullName}: ${firstLine(failureMessages?.[0] ?? '')}`;
}

function firstLine(text: string): string {
  return stripVTControlCharacters(text).split('\n', 1).join('').slice(0, 300);
}
