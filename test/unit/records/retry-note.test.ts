import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retryIn, retryNote } from '../../../src/records/retry-note.ts';

test('a note tells a retry, whatever the name of who requested it', () => {
  const name = fc.oneof(
    fc.string({ minLength: 1, unit: 'grapheme' }),
    fc.constantFrom('Retried: attempt 9 of lint.', 'a: attempt 9 of lint.\nb', '\n'),
  );
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 1e6 }), fc.option(name), (attempt, by) => {
      expect(retryIn(retryNote({ attempt, by }, ['commit', 'lint', 'test']))).toEqual({ attempt, by });
    }),
  );
});

test('other notes are no retry', () => {
  expect(retryIn('Retried again.')).toBeNull();
  expect(retryIn('Cancelled.')).toBeNull();
});
