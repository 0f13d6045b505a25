import { expect, test } from 'vitest';
import { scheduledRuns } from '../scheduled-runs.ts';

test('every run of a schedule creates exactly one build, also if the worker is killed midway', async () => {
  const { runs, started, builds, downFrom, downTo } = await scheduledRuns(4, () => {});
  expect(runs.length).toBeGreaterThanOrEqual(4);
  expect(runs).toHaveLength(started);
  expect(builds).toBe(runs.length);
  expect(new Set(runs.map(({ due }) => due)).size).toBe(runs.length);
  expect(runs.some(({ due }) => due > downFrom && due < downTo)).toBe(true);
  for (const { workflow, builds: made } of runs) {
    expect(workflow).toBe('COMPLETED');
    expect(made).toMatchObject([
      { open: false, conclusion: expect.stringMatching(/^(noop|success|cancelled)$/) },
    ]);
  }
}, 600_000);
