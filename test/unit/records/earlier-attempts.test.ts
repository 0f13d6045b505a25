import { expect, test } from 'vitest';
import { attemptsIn } from '../../../src/records/earlier-attempts.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const event = (second: number, step: string | null, status: string, rest: object = {}) => ({
  target: 'go',
  step,
  status,
  conclusion: null,
  note: null,
  at: at(second),
  ...rest,
});

test('transitions are grouped by the attempt that they are of', () => {
  const { of } = attemptsIn([
    event(1, 'lint', 'in_progress'),
    event(1, 'test', 'queued'),
    event(2, 'test', 'in_progress'),
    event(3, 'lint', 'completed', { conclusion: 'success' }),
    event(4, 'test', 'completed', { conclusion: 'failure', note: 'exited with 1' }),
    event(9, null, 'not_started', { note: 'Retried by Ada: attempt 3 of test.' }),
    event(10, 'test', 'in_progress'),
  ]);
  expect(of('go', 'lint')).toEqual([
    { attempt: 1, by: null, conclusion: 'success', note: null, startedAt: at(1), completedAt: at(3) },
  ]);
  expect(of('go', 'test')).toEqual([
    {
      attempt: 1,
      by: null,
      conclusion: 'failure',
      note: 'exited with 1',
      startedAt: at(2),
      completedAt: at(4),
    },
    { attempt: 3, by: 'Ada', conclusion: null, note: null, startedAt: at(10), completedAt: null },
  ]);
  expect(of('python', 'test')).toEqual([]);
});

test('a retry whose note is unknown is the next attempt', () => {
  const { of } = attemptsIn([
    event(1, 'test', 'completed', { conclusion: 'failure' }),
    event(2, null, 'not_started', { note: 'In other words.' }),
    event(3, 'test', 'completed', { conclusion: 'success' }),
  ]);
  expect(of('go', 'test').map(({ attempt }) => attempt)).toEqual([1, 2]);
});
