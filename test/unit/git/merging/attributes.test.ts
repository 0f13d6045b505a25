import { afterEach, beforeEach, expect, test } from 'vitest';
import { SdkRepository } from '../../../sdk-repository.ts';

let sdk: SdkRepository;

beforeEach(async () => {
  sdk = await SdkRepository.open();
});
afterEach(() => sdk.close());

const text = (first: string, last: string) => `${first}\n${'same\n'.repeat(8)}${last}\n`;
const crlf = (content: string) => content.replaceAll('\n', '\r\n');

/** A build, a person's changes, and the next build. */
async function merging(
  attributes: string,
  before: Record<string, string>,
  pushed: Record<string, string>,
  after: Record<string, string>,
) {
  await sdk.build(before);
  await sdk.push({ '.gitattributes': attributes, ...pushed });
  return sdk.build(after);
}

test.each(['-merge', 'binary', 'merge=binary'])(
  'a file that is %s is not merged line by line',
  async (value) => {
    const result = await merging(
      `data/* ${value}\n`,
      { 'data/table': text('one', 'end'), code: text('one', 'end') },
      { 'data/table': text('one', 'mine'), code: text('one', 'mine') },
      { 'data/table': text('two', 'end'), code: text('two', 'end') },
    );
    expect(result).toMatchObject({ kind: 'conflict', files: [{ path: 'data/table' }] });
  },
);

test('merge=union keeps the lines of both sides, whatever their endings', async () => {
  const result = await merging(
    'CHANGES merge=union\n',
    { CHANGES: 'start\nold\nend\n' },
    { CHANGES: crlf('start\nmine and yours\nend\n') },
    { CHANGES: 'start\ngenerated now\nend\n' },
  );
  expect(result).toMatchObject({ kind: 'committed' });
  expect((await sdk.contents()).CHANGES).toBe(crlf('start\nmine and yours\ngenerated now\nend\n'));
});

test('merge=ours keeps the file of the branch where both sides changed it', async () => {
  const result = await merging(
    'README.md merge=ours\n',
    { 'README.md': 'one\n', other: 'one\n' },
    { 'README.md': 'mine\n' },
    { 'README.md': 'two\n', other: 'two\n' },
  );
  expect(result).toMatchObject({ kind: 'committed' });
  expect(await sdk.contents()).toMatchObject({ 'README.md': 'mine\n', other: 'two\n' });
});

test('line endings of a file that is -text are content like any other', async () => {
  const result = await merging(
    '*.script -text\n',
    { 'a.script': text('one', 'end'), 'b.script': text('one', 'end') },
    { 'a.script': crlf(text('one', 'end')), 'b.script': crlf(text('one', 'end')) },
    { 'a.script': text('two', 'end') },
  );
  expect(result).toMatchObject({ kind: 'conflict', files: [{ path: 'a.script' }, { path: 'b.script' }] });
});

test.each(['text', 'eol=crlf'])('a file that is %s has LF in the repository', async (value) => {
  const result = await merging(
    `api ${value}\n`,
    { api: text('one', 'end') },
    { api: crlf(text('one', 'mine')) },
    { api: text('two', 'end') },
  );
  expect(result).toMatchObject({ kind: 'committed' });
  expect((await sdk.contents()).api).toBe(text('two', 'mine'));
});

test('attributes in a folder apply to that folder', async () => {
  await sdk.build({ 'in/api': text('one', 'end'), 'out/api': text('one', 'end') });
  await sdk.push({
    'in/.gitattributes': 'api -merge\n',
    'in/api': text('one', 'mine'),
    'out/api': text('one', 'mine'),
  });
  const result = await sdk.build({ 'in/api': text('two', 'end'), 'out/api': text('two', 'end') });
  expect(result).toMatchObject({ kind: 'conflict', files: [{ path: 'in/api' }] });
});

test('attributes name no program, filter or folder outside', async () => {
  const result = await merging(
    '[attr]mine merge=mine filter=mine diff=mine working-tree-encoding=UTF-16\n* mine\n../../x -merge\n',
    { api: text('one', 'end') },
    { api: text('one', 'mine') },
    { api: text('two', 'end') },
  );
  expect(result).toMatchObject({ kind: 'committed' });
  expect((await sdk.contents()).api).toBe(text('two', 'mine'));
});
