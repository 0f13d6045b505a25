import { expect, test } from 'vitest';
import { parseQueues } from '../../../src/cli/worker.ts';

test.each([
  ['builds', ['builds']],
  ['checks', ['checks']],
  ['checks, builds', ['builds', 'checks']],
  ['builds,builds', ['builds']],
])('--queues %s', (text, queues) => {
  expect(parseQueues(text)).toEqual(queues);
});

test.each(['', 'lint', 'builds,', 'Builds'])('rejects --queues %j by name', (text) => {
  expect(() => parseQueues(text)).toThrow('--queues: there is no queue');
});
