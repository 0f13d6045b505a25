import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { evictCaches } from '../../../../src/runtime/toolchains/package-caches.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'kiln-caches-'));
  for (const [name, bytes] of [
    ['acme/npm', 100],
    ['acme/go-mod', 500],
    ['initech/go-mod', 300],
    ['.evicted-uv-1', 50],
  ] as const) {
    await mkdir(path.join(root, name, 'deep', 'er'), { recursive: true });
    await writeFile(path.join(root, name, 'deep', 'er', 'file'), Buffer.alloc(bytes));
  }
});

afterEach(() => rm(root, { recursive: true, force: true }));

const idle = async () => false;

async function caches(): Promise<string[]> {
  const found: string[] = [];
  for (const org of await readdir(root)) {
    for (const tool of await readdir(path.join(root, org))) found.push(`${org}/${tool}`);
  }
  return found.sort();
}

test.each([
  [900, 0, ['acme/go-mod', 'acme/npm', 'initech/go-mod']],
  [899, 500, ['acme/npm', 'initech/go-mod']],
  [400, 500, ['acme/npm', 'initech/go-mod']],
  [399, 800, ['acme/npm']],
  [0, 900, []],
])('at a limit of %i bytes, %i are freed, the largest caches first', async (limit, freed, left) => {
  expect(await evictCaches(root, limit, idle)).toBe(freed);
  expect(await caches()).toEqual(left);
});

test('keeps caches while a check runs, but removes what an earlier run left', async () => {
  expect(await evictCaches(root, 0, async () => true)).toBe(0);
  expect(await caches()).toEqual(['acme/go-mod', 'acme/npm', 'initech/go-mod']);
});

test('does nothing without caches', async () => {
  expect(await evictCaches(path.join(root, 'nowhere'), 0, idle)).toBe(0);
});
