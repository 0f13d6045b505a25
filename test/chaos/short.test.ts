import { expect, test } from 'vitest';
import { FAULTS } from './faults.ts';
import { runChaos } from './run.ts';

/** The short form of `npm run chaos`: one short fault of each kind. */
test('loses nothing while builds run and one fault after another is injected', async () => {
  const result = await runChaos({
    faults: FAULTS.length,
    seed: 20_261_124,
    users: 2,
    gapMs: [500, 2_500],
    atMostMs: 600_000,
    descriptions: 100,
    lengths: { pauseMs: 8_000, refuseMs: 8_000, fullMs: 4_000 },
    say: () => {},
  });
  expect(result.wrong).toEqual([]);
  expect(result.builds).toBeGreaterThan(FAULTS.length);
  expect(result.commits).toBeGreaterThan(5);
  expect(result.descriptions).toMatchObject({ sent: 100 });
  expect(result.badInputs).toBeGreaterThan(0);
}, 900_000);
