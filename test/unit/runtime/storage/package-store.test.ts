import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { matching } from '../../../../src/activities/commands/keep-packages.ts';
import { PackageStore } from '../../../../src/runtime/storage/package-store.ts';

let folder: string;
let checkout: string;
let temporary: string;
let store: PackageStore;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kiln-packages-'));
  checkout = path.join(folder, 'checkout');
  mkdirSync(path.join(checkout, 'dist'), { recursive: true });
  writeFileSync(path.join(folder, 'secret'), 'secret');
  temporary = path.join(folder, 'temporary');
  mkdirSync(temporary);
  store = new PackageStore(path.join(folder, 'store'), temporary, 10);
});
afterEach(() => rmSync(folder, { recursive: true }));

const stored = () =>
  readdirSync(folder).includes('store') ? readdirSync(path.join(folder, 'store'), { recursive: true }) : [];

test('stores a package once, under the hash of its content', async () => {
  writeFileSync(path.join(checkout, 'a.tgz'), 'content');
  writeFileSync(path.join(checkout, 'dist/b.whl'), 'content');
  const first = await store.keep(checkout, 'a.tgz');
  expect(first).toEqual({
    sha256: 'ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73',
    bytes: 7,
  });
  expect(await store.keep(checkout, 'dist/b.whl')).toEqual(first);
  const kept = store.open(first.sha256);
  if (kept === null) throw new Error('not kept');
  expect(await text(kept)).toBe('content');
  expect(stored()).toEqual(['ed', `ed/${first.sha256}`]);
  expect(store.open('ab')).toBeNull();
});

test('does not store files that are too large, not regular or outside, and leaves nothing behind', async () => {
  writeFileSync(path.join(checkout, 'large'), 'x'.repeat(11));
  symlinkSync('../secret', path.join(checkout, 'link'));
  symlinkSync('dist', path.join(checkout, 'inside'));
  symlinkSync('..', path.join(checkout, 'outside'));
  execFileSync('mkfifo', [path.join(checkout, 'pipe')]);
  for (const [name, why] of [
    ['large', 'larger than 10 bytes'],
    ['link', 'cannot be read'],
    ['outside/secret', 'outside'],
    ['../secret', 'outside'],
    ['pipe', 'not a regular file'],
    ['dist', 'not a regular file'],
    ['missing', 'cannot be read'],
  ] as const) {
    await expect(store.keep(checkout, name), name).rejects.toMatchObject({
      name: 'NotKept',
      message: expect.stringContaining(why),
    });
  }
  expect(stored()).toEqual([]);
  expect(readdirSync(temporary)).toEqual([]);
});

test('a star matches any part of one name, and links to folders are not followed', async () => {
  for (const name of ['dist/b-1.0.whl', 'dist/a+b.whl', 'dist/awhl', 'c.whl']) {
    writeFileSync(path.join(checkout, name), '');
  }
  symlinkSync('dist', path.join(checkout, 'linked'));
  expect(await matching(checkout, 'dist/*.whl')).toEqual(['dist/a+b.whl', 'dist/b-1.0.whl']);
  expect(await matching(checkout, '*/*.whl')).toEqual(['dist/a+b.whl', 'dist/b-1.0.whl']);
  expect(await matching(checkout, '*.whl')).toEqual(['c.whl']);
  expect(await matching(checkout, 'none/*.whl')).toEqual([]);
  expect(await matching(path.join(folder, 'none'), '*')).toEqual([]);
});
