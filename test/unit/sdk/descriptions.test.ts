import { afterAll, expect, test } from 'vitest';
import { runUnder } from '../../../src/runtime/processes/abort-context.ts';
import { Descriptions } from '../../../src/sdk/descriptions.ts';
import { diagnose } from '../../../src/sdk/diagnose.ts';

const descriptions = new Descriptions();
afterAll(() => descriptions.close());

/** Large enough to be handled by the thread. */
function large(operations: number): string {
  const paths = Array.from(
    { length: operations },
    (_, i) => `  /p${i}:\n    get:\n      responses:\n        "200": { description: ${'x'.repeat(80)} }\n`,
  );
  return `openapi: 3.0.3\ninfo:\n  title: T\n  version: "1"\npaths:\n${paths.join('')}`;
}

test('prepares a description in a thread with the same result, and stays responsive', async () => {
  const files = new Map([
    ['openapi.yml', large(1000)],
    ['stainless.yml', 'tragets: {}\n'],
  ]);
  const expected = await diagnose(files);
  expect(expected.diagnostics.length).toBeGreaterThan(100);
  // This thread stays responsive: a timer fires before the answer arrives.
  const order: string[] = [];
  const [found] = await Promise.all([
    descriptions.diagnose(files).finally(() => order.push('answer')),
    new Promise((resolve) => setTimeout(resolve, 1)).then(() => order.push('timer')),
  ]);
  expect(found).toEqual(expected);
  expect(order).toEqual(['timer', 'answer']);
});

test('computes the message of a large change in a thread', async () => {
  const json = async (operations: number) =>
    (await diagnose(new Map([['openapi.yml', large(operations)]]))).prepared?.document ?? '';
  const message = await descriptions.message(await json(1000), await json(1001));
  expect(message).toBe('feat(api): add GET /p1000');
});

test('guesses a large config file in a thread, and reports what is not a description', async () => {
  const context = { project: 'p', targets: { go: {} } };
  expect(await descriptions.guess(large(1000), context)).toMatchObject({
    ok: true,
    content: expect.stringContaining('get /p999'),
  });
  expect(await descriptions.guess('x: 1', context)).toMatchObject({ ok: false });
});

test('a description that takes too long or too much memory ends only its thread, with a fatal diagnostic', async () => {
  const files = new Map([['openapi.yml', large(20_000)]]);
  const fatal = (words: RegExp) => [
    expect.objectContaining({ level: 'fatal', message: expect.stringMatching(words) }),
  ];
  for (const [limits, words] of [
    [{ limitMs: 5 }, /^The description takes longer than 0.005 s/],
    // Enough for the thread itself.
    [{ memoryMb: 64 }, /^The description needs more than 64 MB of memory/],
  ] as const) {
    const limited = new Descriptions(limits);
    expect(await limited.diagnose(files)).toMatchObject({ prepared: null, diagnostics: fatal(words) });
    await limited.close();
  }
});

test('returns errors from the thread', async () => {
  await expect(descriptions.message('x'.repeat(200_000), '{}')).rejects.toThrow('JSON');
});

test('ends the thread of a step that exceeds its limit, and serves the next one', async () => {
  const files = new Map([['openapi.yml', large(1000)]]);
  const over = runUnder(AbortSignal.timeout(1), () => descriptions.diagnose(files));
  await expect(over).rejects.toThrow(/aborted/i);
  expect((await descriptions.diagnose(files)).prepared).not.toBeNull();
});
