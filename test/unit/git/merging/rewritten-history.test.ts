import { afterEach, beforeEach, expect, test } from 'vitest';
import { SdkRepository } from '../../../sdk-repository.ts';

let sdk: SdkRepository;

beforeEach(async () => {
  sdk = await SdkRepository.open();
});
afterEach(() => sdk.close());

/** A generated file; each revision changes the first line, so a wrong base conflicts. */
const api = (revision: number | string, last = 'end') => `api ${revision}\n${'same\n'.repeat(20)}${last}\n`;

test('recognises a squash merge of another branch by its trailers', async () => {
  await sdk.build({ api: api(1) });
  await sdk.move('feat', { kind: 'take', from: 'main' });
  await sdk.build({ api: api(2) }, { branch: 'feat' });
  await sdk.push({ mine: 'mine\n', api: api(2, 'custom') }, { branch: 'feat' });
  const squashed = await sdk.treeOf(await sdk.head('feat'));
  await sdk.force(
    'main',
    squashed,
    [await sdk.head()],
    'Feature (#1)\n\n* build 2\n\nKiln-Build: b2\n\n* by hand\n',
  );
  await sdk.move('feat', { kind: 'drop' });
  expect(await sdk.build({ api: api(3) })).toMatchObject({ kind: 'committed' });
  expect(await sdk.contents()).toEqual({ api: api(3, 'custom'), mine: 'mine\n' });
});

test('recognises a squash merge without trailers by its files', async () => {
  await sdk.build({ api: api(1), other: 'x\n' });
  await sdk.move('feat', { kind: 'take', from: 'main' });
  await sdk.build({ api: api(2), other: 'y\n' }, { branch: 'feat' });
  await sdk.push({ mine: 'mine\n' }, { branch: 'feat' });
  await sdk.force('main', await sdk.treeOf(await sdk.head('feat')), [await sdk.head()], 'squashed\n');
  expect(await sdk.build({ api: api(3), other: 'y\n' })).toMatchObject({ kind: 'committed' });
  expect(await sdk.contents()).toEqual({ api: api(3), other: 'y\n', mine: 'mine\n' });
});

test('code generated as before returns after a squash, and is not taken for custom code', async () => {
  await sdk.build({ api: api(1) });
  await sdk.move('feat', { kind: 'take', from: 'main' });
  await sdk.build({ api: api(2) }, { branch: 'feat' });
  await sdk.force('main', await sdk.treeOf(await sdk.head('feat')), [await sdk.head()], 'squashed\n');
  await sdk.build({ api: api(1) });
  expect(await sdk.contents()).toEqual({ api: api(1) });
});

test('a real merge of two branches has both snapshots as the base', async () => {
  await sdk.build({ api: api(1), b: api(1) });
  await sdk.move('feat', { kind: 'take', from: 'main' });
  await sdk.build({ api: api(2), b: api(1) }, { branch: 'feat' });
  await sdk.push({ mine: 'mine\n' }, { branch: 'feat' });
  await sdk.push({ own: 'own\n' });
  await sdk.build({ api: api(1), b: api(2) });
  const both = await sdk.tree({ api: api(2), b: api(2), mine: 'mine\n', own: 'own\n' });
  await sdk.force('main', both, [await sdk.head(), await sdk.head('feat')], "Merge branch 'feat'\n");
  expect(await sdk.build({ api: api(3), b: api(3) })).toMatchObject({ kind: 'committed' });
  expect(await sdk.contents()).toEqual({ api: api(3), b: api(3), mine: 'mine\n', own: 'own\n' });
});

test("recognises a rebase that flattened Kiln's merges", async () => {
  const first = await sdk.build({ api: api(1) });
  const root = 'sha' in first ? first.sha : '';
  await sdk.push({ mine: 'one\n' });
  await sdk.build({ api: api(2) });
  await sdk.push({ mine: 'two\n' });
  // git rebase: replays each commit that is no merge on the first.
  await sdk.point('main', root);
  await sdk.push({ mine: 'one\n' });
  await sdk.push({ api: api(2) }, { message: 'build 2\n\nKiln-Build: b2\n' });
  await sdk.push({ mine: 'two\n' });
  expect(await sdk.build({ api: api(3) })).toMatchObject({ kind: 'committed' });
  expect(await sdk.contents()).toEqual({ api: api(3), mine: 'two\n' });
});

test('a branch forced back to before a build gets that build again', async () => {
  await sdk.build({ api: api(1) });
  const before = await sdk.push({ mine: 'mine\n' });
  await sdk.build({ api: api(2) });
  await sdk.point('main', before);
  expect(await sdk.build({ api: api(2) })).toMatchObject({ kind: 'committed' });
  expect(await sdk.contents()).toEqual({ api: api(2), mine: 'mine\n' });
  expect(await sdk.build({ api: api(2) })).toMatchObject({ kind: 'unchanged' });
});

