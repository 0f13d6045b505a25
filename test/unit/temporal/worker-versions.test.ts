import { expect, test } from 'vitest';
import { type Deployment, planLeaving, planVersions } from '../../../src/temporal/worker-versions.ts';

/** Versions in the order in which they were first seen; those with a star have a worker. */
const deployment = (current: string | null, ...names: string[]): Deployment => ({
  current,
  versions: names.map((name, i) => ({
    buildId: name.replace('*', ''),
    firstSeenMs: i,
    served: name.endsWith('*'),
  })),
});
const NOTHING = { makeCurrent: false, moveFrom: [] };

test.each([
  [
    'the first version becomes current',
    deployment(null, 'a*'),
    'a',
    true,
    { makeCurrent: true, moveFrom: [] },
  ],
  ['the current one stays so', deployment('a', 'a*'), 'a', true, NOTHING],
  ['one that the server has not seen does nothing', deployment('a', 'a*'), 'b', true, NOTHING],
  [
    'a newer one becomes current when it starts, and leaves what others have',
    deployment('a', 'a*', 'b*'),
    'b',
    true,
    { makeCurrent: true, moveFrom: [] },
  ],
  ['and only then: people may have chosen another', deployment('a', 'a*', 'b*'), 'b', false, NOTHING],
  ['an older one that starts again takes nothing', deployment('b', 'a*', 'b*'), 'a', true, NOTHING],
  [
    'an older one takes over where the current one is gone',
    deployment('b', 'a*', 'b'),
    'a',
    false,
    { makeCurrent: true, moveFrom: ['b'] },
  ],
  [
    'the current one takes what nobody runs',
    deployment('c', 'a', 'b*', 'c*'),
    'c',
    false,
    { makeCurrent: false, moveFrom: ['a'] },
  ],
  ['another one does not', deployment('c', 'a', 'b*', 'c*'), 'b', false, NOTHING],
  [
    'a new one after all others are gone',
    deployment('b', 'a', 'b', 'c*'),
    'c',
    true,
    { makeCurrent: true, moveFrom: ['a', 'b'] },
  ],
] as const)('%s', (_, seen, own, started, plan) => {
  expect(planVersions(seen, own, started)).toEqual(plan);
});

test.each([
  ['the last worker of an older version hands over to the current one', deployment('b', 'a', 'b*'), 'b'],
  ['one of several does not', deployment('b', 'a*', 'b*'), null],
  ['nor one of the current version', deployment('a', 'a', 'b*'), null],
  ['nor where the current one has no worker', deployment('b', 'a', 'b'), null],
  ['nor where none is current', deployment(null, 'a'), null],
] as const)('leaving: %s', (_, seen, to) => {
  expect(planLeaving(seen, 'a')).toBe(to);
});
