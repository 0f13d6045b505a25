import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readOutput } from '../../../../src/activities/commands/read-output.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'kiln-output-'));
});
afterEach(() => rm(root, { recursive: true }));

test('reads files with their modes, in order', async () => {
  await mkdir(path.join(root, 'b'));
  await writeFile(path.join(root, 'b/c'), 'two');
  await writeFile(path.join(root, 'a'), 'one');
  await chmod(path.join(root, 'a'), 0o755);
  const files = await readOutput(root);
  expect([...files].map(([name, { mode, content }]) => [name, mode, String(content)])).toEqual([
    ['a', '100755', 'one'],
    ['b/c', '100644', 'two'],
  ]);
});

test('rejects more files, bytes or folders than the limits', async () => {
  for (const name of ['a', 'b', 'c']) await writeFile(path.join(root, name), '1234');
  const limits = { files: 3, bytes: 12, depth: 1 };
  expect((await readOutput(root, limits)).size).toBe(3);
  await expect(readOutput(root, { ...limits, files: 2 })).rejects.toThrow('more than 2 files');
  await expect(readOutput(root, { ...limits, bytes: 11 })).rejects.toThrow('more than 11 bytes');
  await mkdir(path.join(root, 'd/e'), { recursive: true });
  await expect(readOutput(root, { ...limits, files: 9 })).rejects.toThrow('deeper than 1 level');
});

test.each(['.git', '.GIT', 'git~1', 'a\\b', 'a\nb'])('rejects the name %j', async (name) => {
  await mkdir(path.join(root, name));
  await expect(readOutput(root)).rejects.toThrow(/not committed|whose name/);
});

test('rejects symbolic links, also to folders', async () => {
  await symlink('/etc', path.join(root, 'link'));
  await expect(readOutput(root)).rejects.toThrow('link: only regular files');
  await expect(readOutput(path.join(root, 'link'))).rejects.toThrow('no longer exists');
});
