import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { file, type TreeFile } from '../../../../src/git/store/file-tree.ts';
import { git } from '../../../../src/git/store/git-command.ts';
import { Repository } from '../../../../src/git/store/repository.ts';

let folder: string;
let repository: Repository;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kiln-git-'));
  repository = new Repository(path.join(folder, 'a.git'));
  await repository.create();
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** The repository that wrote a tree has it in memory. */
const fromDisk = () => new Repository(repository.gitDir);

const segment = fc
  .stringMatching(/^[a-zA-Z0-9_é. -]{1,12}$/)
  .filter((name) => !/^\.+$|^\.git$/i.test(name.trim()));
const files = fc
  .dictionary(
    fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/')),
    fc.uint8Array({ maxLength: 3000 }),
  )
  .map((byPath) => {
    const paths = Object.keys(byPath);
    const isFolder = (name: string) => paths.some((other) => other.startsWith(`${name}/`));
    return new Map<string, TreeFile>(
      Object.entries(byPath)
        .filter(([name]) => !isFolder(name))
        .map(([name, content]) => [
          name,
          file(Buffer.from(content), content.length % 2 === 0 ? '100644' : '100755'),
        ]),
    );
  });

test('any tree of files is read back as written, by Kiln and by Git, and passes fsck', async () => {
  await fc.assert(
    fc.asyncProperty(files, async (tree) => {
      const oid = await repository.writeTree(tree);
      expect(await fromDisk().readTree(oid)).toEqual(tree);
      expect([...(await repository.readTree(oid)).keys()]).toEqual([
        ...(await fromDisk().readTree(oid)).keys(),
      ]);
      const { stdout } = await git(['ls-tree', '-r', '-z', '--name-only', oid], {
        gitDir: repository.gitDir,
      });
      expect(stdout.split('\0').filter(Boolean).sort()).toEqual([...tree.keys()].sort());
    }),
    { numRuns: 40 },
  );
  await git(['fsck', '--strict', '--no-dangling'], { gitDir: repository.gitDir });
});

test('the tree id is the one that Git computes', async () => {
  const oid = await repository.writeTree(
    new Map([
      ['a.b', file('y')],
      ['a/c', file('z')],
    ]),
  );
  const index = path.join(folder, 'index');
  const env = { GIT_INDEX_FILE: index };
  for (const [name, text] of [
    ['a.b', 'y'],
    ['a/c', 'z'],
  ] as const) {
    const blob = await git(['hash-object', '-w', '--stdin'], { gitDir: repository.gitDir, input: text });
    await git(['update-index', '--add', '--cacheinfo', `100644,${blob.stdout.trim()},${name}`], {
      gitDir: repository.gitDir,
      env,
    });
  }
  const { stdout } = await git(['write-tree'], { gitDir: repository.gitDir, env });
  expect(oid).toBe(stdout.trim());
});

test('writing the same commit twice gives one commit', async () => {
  const tree = await repository.writeTree(new Map([['a', file('x')]]));
  const commit = {
    tree,
    parents: [],
    message: 'one\n',
    author: { name: 'K', email: 'k@localhost', timestamp: 1_700_000_000 },
  };
  expect(await repository.writeCommit(commit)).toBe(await repository.writeCommit(commit));
});

const inPacks = async () => {
  const { stdout } = await git(['count-objects', '-v'], { gitDir: repository.gitDir });
  return Number(/^in-pack: (\d+)$/m.exec(stdout)?.[1]);
};

test('writes only the objects that the previous tree lacks', async () => {
  const first = new Map([
    ['kept/a.txt', file('a')],
    ['kept/b.txt', file('b')],
    ['c.txt', file('c')],
  ]);
  await repository.writeTree(first);
  expect(await inPacks()).toBe(5);
  const second = new Map([...first, ['c.txt', file('changed')]] as const);
  const oid = await repository.writeTree(second);
  // The new file and the new root tree.
  expect(await inPacks()).toBe(7);
  expect(await fromDisk().readTree(oid)).toEqual(second);
});

test('writes everything to a repository that was removed and created again', async () => {
  const tree = new Map([['a.txt', file('a')]]);
  await repository.writeTree(new Map([...tree, ['b.txt', file('b')]]));
  await repository.remove();
  await repository.create();
  const oid = await repository.writeTree(tree);
  expect(await fromDisk().readTree(oid)).toEqual(tree);
});

test('recognises the last tree by its commit too, and only the last one', async () => {
  const author = { name: 'A', email: 'a@localhost', timestamp: 1_790_000_000 };
  const commit = async (content: string) => {
    const tree = await repository.writeTree(new Map([['a.txt', file(content)]]));
    return { tree, sha: await repository.writeCommit({ tree, parents: [], message: 'm\n', author }) };
  };
  const [first, second] = [await commit('first'), await commit('second')];
  for (const { tree, sha } of [second, first]) {
    expect(await repository.treeOf(sha)).toBe(tree);
    expect(await repository.readTree(sha)).toEqual(await fromDisk().readTree(tree));
  }
});
