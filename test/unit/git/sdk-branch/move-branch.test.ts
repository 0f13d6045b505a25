import { afterEach, beforeEach, expect, test } from 'vitest';
import { replay } from '../../../../src/git/merging/replay.ts';
import { SdkRepository } from '../../../sdk-repository.ts';

let sdk: SdkRepository;

beforeEach(async () => {
  sdk = await SdkRepository.open();
});
afterEach(() => sdk.close());

test('a rebase takes over changes of the base in shared code', async () => {
  await sdk.build({ api: 'one\n' });
  await sdk.push({ shared: 'first\n' });
  await sdk.move('feat', { kind: 'take', from: 'main' });
  await sdk.push({ own: 'feat\n' }, { branch: 'feat' });
  await sdk.build({ api: 'two of feat\n', feat: 'generated\n' }, { branch: 'feat' });
  await sdk.push({ shared: 'second\n' });
  await sdk.build({ api: 'two of main\n' });

  const before = await sdk.head('feat');
  expect(await sdk.move('feat', { kind: 'rebase', onto: 'main' })).toMatchObject({ ok: true });
  expect(await sdk.contents('feat')).toEqual({ api: 'two of main\n', shared: 'second\n', own: 'feat\n' });
  const { parents } = await sdk.repository.readCommit(await sdk.head('feat'));
  expect(parents.slice(0, 2)).toEqual([await sdk.head('main'), before]);

  // Later generated code is merged with all of it.
  expect(await sdk.build({ api: 'three\n' }, { branch: 'feat' })).toMatchObject({ kind: 'committed' });
  expect(await sdk.contents('feat')).toEqual({ api: 'three\n', shared: 'second\n', own: 'feat\n' });
});

test('a rebase whose custom code conflicts names the files and moves nothing', async () => {
  await sdk.build({ api: 'one\n' });
  await sdk.move('feat', { kind: 'take', from: 'main' });
  await sdk.push({ same: 'feat\n' }, { branch: 'feat' });
  await sdk.push({ same: 'main\n' });
  const before = await sdk.head('feat');
  expect(await sdk.move('feat', { kind: 'rebase', onto: 'main' })).toEqual({ ok: false, paths: ['same'] });
  expect(await sdk.head('feat')).toBe(before);
});

test('a build from before a move of its branch no longer commits', async () => {
  await sdk.build({ api: 'one\n' });
  await sdk.move('main', { kind: 'keep' }, 5n);
  expect(await sdk.build({ api: 'late\n' }, { sequence: 4n })).toEqual({ kind: 'superseded', by: null });
  expect(await sdk.build({ api: 'new\n' }, { sequence: 6n })).toMatchObject({ kind: 'committed' });
});

test('a replay keeps each commit with its message, and omits what the base has', async () => {
  const { repository } = sdk;
  const commit = async (parent: string | null, message: string, content: Record<string, string>) =>
    repository.writeCommit({
      tree: await sdk.tree(content),
      parents: parent === null ? [] : [parent],
      message,
      author: { name: 'Ada', email: 'ada@example.test', timestamp: 1_700_000_000 },
    });
  const root = await commit(null, 'root\n', { a: '1\n', b: '1\n', c: '1\n' });
  const base = await commit(root, 'base\n', { a: '1\n', b: '2\n', c: '1\n' });
  const one = await commit(root, 'one\n', { a: '2\n', b: '1\n', c: '1\n' });
  const same = await commit(one, 'same as base\n', { a: '2\n', b: '2\n', c: '1\n' });
  const three = await commit(same, 'three\n', { a: '2\n', b: '2\n', c: '2\n' });
  const replayed = await replay(repository, base, three);
  if (!replayed.clean) throw new Error('conflict');
  const top = await repository.readCommit(replayed.sha);
  const below = await repository.readCommit(top.parents[0] ?? '');
  expect([top.message, top.author.name, below.message, below.parents]).toEqual([
    'three\n',
    'Ada',
    'one\n',
    [base],
  ]);
  expect(await sdk.treeOf(replayed.sha)).toBe(await sdk.tree({ a: '2\n', b: '2\n', c: '2\n' }));

  const against = await commit(root, 'against\n', { a: '3\n', b: '1\n', c: '1\n' });
  expect(await replay(repository, base, against)).toMatchObject({ clean: true });
  expect(await replay(repository, one, against)).toMatchObject({ clean: false, paths: ['a'] });
});
