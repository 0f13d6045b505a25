import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { file } from '../../../../src/git/store/file-tree.ts';
import { git } from '../../../../src/git/store/git-command.ts';
import { looseBlob } from '../../../../src/git/store/loose-object.ts';
import { Repository } from '../../../../src/git/store/repository.ts';

let gitDir: string;
let repository: Repository;

beforeAll(async () => {
  gitDir = await mkdtemp(path.join(tmpdir(), 'kiln-loose-'));
  await git(['init', '--quiet', '--bare', gitDir], { gitDir });
  repository = new Repository(gitDir);
});
afterAll(() => rm(gitDir, { recursive: true, force: true }));

test.each([
  ['nothing', Buffer.alloc(0)],
  ['text', Buffer.from('blob 3\0ü')],
  ['bytes', Buffer.from([0, 255, 254, 0])],
  ['much', Buffer.alloc(3_000_000, 'openapi')],
])('reads a blob of %s that was just written', async (_, content) => {
  const oid = await repository.writeBlob(content);
  // Not `toEqual`, which compares byte by byte.
  expect((await looseBlob(gitDir, oid))?.equals(content)).toBe(true);
  expect((await repository.readBlob(oid)).equals(content)).toBe(true);
});

test('leaves other objects, packs and names to a reader of all objects', async () => {
  const tree = await repository.writeTree(new Map([['a', file('packed')]]));
  const { stdout } = await git(['rev-parse', `${tree}:a`], { gitDir });
  expect(await looseBlob(gitDir, stdout.trim())).toBeNull();
  expect((await repository.readBlob(stdout.trim())).toString()).toBe('packed');
  await repository.writeEmptyTree();
  expect(await looseBlob(gitDir, '4b825dc642cb6eb9a060e54bf8d69288fbee4904')).toBeNull();
  expect(await looseBlob(gitDir, '../config')).toBeNull();
});

test('a damaged blob is an error, not other content', async () => {
  const oid = await repository.writeBlob('to be damaged');
  const other = await repository.writeBlob('something else');
  const at = (id: string) => path.join(gitDir, 'objects', id.slice(0, 2), id.slice(2));
  await chmod(at(oid), 0o644);
  await writeFile(at(oid), await readFile(at(other)));
  expect(await looseBlob(gitDir, oid)).toBeNull();
  await expect(repository.readBlob(oid)).rejects.toThrow();
});
