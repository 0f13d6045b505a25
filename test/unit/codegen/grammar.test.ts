import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { Descriptions } from '../../../src/sdk/descriptions.ts';
import { descriptions } from '../../grammar.ts';

// `npm run chaos` sends thousands of others to a running Kiln.
const SEED = Number(process.env.KILN_TEST_SEED ?? 20_261_128);
const COUNT = Number(process.env.KILN_TEST_DESCRIPTIONS ?? 150);

/** Targets alone: the rest is guessed. */
const CONFIG = 'targets: { typescript: {}, python: {}, go: {}, cli: {} }\n';

const threads = new Descriptions({ limitMs: 30_000 });
afterAll(() => threads.close());

test('prepares every valid, nearly valid or absurd description, or explains in a fatal diagnostic why not', async () => {
  const failed: string[] = [];
  const prepared = { yes: 0, no: 0 };
  for (const { file, text } of fc.sample(descriptions, { seed: SEED, numRuns: COUNT })) {
    const files = new Map([
      [file, text],
      ['stainless.yml', CONFIG],
    ]);
    const found = await threads.diagnose(files);
    const fatal = found.diagnostics.filter(({ level }) => level === 'fatal');
    if (found.prepared === null) prepared.no += 1;
    else prepared.yes += 1;
    if ((found.prepared === null) !== fatal.length > 0) failed.push(`no reason: ${text}`);
    // A crashed thread, or an unexpected library error, should become a specific diagnostic.
    const crashed = fatal.find(({ message }) => /cannot be processed|takes longer|needs more/.test(message));
    if (crashed !== undefined) failed.push(`${crashed.message}: ${text}`);
    // Nobody could correct an error in what Kiln guessed.
    for (const { level, configRef, message } of found.diagnostics)
      if (level === 'error' && configRef !== undefined) failed.push(`${configRef}: ${message}: ${text}`);
    const first = await threads.check(file, text);
    if (!first.ok && found.prepared !== null) failed.push(`refused and prepared: ${text}`);
    if (found.prepared !== null)
      await threads
        .input(found.prepared.document)
        .catch((error: unknown) => failed.push(`${error}: ${text}`));
  }
  expect(failed.map((line) => line.slice(0, 3000))).toEqual([]);
  // The grammar is only useful if it produces both.
  expect(Math.min(prepared.yes, prepared.no)).toBeGreaterThan(COUNT / 20);
});
