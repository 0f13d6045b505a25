import fc from 'fast-check';

/** Branches of a history. `main` exists from the start. */
export const BRANCHES = ['main', 'feat', 'rel'] as const;
export type Branch = (typeof BRANCHES)[number];

/** Generated files. */
export const NAMES = ['a', 'b', 'c'].map((name) => `src/${name}`);

const branch = fc.constantFrom<Branch>('main', 'main', 'feat', 'feat', 'rel');
const isLogged = fc.boolean();

/** An action of a build or a person. An impossible one, as on a missing branch, changes nothing. */
export const deed = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('build' as const),
      on: branch,
      written: fc.subarray(NAMES, { minLength: 1 }),
      dropped: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.subarray(NAMES, { minLength: 1, maxLength: 1 }) },
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('edit' as const),
      on: branch,
      marked: fc.subarray(NAMES, { minLength: 1, maxLength: 2 }),
      own: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('clash' as const),
      on: branch,
      name: fc.constantFrom(...NAMES),
      isRemoved: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('begin' as const), on: branch, from: branch }) },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('squash' as const), on: branch, from: branch, isLogged }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rebase' as const), on: branch }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('cherry-pick' as const), on: branch, from: branch }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('reset' as const),
      on: branch,
      back: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('force' as const), on: branch, from: branch }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('shallow' as const), on: branch, isLogged }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), on: branch }) },
);
export type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;
