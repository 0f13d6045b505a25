import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { headRef, orderRef } from '../../../../src/git/refs.ts';
import { advanceBranch } from '../../../../src/git/sdk-branch/advance-branch.ts';
import { file } from '../../../../src/git/store/file-tree.ts';
import { git } from '../../../../src/git/store/git-command.ts';
import { Repository } from '../../../../src/git/store/repository.ts';
import { NO_OID } from '../../../../src/git/store/update-refs.ts';

let folder: string;
let repository: Repository;
const author = { name: 'Kiln', email: 'kiln@localhost', timestamp: 1_700_000_000 };

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kiln-branch-'));
  repository = new Repository(path.join(folder, 'sdk.git'));
  await repository.create();
});

afterEach(async () => {
  await git(['fsck', '--strict', '--no-dangling'], { gitDir: repository.gitDir });
  await rm(folder, { recursive: true, force: true });
});

const textTree = (files: Record<string, string>) =>
  repository.writeTree(new Map(Object.entries(files).map(([name, text]) => [name, file(text)])));

/** A generated file with places far enough apart to be merged independently. */
const generated = (first: string, last: string) => `${first}\n${'same\n'.repeat(20)}${last}\n`;

async function build(sequence: bigint, files: Record<string, string>, sameSince?: bigint) {
  const buildId = `b${sequence}`;
  return advanceBranch(repository, {
    branch: 'main',
    tree: await textTree(files),
    message: `build\n\nKiln-Build: ${buildId}\n`,
    author,
    sequence,
    buildId,
    attempt: 1,
    sameSince,
  });
}

/** A person's commit on top of the branch. */
async function push(change: (files: Map<string, string>) => void): Promise<string> {
  const head = (await repository.resolve(headRef('main'))) ?? NO_OID;
  const files = new Map(
    [...(await repository.readTree(head))].map(([name, { content }]) => [name, content.toString()]),
  );
  change(files);
  const tree = await textTree(Object.fromEntries(files));
  const sha = await repository.writeCommit({ tree, parents: [head], message: 'by hand\n', author });
  expect(await repository.updateRefs([{ ref: headRef('main'), from: head, to: sha }])).toBe(true);
  return sha;
}

async function contents(): Promise<Record<string, string>> {
  const files = await repository.readTree((await repository.resolve(headRef('main'))) ?? NO_OID);
  return Object.fromEntries([...files].map(([name, { content }]) => [name, content.toString()]));
}

test('a first build commits; the same code again does not', async () => {
  const first = await build(1n, { a: 'one\n' });
  expect(first).toMatchObject({ kind: 'committed', from: null });
  const again = await build(2n, { a: 'one\n' });
  expect(again).toMatchObject({ kind: 'unchanged', sha: 'sha' in first ? first.sha : '' });
});

test('a build with the same inputs leaves no trace, and still fences off older builds', async () => {
  await build(2n, { a: 'one\n' });
  const order = () => repository.resolve(orderRef('main'));
  const before = await order();
  expect(await build(4n, { a: 'one\n' }, 2n)).toMatchObject({ kind: 'unchanged' });
  // Of several builds with the same inputs, a later one may arrive first.
  expect(await build(5n, { a: 'one\n' }, 2n)).toMatchObject({ kind: 'unchanged' });
  expect(await build(3n, { a: 'one\n' }, 2n)).toMatchObject({ kind: 'unchanged' });
  expect(await order()).toBe(before);
  expect(await build(1n, { a: 'older\n' })).toMatchObject({ kind: 'superseded' });
  // The build in between has not arrived yet: it must not commit after the later one.
  expect(await build(8n, { a: 'one\n' }, 6n)).toMatchObject({ kind: 'unchanged' });
  expect(await order()).not.toBe(before);
  expect(await build(6n, { a: 'older\n' })).toMatchObject({ kind: 'superseded', by: 'b8' });
  expect(await contents()).toEqual({ a: 'one\n' });
});

