import { afterEach, beforeEach, expect, test } from 'vitest';
import { SdkRepository } from '../../../sdk-repository.ts';

let sdk: SdkRepository;

beforeEach(async () => {
  sdk = await SdkRepository.open();
});
afterEach(() => sdk.close());

/**
 * Generated files of an API with these operations, each of which has adjacent lines in the client and in the README.
 */
const generated = (...operations: string[]) => ({
  client: `start\n${operations.map((name) => `call ${name}\n`).join('')}end\n`,
  readme: `# API\n${operations.map((name) => `* ${name}\n`).join('')}`,
});

test('a branch reset and squashed onto another branch is based on the snapshot that it fits exactly', async () => {
  await sdk.build(generated('a'));
  await sdk.push({ mine: 'mine\n' });
  await sdk.build(generated('a', 'zebra'));
  await sdk.move('rel2', { kind: 'take', from: 'main' });
  await sdk.build(generated('a', 'yak', 'zebra'), { branch: 'rel2' });
  // git reset --hard HEAD^; git merge --squash rel2; git commit; git push -f
  const [parent = ''] = (await sdk.git('log', '-1', '--format=%P', 'main')).split(' ');
  await sdk.force('main', await sdk.treeOf(await sdk.head('rel2')), [parent], 'x\n');
  const built = await sdk.build(generated('a', 'xerus', 'yak', 'zebra'));
  expect(built).toMatchObject({ kind: 'committed' });
  expect(await sdk.contents()).toEqual({ ...generated('a', 'xerus', 'yak', 'zebra'), mine: 'mine\n' });
});

test('of snapshots that fit exactly, the base is the one that leaves the least custom code', async () => {
  await sdk.build({ one: 'one\n' });
  await sdk.move('rel', { kind: 'take', from: 'main' });
  await sdk.build({ one: 'one\n', two: 'two\n' }, { branch: 'rel' });
  await sdk.push({ mine: 'mine\n' }, { branch: 'rel' });
  await sdk.force('main', await sdk.treeOf(await sdk.head('rel')), [await sdk.head()], 'squashed\n');
  // If `two` counted as custom code, it would stay.
  expect(await sdk.build({ one: 'one\n', three: 'three\n' })).toMatchObject({ kind: 'committed' });
  expect(await sdk.contents()).toEqual({ one: 'one\n', three: 'three\n', mine: 'mine\n' });
});

test('the custom code of a branch whose history was replaced by one commit is known by an exact fit', async () => {
  await sdk.build(generated('a'));
  await sdk.push({ mine: 'mine\n' });
  await sdk.build(generated('a', 'b'));
  await sdk.force('main', await sdk.treeOf(await sdk.head()), [], 'all of it\n');
  expect(await sdk.build(generated('a', 'b', 'c'))).toMatchObject({ kind: 'committed' });
  expect(await sdk.contents()).toEqual({ ...generated('a', 'b', 'c'), mine: 'mine\n' });
});

test('a file may be named like the two trees that Git compares', async () => {
  const odd = `${'a'.repeat(40)} ${'b'.repeat(40)}`;
  await sdk.build({ [odd]: 'one\n', file: 'one\n' });
  await sdk.build({ [odd]: 'two\n', file: 'two\n', gone: 'two\n' });
  await sdk.force(
    'main',
    await sdk.tree({ [odd]: 'one\n', file: 'one\n', 'new\nline': 'mine\n' }),
    [],
    'x\n',
  );
  expect(await sdk.build({ [odd]: 'three\n', file: 'three\n' })).toMatchObject({ kind: 'committed' });
  expect(await sdk.contents()).toEqual({ [odd]: 'three\n', file: 'three\n', 'new\nline': 'mine\n' });
});
