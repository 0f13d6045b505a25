import { afterEach, beforeEach, expect, test } from 'vitest';
import { openToPushes } from '../../../../src/git/sdk-branch/protected-refs.ts';
import { SdkRepository } from '../../../sdk-repository.ts';

let sdk: SdkRepository;

beforeEach(async () => {
  sdk = await SdkRepository.open();
});
afterEach(() => sdk.close());

/** Two short files with places far enough apart to be merged independently. */
const file = (first: string, last: string) => `${first}\n${'same\n'.repeat(20)}${last}\n`;
const generated = (a: string, b: string, more = 'end') => ({ a: file(a, more), b: file(b, 'end') });

/**
 * A conflict in both files, which a later build replaces by one in which `a` conflicts differently, or no file does.
 */
async function replaced(later: Record<string, string>): Promise<string> {
  await sdk.build(generated('1', '1'));
  await sdk.push({ a: file('mine', 'end'), b: file('mine', 'end'), own: 'own\n' });
  expect(await sdk.build(generated('2', '2'))).toMatchObject({ kind: 'conflict', number: 1 });
  // A person has fetched it already.
  const fetched = await sdk.head('kiln/conflict-1');
  expect(await sdk.build(later)).toMatchObject({ kind: 'conflict', number: 2 });
  expect(await openToPushes(sdk.repository)).toEqual(
    expect.arrayContaining(['refs/heads/kiln/conflict-1', 'refs/heads/kiln/conflict-2']),
  );
  return fetched;
}

/** Their resolution of the first conflict, pushed after the second has replaced it. */
async function resolve(fetched: string): Promise<void> {
  const files = { a: file('mine and 2', 'end'), b: file('mine and 2', 'end'), own: 'own\n' };
  await sdk.force('kiln/conflict-1', await sdk.tree(files), [fetched], 'resolve\n');
}

test('applies a resolution of a replaced conflict completely if the newer conflict adds nothing', async () => {
  const later = generated('2', '2', 'more');
  await resolve(await replaced(later));
  expect(await sdk.build(later)).toMatchObject({ kind: 'committed', resolved: 1 });
  expect(await sdk.contents()).toEqual({
    a: file('mine and 2', 'more'),
    b: file('mine and 2', 'end'),
    own: 'own\n',
  });
  // Both are closed, and their branches are deleted.
  expect(await openToPushes(sdk.repository)).toEqual([]);
  expect(await sdk.build({ ...later, c: 'c\n' })).toMatchObject({ kind: 'committed', resolved: null });
});

test('otherwise applies as much of it as possible; the rest is a conflict that contains the resolution', async () => {
  const later = generated('3', '2');
  await resolve(await replaced(later));
  const result = await sdk.build(later);
  expect(result).toMatchObject({ kind: 'conflict', number: 3, files: [{ path: 'a' }] });
  const marked = (await sdk.contents('kiln/conflict-3')).a ?? '';
  expect(marked).toContain('mine and 2');
  expect((await sdk.contents('kiln/conflict-3')).b).toBe(file('mine and 2', 'end'));
  // The next build meets the same conflict.
  expect(await sdk.build(later)).toMatchObject({ kind: 'conflict', number: 3 });
  await sdk.push({ a: file('mine and 3', 'end') }, { branch: 'kiln/conflict-3' });
  expect(await sdk.build(later)).toMatchObject({ kind: 'committed', resolved: 3 });
  expect(await sdk.contents()).toEqual({
    a: file('mine and 3', 'end'),
    b: file('mine and 2', 'end'),
    own: 'own\n',
  });
  expect(await sdk.build({ ...later, c: 'c\n' })).toMatchObject({ kind: 'committed' });
});

test('keeps a resolution that exists when a build runs into another conflict', async () => {
  await sdk.build(generated('1', '1'));
  await sdk.push({ a: file('mine', 'end') });
  expect(await sdk.build(generated('2', '1'))).toMatchObject({ kind: 'conflict', number: 1 });
  await sdk.push({ a: file('mine and 2', 'end') }, { branch: 'kiln/conflict-1' });
  const later = generated('2', '1', 'more');
  expect(await sdk.build(later)).toMatchObject({ kind: 'committed', resolved: 1 });
  expect((await sdk.contents()).a).toBe(file('mine and 2', 'more'));
});

test('ignores partial resolutions, and rejects pushes to a conflict of a dropped branch', async () => {
  const later = generated('3', '2');
  const fetched = await replaced(later);
  const half = { ...(await sdk.contents(fetched)), a: file('half', 'end') };
  await sdk.force('kiln/conflict-1', await sdk.tree(half), [fetched], 'half of it\n');
  expect(await sdk.build(later)).toMatchObject({ kind: 'conflict', number: 2 });
  await sdk.move('main', { kind: 'drop' });
  expect(await openToPushes(sdk.repository)).toEqual(['refs/heads/kiln/conflict-1']);
});
