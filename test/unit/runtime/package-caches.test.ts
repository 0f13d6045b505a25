import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { evictCaches } from '../../../src/runtime/package-caches.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'kiln-caches-'));
  for (const [name, bytes] of [
    ['npm', 100],
    ['go-mod', 500],
    ['m2', 300],
    ['.evicted-uv-1', 50],
  ] as const) {
    await mkdir(path.join(root, name, 'deep', 'er'), { recursive: true });
    await writeFile(path.join(root, name, 'deep', 'er', 'file'), Buffer.alloc(bytes));
  }
});

afterEach(() => rm(root, { recursive: true, force: true }));

const idle = async () => false;

test.each([
  [900, 0, ['go-mod', 'm2', 'npm']],
  [899, 500, ['m2', 'npm']],
  [400, 500, ['m2', 'npm']],
  [399, 800, ['npm']],
  [0, 900, []],
])('at a limit of %i bytes, %i are freed, the largest caches first', async (limit, freed, left) => {
  expect(await evictCaches(root, limit, idle)).toBe(freed);
  expect((await readdir(root)).sort()).toEqual(left);
});

test('where a check runs no cache goes, but what an earlier run left does', async () => {
  expect(await evictCaches(root, 0, async () => true)).toBe(0);
  expect((await readdir(root)).sort()).toEqual(['go-mod', 'm2', 'npm']);
});

test('no caches yet: nothing to do', async () => {
  expect(await evictCaches(path.join(root, 'nowhere'), 0, idle)).toBe(0);
});
