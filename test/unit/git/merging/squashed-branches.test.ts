import { afterEach, beforeEach, expect, test } from 'vitest';
import { content } from '../../../git-model.ts';
import { SdkRepository } from '../../../sdk-repository.ts';

let sdk: SdkRepository;

beforeEach(async () => {
  sdk = await SdkRepository.open();
  await sdk.build(files(1, 1, 1));
});
afterEach(() => sdk.close());

/** Three generated files, each written by a revision. */
const files = (a: number, b: number, c: number, custom: Record<string, string> = {}) => ({
  a: content('a', a, custom.a),
  b: content('b', b, custom.b),
  c: content('c', c, custom.c),
});

/** "Squash and merge" of a forge, with the title of the pull request as its message. */
async function squash(from: string): Promise<void> {
  const tree = await sdk.git('merge-tree', '--write-tree', 'main', from);
  await sdk.force('main', tree, [await sdk.head()], 'A feature (#1)\n');
}

const begin = (branch: string) => sdk.move(branch, { kind: 'take', from: 'main' });

test('a branch that is squashed into one that was built since brings its generated code, and its edits', async () => {
  await begin('feat');
  await sdk.push({ b: content('b', 1, 'mine') }, { branch: 'feat' });
  await sdk.build(files(1, 2, 1), { branch: 'feat' });
  await sdk.build(files(3, 1, 1));
  await squash('feat');
  expect(await sdk.build(files(3, 4, 1))).toMatchObject({ kind: 'committed' });
  expect(await sdk.contents()).toEqual(files(3, 4, 1, { b: 'mine' }));
});

test('two branches are squashed one after the other', async () => {
  await begin('feat');
  await begin('rel');
  await sdk.build(files(1, 2, 1), { branch: 'feat' });
  await sdk.build(files(1, 1, 3), { branch: 'rel' });
  await squash('feat');
  await squash('rel');
  expect(await sdk.build(files(1, 5, 5))).toMatchObject({ kind: 'committed' });
  expect(await sdk.contents()).toEqual(files(1, 5, 5));
});

test('a branch goes on after it was squashed', async () => {
  await begin('feat');
  await sdk.build(files(1, 2, 1), { branch: 'feat' });
  await sdk.build(files(3, 1, 1));
  await squash('feat');
  await sdk.build(files(1, 4, 4), { branch: 'feat' });
  expect(await sdk.build(files(5, 5, 5))).toMatchObject({ kind: 'committed' });
  expect(await sdk.contents()).toEqual(files(5, 5, 5));
});

test('an old version that a person restored stays, though other branches have it', async () => {
  await begin('feat');
  await sdk.build(files(1, 2, 1), { branch: 'feat' });
  await sdk.build(files(3, 1, 1));
  await sdk.push({ a: content('a', 1) });
  await sdk.build(files(3, 1, 4));
  expect(await sdk.contents()).toEqual(files(1, 1, 4));
});

test('of more than twenty newer snapshots, an old one that fits exactly is found', async () => {
  await sdk.push({ mine: 'mine\n' });
  const old = await sdk.treeOf(await sdk.head());
  for (let revision = 2; revision < 30; revision++) await sdk.build(files(revision, 1, 1));
  await sdk.force('main', old, [], 'as it was\n');
  expect(await sdk.build(files(30, 1, 1))).toMatchObject({ kind: 'committed' });
  expect(await sdk.contents()).toEqual({ ...files(30, 1, 1), mine: 'mine\n' });
});

test('a branch that was forced to another and built since is squashed into that, after both lines wrote a file', async () => {
  await begin('feat');
  await sdk.push({ b: content('b', 1, 'mine') });
  await sdk.build(files(1, 2, 1));
  await sdk.point('feat', await sdk.head());
  await sdk.build(files(1, 3, 1), { branch: 'feat' });
  await squash('feat');
  expect(await sdk.build(files(1, 4, 1))).toMatchObject({ kind: 'committed' });
  expect(await sdk.contents()).toEqual(files(1, 4, 1, { b: 'mine' }));
});