test('recognises a history of one new commit by a trailer, or by the files of an earlier commit', async () => {
  await sdk.build({ api: api(1) });
  await sdk.push({ mine: 'mine\n' });
  await sdk.force('main', await sdk.treeOf(await sdk.head()), [], 'all of it\n\nKiln-Build: b1\n');
  expect(await sdk.build({ api: api(2) })).toMatchObject({ kind: 'committed' });
  expect(await sdk.contents()).toEqual({ api: api(2), mine: 'mine\n' });

  const root = await sdk.force('main', await sdk.tree({ api: api(2) }), [], 'import\n');
  await sdk.push({ mine: 'again\n' }, { parents: [root] });
  expect(await sdk.build({ api: api(3) })).toMatchObject({ kind: 'committed' });
  expect(await sdk.contents()).toEqual({ api: api(3), mine: 'again\n' });
});

test('an unrecognised history is reported and changes nothing, and a resolution repairs it', async () => {
  await sdk.build({ api: api(1), gone: 'x\n' });
  const tree = await sdk.tree({ api: api('by hand'), mine: 'mine\n' });
  const head = await sdk.force('main', tree, [], 'rewritten\n');
  const result = await sdk.build({ api: api(2), gone: 'x\n' });
  expect(result).toMatchObject({
    kind: 'conflict',
    verified: false,
    number: 1,
    files: [{ path: 'api' }, { path: 'gone', ours: null }],
  });
  expect(await sdk.head()).toBe(head);
  await sdk.push({ api: api('by hand'), gone: null }, { branch: 'kiln/conflict-1' });
  expect(await sdk.build({ api: api(2), gone: 'x\n' })).toMatchObject({ kind: 'committed', resolved: 1 });
  expect(await sdk.contents()).toEqual({ api: api('by hand'), mine: 'mine\n' });
  expect(await sdk.build({ api: api(2), gone: 'x\n', more: 'm\n' })).toMatchObject({ kind: 'committed' });
  expect(await sdk.contents()).toEqual({ api: api('by hand'), mine: 'mine\n', more: 'm\n' });
});

test('a branch that people started before the first build keeps its content', async () => {
  await sdk.force('main', await sdk.tree({ 'README.md': 'mine\n', own: 'own\n' }), [], 'init\n');
  expect(await sdk.build({ api: api(1) })).toMatchObject({ kind: 'committed' });
  expect(await sdk.contents()).toEqual({ 'README.md': 'mine\n', own: 'own\n', api: api(1) });
});

test('a branch of a branch inherits custom code; snapshots stay linear', async () => {
  await sdk.build({ api: api(1) });
  await sdk.push({ mine: 'mine\n' });
  await sdk.build({ api: api(2) });
  await sdk.move('next', { kind: 'take', from: 'main' });
  await sdk.build({ api: api(3) }, { branch: 'next' });
  expect(await sdk.contents('next')).toEqual({ api: api(3), mine: 'mine\n' });
  expect(await sdk.contents('main')).toEqual({ api: api(2), mine: 'mine\n' });
  expect(await sdk.git('rev-list', '--min-parents=2', 'refs/kiln/generated/next')).toBe('');
  expect(
    await sdk.git(
      'log',
      '--format=%(trailers:key=Kiln-Build,valueonly,separator=)',
      'refs/kiln/generated/next',
    ),
  ).toBe('b3\nb2\nb1');
  // Force reset to main.
  await sdk.move('next', { kind: 'take', from: 'main' });
  await sdk.build({ api: api(4) }, { branch: 'next' });
  expect(await sdk.contents('next')).toEqual({ api: api(4), mine: 'mine\n' });
});

test('a hand edit in a file that is no longer generated is a conflict, even if a new file is similar', async () => {
  const model = (name: string, note = '') =>
    `class ${name} {\n${Array.from({ length: 20 }, (_, i) => `  field${i}: string;\n`).join('')}${note}}\n`;
  await sdk.build({ 'pet.ts': model('Pet') });
  const head = await sdk.push({ 'pet.ts': model('Pet', '  mine: string;\n') });
  const result = await sdk.build({ 'cat.ts': model('Cat') });
  expect(result).toMatchObject({ kind: 'conflict', files: [{ path: 'pet.ts', theirs: null }] });
  expect(await sdk.head()).toBe(head);
});

test('a generated file that moves unchanged takes the hand edit along', async () => {
  const text = Array.from({ length: 40 }, (_, i) => `line ${i}\n`).join('');
  await sdk.build({ 'src/a.ts': text });
  await sdk.push({ 'src/a.ts': text.replace('line 7', 'mine') });
  expect(await sdk.build({ 'lib/a.ts': text })).toMatchObject({ kind: 'committed' });
  expect(await sdk.contents()).toEqual({ 'lib/a.ts': text.replace('line 7', 'mine') });
});
