import { expect, test } from 'vitest';
import { Turns } from '../../../../src/runtime/processes/turns.ts';

test('runs a limited number at a time, in order, and an exclusive one alone', async () => {
  const turns = new Turns(2);
  const running = new Set<string>();
  const seen: string[] = [];
  const work = (name: string) => async () => {
    running.add(name);
    seen.push([...running].join('+'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    running.delete(name);
    if (name === 'fails') throw new Error('failed');
    return name;
  };
  const results = await Promise.allSettled([
    turns.run(work('a')),
    turns.run(work('b')),
    turns.run(work('alone'), { alone: true }),
    turns.run(work('fails')),
    turns.run(work('c')),
  ]);
  expect(results.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
  expect(seen).toEqual(['a', 'a+b', 'alone', 'fails', 'fails+c']);
});
