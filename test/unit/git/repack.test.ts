import { mkdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CLOSED, closedRef } from '../../../src/git/refs.ts';
import { ageOf, isAged, repack } from '../../../src/git/repack.ts';
import { file } from '../../../src/git/store/file-tree.ts';
import { refsBelow } from '../../../src/git/store/history.ts';
import { Repository } from '../../../src/git/store/repository.ts';
import { SdkRepository } from '../../sdk-repository.ts';

let sdk: SdkRepository;

beforeEach(async () => {
  sdk = await SdkRepository.open();
});
afterEach(() => sdk.close());

const generated = (n: number) =>
  Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`src/f${i}`, `${i % 4 === 0 ? n : 0} of ${i}\n`]));

test('builds, pushes and reads continue during a repack, and nothing is lost', async () => {
  await sdk.build(generated(0));
  await sdk.push({ mine: 'mine\n' });
  // Another process's view of it, with cached packs.
  const reader = new Repository(sdk.repository.gitDir);
  for (let n = 1; n <= 30; n++) {
    await sdk.build(generated(n));
    if (n % 3 === 0) await reader.readTree(await sdk.head());
  }
  expect(isAged(await ageOf(sdk.repository))).toBe(true);
  // A tree that a build has written but not committed yet.
  const early = await sdk.repository.writeTree(new Map([['early', file('early\n')]]));

  let done = false;
  const packing = (async () => {
    for (let i = 0; i < 3; i++) await repack(sdk.repository);
    done = true;
  })();
  let n = 30;
  while (!done) {
    n += 1;
    expect(await sdk.build(generated(n))).toMatchObject({ kind: 'committed' });
    const files = await reader.readTree(await sdk.head());
    expect(files.get('src/f0')?.content.toString()).toBe(`${n} of 0\n`);
    expect(files.get('mine')?.content.toString()).toBe('mine\n');
  }
  await packing;
  await repack(sdk.repository);
  expect((await ageOf(sdk.repository)).packs).toBeLessThanOrEqual(8);
  expect((await reader.readTree(early)).get('early')?.content.toString()).toBe('early\n');
  expect(await sdk.build(generated(n))).toMatchObject({ kind: 'unchanged' });
  expect(await sdk.git('rev-list', '--count', 'refs/kiln/generated/main')).toBe(String(n + 1));
});

test('removes leftovers of killed processes only once they are old', async () => {
  const at = (name: string) => path.join(sdk.repository.gitDir, name);
  await sdk.build(generated(1));
  await mkdir(at('objects/tmp_objdir-incoming-x'));
  const left = [
    'refs/heads/main.lock',
    'packed-refs.lock',
    'objects/pack/tmp_pack_x',
    'objects/tmp_objdir-incoming-x/y',
  ];
  for (const name of left) await writeFile(at(name), '');
  await repack(sdk.repository);
  const old = new Date(Date.now() - 48 * 60 * 60_000);
  for (const name of [...left, 'objects/tmp_objdir-incoming-x']) await utimes(at(name), old, old);
  await repack(sdk.repository);
  for (const name of left) await expect(utimes(at(name), old, old), name).rejects.toThrow('ENOENT');
});

test('keeps the latest fifty closed conflicts', async () => {
  const oid = await sdk.repository.writeBlob('over\n');
  const numbers = Array.from({ length: 53 }, (_, i) => i + 1);
  await sdk.repository.updateRefs(numbers.map((n) => ({ ref: closedRef(n), from: null, to: oid })));
  await repack(sdk.repository);
  const left = [...(await refsBelow(sdk.repository, CLOSED)).keys()];
  expect(left.sort()).toEqual(numbers.slice(3).map(closedRef).sort());
});
