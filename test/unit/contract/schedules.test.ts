import fc from 'fast-check';
import { expect, test } from 'vitest';
import { durationMs, durationText, PutScheduleBody } from '../../../src/contract/schedules.ts';

test.each([
  ['10s', 10_000],
  ['90m', 5_400_000],
  ['6h', 21_600_000],
  ['365d', 31_536_000_000],
])('%s is %i ms', (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});

test.each(['', 's', '10', '10 s', '1.5h', '-1s', '10S', '10w', '1h30m', '10000000000s'])(
  'rejects the duration %j',
  (text) => {
    expect(durationMs(text)).toBeNull();
  },
);

test('every duration in seconds is written and read back unchanged', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 365 * 24 * 60 * 60 }), (seconds) => {
      expect(durationMs(durationText(seconds * 1000))).toBe(seconds * 1000);
    }),
  );
});

test('missing fields get their defaults, the catch-up window always', () => {
  expect(PutScheduleBody.parse({ cron: '@daily' })).toEqual({
    cron: '@daily',
    time_zone: 'UTC',
    branch: 'main',
    unchanged: 'noop',
    overlap: 'skip',
    catchup_window: '10m',
    paused: false,
    note: '',
  });
});

test.each(['0 4 * * *', '*/5 0-12 1,15 JAN-MAR MON', '0  4 * * *', '@hourly'])(
  'accepts the cron %j',
  (cron) => {
    expect(PutScheduleBody.safeParse({ cron }).success).toBe(true);
  },
);

test.each([
  '',
  '* * * *',
  '* * * * * *',
  '@every 5m',
  'CRON_TZ=UTC 0 4 * * *',
  '0 4 * * * # x',
  '0 4 * * \n*',
])('rejects the cron %j', (cron) => {
  expect(PutScheduleBody.safeParse({ cron }).success).toBe(false);
});
