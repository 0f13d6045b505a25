import { afterAll, expect, test } from 'vitest';
import { Descriptions } from '../../../src/codegen/descriptions.ts';
import { diagnose } from '../../../src/codegen/diagnose.ts';
import { runUnder } from '../../../src/runtime/step-signal.ts';

const descriptions = new Descriptions();
afterAll(() => descriptions.close());

/** So large that it goes to the thread. */
function large(operations: number): string {
  const paths = Array.from(
    { length: operations },
    (_, i) => `  /p${i}:\n    get:\n      responses:\n        "200": { description: ${'x'.repeat(80)} }\n`,
  );
  return `openapi: 3.0.3\ninfo:\n  title: T\n  version: "1"\npaths:\n${paths.join('')}`;
}

test('a large description is prepared in a thread, as a small one is at once', async () => {
  const files = new Map([
    ['openapi.yml', large(1000)],
    ['stainless.yml', 'tragets: {}\n'],
  ]);
  const expected = await diagnose(files);
  expect(expected.diagnostics.length).toBeGreaterThan(100);
  // This thread goes on meanwhile: a timer is served before the answer.
  const order: string[] = [];
  const [found] = await Promise.all([
    descriptions.diagnose(files).finally(() => order.push('answer')),
    new Promise((resolve) => setTimeout(resolve, 1)).then(() => order.push('timer')),
  ]);
  expect(found).toEqual(expected);
  expect(order).toEqual(['timer', 'answer']);
});

test('the message of a large change comes from a thread', async () => {
  const json = async (operations: number) =>
    (await diagnose(new Map([['openapi.yml', large(operations)]]))).prepared?.document ?? '';
  const message = await descriptions.message(await json(1000), await json(1001));
  expect(message).toBe('feat(api): add GET /p1000');
});

test('a large config file is guessed in a thread, and what is no description is told', async () => {
  const context = { project: 'p', targets: { go: {} } };
  expect(await descriptions.guess(large(1000), context)).toMatchObject({
    ok: true,
    content: expect.stringContaining('get /p999'),
  });
  expect(await descriptions.guess('x: 1', context)).toMatchObject({ ok: false });
});

test('what goes wrong in the thread comes back as an error', async () => {
  await expect(descriptions.message('x'.repeat(200_000), '{}')).rejects.toThrow('JSON');
});

test('a step that is over its limit ends its thread, and the next one is served', async () => {
  const files = new Map([['openapi.yml', large(1000)]]);
  const over = runUnder(AbortSignal.timeout(1), () => descriptions.diagnose(files));
  await expect(over).rejects.toThrow(/aborted/i);
  expect((await descriptions.diagnose(files)).prepared).not.toBeNull();
});
