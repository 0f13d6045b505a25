import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { once } from '../../../../src/runtime/toolchains/install-once.ts';

test('what several ask for at once is installed once, and again only after a failure', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'once-'));
  const target = path.join(folder, 'go');
  let calls = 0;
  const install = async () => {
    calls += 1;
    await wait(50);
    if (calls === 1) throw new Error('The network is down.');
    await writeFile(target, '');
  };
  const ask = () => once(target, () => {}, 'Go', install);
  expect(await Promise.allSettled([ask(), ask()])).toMatchObject([
    { status: 'rejected' },
    { status: 'rejected' },
  ]);
  expect(calls).toBe(1);
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([target, target, target]);
  expect(await ask()).toBe(target);
  expect(calls).toBe(2);
  await rm(folder, { recursive: true });
});