test('a build that follows one with other code than the branch fences that one off', async () => {
  await build(1n, { a: 'one\n', b: 'b\n' });
  const own = await push((files) => files.set('b', 'by hand\n'));
  await build(2n, { a: 'two\n', b: 'b\n' });
  const head = await repository.resolve(headRef('main'));
  // A person reverts the second build's changes.
  expect(await repository.updateRefs([{ ref: headRef('main'), from: head, to: own }])).toBe(true);
  expect(await build(3n, { a: 'one\n', b: 'b\n' }, 2n)).toMatchObject({ kind: 'unchanged', sha: own });
  expect(await build(2n, { a: 'three\n', b: 'b\n' })).toMatchObject({ kind: 'superseded', by: 'b3' });
});

test('a retried build makes the same commit once', async () => {
  const first = await build(1n, { a: 'one\n' });
  expect(await build(1n, { a: 'one\n' })).toEqual(first);
  const { stdout } = await git(['rev-list', '--count', 'main'], { gitDir: repository.gitDir });
  expect(stdout.trim()).toBe('1');
});

test('custom code survives later builds: edits, new and deleted files', async () => {
  await build(1n, { a: generated('x', 'y'), b: 'b\n', c: 'c\n' });
  await push((files) => {
    files.set('a', generated('by hand', 'y'));
    files.set('mine', 'mine\n');
    files.delete('c');
  });
  expect(await build(2n, { a: generated('x', 'new'), b: 'b2\n', c: 'c\n' })).toMatchObject({
    kind: 'committed',
  });
  expect(await contents()).toEqual({ a: generated('by hand', 'new'), b: 'b2\n', mine: 'mine\n' });
  await build(3n, { a: generated('x', 'newer'), b: 'b2\n', c: 'c\n' });
  expect(await contents()).toEqual({ a: generated('by hand', 'newer'), b: 'b2\n', mine: 'mine\n' });
});

test('a conflict changes nothing, has a branch to fetch, and keeps its number', async () => {
  await build(1n, { a: generated('x', 'y') });
  const head = await push((files) => files.set('a', generated('by hand', 'y')));
  const conflict = await build(2n, { a: generated('generated', 'y') });
  expect(conflict).toMatchObject({ kind: 'conflict', number: 1, files: [{ path: 'a' }] });
  expect(await repository.resolve(headRef('main'))).toBe(head);
  expect(await repository.resolve('refs/heads/kiln/conflict-1')).not.toBeNull();
  expect(await build(3n, { a: generated('generated', 'y') })).toMatchObject({ kind: 'conflict', number: 1 });
  expect(await build(4n, { a: generated('otherwise', 'y') })).toMatchObject({ kind: 'conflict', number: 2 });
});

test('an older build does not commit after a newer one, even if the newer changed nothing', async () => {
  await build(1n, { a: 'one\n' });
  await build(3n, { a: 'one\n' });
  expect(await build(2n, { a: 'two\n' })).toEqual({ kind: 'superseded', by: 'b3' });
  expect(await contents()).toEqual({ a: 'one\n' });
});

test('concurrent builds leave the code of the newest', async () => {
  await build(1n, { a: '1\n' });
  for (let round = 0; round < 5; round++) {
    const first = BigInt(round * 3 + 2);
    await Promise.all(
      [first, first + 1n, first + 2n].map((sequence) => build(sequence, { a: `${sequence}\n` })),
    );
    expect(await contents()).toEqual({ a: `${first + 2n}\n` });
  }
});

test('a build reads the branch again if an older one moves it meanwhile', async () => {
  await build(1n, { a: 'one\n' });
  const racing = new Repository(repository.gitDir);
  const resolve = racing.resolve.bind(racing);
  let raced = false;
  racing.resolve = async (ref) => {
    const found = await resolve(ref);
    if (ref === headRef('main') && !raced) {
      raced = true;
      expect(await build(2n, { a: 'two\n' })).toMatchObject({ kind: 'committed' });
    }
    return found;
  };
  const snapshot = { branch: 'main', tree: await textTree({ a: 'one\n' }), author, attempt: 1 };
  const last = { ...snapshot, message: 'build\n\nKiln-Build: b3\n', sequence: 3n, buildId: 'b3' };
  expect(await advanceBranch(racing, last)).toMatchObject({ kind: 'committed' });
  expect(raced).toBe(true);
  expect(await contents()).toEqual({ a: 'one\n' });
});
