import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deed } from '../../../git-deeds.ts';
import { Gone, Model, type Told } from '../../../git-model.ts';
import { SdkRepository } from '../../../sdk-repository.ts';

/** Number of histories: `npm run test:histories` tries thousands. */
const RUNS = Number(process.env.KILN_TEST_HISTORIES ?? 8);
const SEED = process.env.KILN_TEST_SEED === undefined ? undefined : Number(process.env.KILN_TEST_SEED);

test('for any history, no build conflicts needlessly, loses an edit, or duplicates a line', async () => {
  const told: Told[] = [];
  const histories = fc.array(deed, { minLength: 4, maxLength: 20, size: 'max' });
  await fc.assert(
    fc.asyncProperty(histories, async (deeds) => {
      const sdk = await SdkRepository.open();
      const model = new Model(sdk);
      try {
        await model.begin();
        for (const one of deeds) expect(await model.do(one)).toBe(null);
        expect(await model.end()).toBe(null);
      } catch (error) {
        if (!(error instanceof Gone)) throw error;
      } finally {
        await sdk.close();
        told.push(model.told);
      }
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: false },
  );
  if (RUNS > 100)
    process.stderr.write(`${summary(told)}
`);
}, 36_000_000);

/** Statistics of all histories, for docs/decisions/0025. */
function summary(told: readonly Told[]): string {
  const sum = (count: (one: Told) => number | undefined) =>
    told.reduce((all, one) => all + (count(one) ?? 0), 0);
  const kinds = [...new Set(told.flatMap(({ done }) => Object.keys(done)))].sort() as (keyof Told['done'])[];
  const done = kinds.map((kind) => `${kind} ${sum((one) => one.done[kind])}`).join(', ');
  const conflicts = `right ${sum((one) => one.rightly)}, base unknown ${sum((one) => one.unverified)}, false 0`;
  return `${told.length} histories with seed ${SEED ?? 'of chance'}: ${done}; conflicts: ${conflicts}`;
}
