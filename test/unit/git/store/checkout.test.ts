import { lstat, mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkout, staysInside } from '../../../../src/git/store/checkout.ts';
import { git } from '../../../../src/git/store/git-command.ts';
import { type Entry, editTree } from '../../../../src/git/store/history.ts';
import { withFolder } from '../../../git.ts';
import { SdkRepository } from '../../../sdk-repository.ts';

/** Deep enough that links that lead out still end in the test's own folder. */
const DEEP = '1/2/3/4/5/6/7/8';

test('a link that points outside is checked out as a file with its target; others stay links', async () => {
  const sdk = await SdkRepository.open();
  await sdk.build({ 'src/deep/a': 'a\n' });
  const links: Record<string, string> = {
    inside: 'src/deep/a',
    'src/beside': 'deep',
    'src/deep/up': '../../inside',
    broken: 'not/there',
    absolute: '/etc/passwd',
    'src/out': '../../outside',
    'src/root': '..',
    'src/by-another': 'beside/../../../../outside',
    long: 'x'.repeat(5000),
  };
  const entries = new Map<string, Entry>();
  for (const [name, target] of Object.entries(links)) {
    entries.set(name, { mode: '120000', oid: await sdk.repository.writeBlob(target) });
  }
  const tree = await editTree(sdk.repository, await sdk.treeOf(await sdk.head()), entries);
  await withFolder(async (folder) => {
    const place = path.join(folder, 'checkout');
    const out = ['absolute', 'long', 'src/by-another', 'src/out'];
    const remarks = out.map(
      (name) => `${name} points outside the repository: checked out as a regular file.`,
    );
    expect((await checkout(sdk.repository, tree, place)).sort()).toEqual(remarks);
    for (const [name, target] of Object.entries(links)) {
      const at = path.join(place, name);
      if (out.includes(name)) expect((await lstat(at)).isFile(), name).toBe(true);
      expect(out.includes(name) ? await readFile(at, 'utf8') : await readlink(at), name).toBe(target);
    }
    expect(await readdir(folder)).toEqual(['checkout']);
  });
  await sdk.close();
});

test('omits and reports a file whose name the file system does not allow; keeps the others', async () => {
  const sdk = await SdkRepository.open();
  const name = 'é'.repeat(128);
  const deep = Array.from({ length: 20 }, () => 'd'.repeat(250)).join('/');
  const tree = await sdk.tree({ a: 'a\n', [`src/${name}`]: 'x\n', [deep]: 'x\n', ['b'.repeat(255)]: 'b\n' });
  await withFolder(async (folder) => {
    const place = path.join(folder, 'checkout');
    expect((await checkout(sdk.repository, tree, place)).sort()).toEqual([
      `${deep} has a longer name than file systems allow: not checked out.`,
      `src/${name} has a longer name than file systems allow: not checked out.`,
    ]);
    expect((await readdir(place)).sort()).toEqual(['a', 'b'.repeat(255)]);
  });
  await sdk.close();
});

test('a name that is not UTF-8 hides no link', async () => {
  const sdk = await SdkRepository.open();
  const blob = await sdk.repository.writeBlob('/etc/passwd');
  const input = Buffer.concat([Buffer.from(`120000 blob ${blob}\t`), Buffer.from([0xff, 0x0a, 0x00])]);
  const { stdout } = await git(['mktree', '-z'], { gitDir: sdk.repository.gitDir, input });
  await withFolder(async (folder) => {
    expect(await checkout(sdk.repository, stdout.trim(), path.join(folder, 'checkout'))).toHaveLength(1);
    const [name] = await readdir(path.join(folder, 'checkout'), { encoding: 'buffer' });
    const at = Buffer.concat([Buffer.from(`${folder}/checkout/`), name ?? Buffer.alloc(0)]);
    expect((await lstat(at)).isFile()).toBe(true);
  });
  await sdk.close();
});

test('writing through any chain of kept links stays inside the checkout', async () => {
  const step = fc.constantFrom('..', 'a', 'b', 'l0', 'l1', 'l2', 'l3', '.');
  const target = fc.array(step, { minLength: 1, maxLength: 5 }).map((steps) => steps.join('/'));
  const place = fc.constantFrom('', 'a/', 'a/b/', 'a/b/a/');
  const sdk = await SdkRepository.open();
  const base = await sdk.tree({ 'a/b/a/b/file': 'x\n', 'b/b/file': 'x\n' });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(place, target), { minLength: 2, maxLength: 4 }), async (links) => {
      const entries = new Map<string, Entry>();
      for (const [i, [at, to]] of links.entries()) {
        entries.set(`${at}l${i}`, { mode: '120000', oid: await sdk.repository.writeBlob(to) });
      }
      const tree = await editTree(sdk.repository, base, entries);
      await withFolder(async (folder) => {
        const deep = path.join(folder, DEEP);
        await mkdir(path.dirname(deep), { recursive: true });
        await checkout(sdk.repository, tree, deep);
        for (const name of entries.keys()) {
          for (const below of ['', '/new']) await writeFile(`${deep}/${name}${below}`, 'y\n').catch(() => {});
        }
        for (const [i, next] of DEEP.split('/').entries()) {
          expect(await readdir(path.join(folder, DEEP.slice(0, 2 * i)))).toEqual([next]);
        }
      });
    }),
    { numRuns: 40 },
  );
  await sdk.close();
}, 60_000);

test.each([
  ['l', 'a', true],
  ['l', '..', false],
  ['a/l', '..', true],
  ['a/l', '../../..', false],
  ['a/l', './../b/./c/', true],
  ['a/b/l', '../../../..', false],
  ['l', 'a/..', false],
  ['l', '/a', false],
  ['l', '', false],
  ['l', 'a\0b', false],
])('%s to %j stays: %s', (name, target, stays) => {
  expect(staysInside(name, Buffer.from(target))).toBe(stays);
});
