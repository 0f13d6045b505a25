import { expect, test } from 'vitest';
import { spanOf } from '../../../web/src/span.ts';

const MINUTE = 60_000;

test('the range of a build reaches from its creation to the end of its last step', () => {
  const { label, place, pauses } = spanOf(0, [{ attempt: 1, from: 2_000, to: 8_000 }], null);
  expect(label).toBe('8.0 s');
  expect([place(0), place(4_000), place(8_000)]).toEqual([0, 0.5, 1]);
  expect(pauses).toEqual([]);
});

test('the time until a retry is left out of the range', () => {
  const first = { attempt: 1, from: 0, to: 30_000 };
  const second = { attempt: 2, from: 60 * MINUTE, to: 60 * MINUTE + 30_000 };
  const { label, place, pauses } = spanOf(0, [second, first], null);
  expect(label).toBe('1 m 00 s');
  expect(place(30_000)).toBe(0.5);
  expect(place(60 * MINUTE)).toBe(0.5);
  expect(place(60 * MINUTE + 15_000)).toBe(0.75);
  expect(pauses).toEqual([{ at: 0.5, ms: 60 * MINUTE - 30_000 }]);
});

test('a long wait within one attempt is shown as it was', () => {
  const intervals = [
    { attempt: 1, from: 0, to: 10_000 },
    { attempt: 1, from: 50_000, to: 60_000 },
  ];
  expect(spanOf(0, intervals, null).pauses).toEqual([]);
});

test('the range of a running build grows in steps', () => {
  expect(spanOf(0, [{ attempt: 1, from: 0, to: 11_000 }], 11_000).label).toBe('20 s');
});
