import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  closedConflicts,
  type OpenConflict,
  openConflicts,
} from '../../../../src/git/sdk-branch/conflicts.ts';
import {
  type Choice,
  isSettled,
  openFiles,
  resolveFiles,
} from '../../../../src/git/sdk-branch/resolve-conflict.ts';
import { SdkRepository } from '../../../sdk-repository.ts';

let sdk: SdkRepository;

beforeEach(async () => {
  sdk = await SdkRepository.open();
});
afterEach(() => sdk.close());

const author = { name: 'Ada', email: 'ada@example.test', timestamp: 1_700_000_000 };
const binary = (text: string) => Buffer.from(`\0${text}`);

async function conflict(): Promise<OpenConflict> {
  await sdk.build({ text: 'one\n', bytes: binary('one'), gone: 'one\n', kept: 'one\n' });
  await sdk.push({ text: 'mine\n', bytes: binary('mine'), gone: 'mine\n', kept: null });
  const generated = { text: 'two\n', bytes: binary('two'), kept: 'two\n' };
  expect(await sdk.build(generated)).toMatchObject({ kind: 'conflict', number: 1 });
  return found();
}

async function found(): Promise<OpenConflict> {
  const [open] = await openConflicts(sdk.repository, 'main');
  if (open === undefined) throw new Error('There is no conflict.');
  return open;
}

const resolve = (open: OpenConflict, choices: Record<string, Choice>) =>
  resolveFiles(sdk.repository, open, { choices: new Map(Object.entries(choices)), message: 'r', author });

test('resolves files one after the other, also those without markers', async () => {
  const open = await conflict();
  expect(open.files.map(({ path }) => path)).toEqual(['bytes', 'gone', 'kept', 'text']);
  const first = await resolve(open, { bytes: { take: 'theirs' }, text: { content: Buffer.from('both\n') } });
  expect(first).toEqual({ ok: true, open: ['gone', 'kept'] });
  expect(await isSettled(sdk.repository, await found())).toBe(false);
  // A build in between keeps the partial resolution, and does not consider it complete.
  const generated = { text: 'two\n', bytes: binary('two'), kept: 'two\n' };
  expect(await sdk.build(generated)).toMatchObject({ kind: 'conflict', number: 1 });
  expect(await openFiles(sdk.repository, await found())).toEqual(['gone', 'kept']);

  const rest = await resolve(await found(), { gone: { take: 'theirs' }, kept: { take: 'ours' } });
  expect(rest).toEqual({ ok: true, open: [] });
  expect(await isSettled(sdk.repository, await found())).toBe(true);
  expect(await sdk.build(generated)).toMatchObject({ kind: 'committed', resolved: 1 });
  expect(await sdk.contents()).toEqual({ text: 'both\n', bytes: '\0two' });
  expect(await closedConflicts(sdk.repository)).toMatchObject([
    { number: 1, resolution: await sdk.head(), openedBy: 'b2', closedBy: 'b4' },
  ]);
});

test('a resolution started through the API can be finished by a push, and vice versa', async () => {
  const open = await conflict();
  await resolve(open, { text: { take: 'ours' } });
  expect(await openFiles(sdk.repository, await found())).toEqual(['bytes', 'gone', 'kept']);
  // A person's commit resolves every file without markers.
  await sdk.push({ bytes: binary('pushed') }, { branch: 'kiln/conflict-1' });
  expect(await isSettled(sdk.repository, await found())).toBe(true);
});

test('rejects a file in place of a folder of the branch', async () => {
  const open = await conflict();
  await sdk.push({ gone: null, 'gone/file': 'x\n', text: '<<<<<<< x\n' }, { branch: 'kiln/conflict-1' });
  expect(await resolve(open, { gone: { take: 'ours' } })).toMatchObject({ ok: false });
});
