import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { git } from '../../../../src/git/store/git-command.ts';
import { moveLooseRef } from '../../../../src/git/store/loose-ref.ts';
import { Repository } from '../../../../src/git/store/repository.ts';
import { NO_OID } from '../../../../src/git/store/update-refs.ts';

const REF = 'refs/kiln/order/main';
let folder: string;
let repository: Repository;
let blobs: string[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kiln-ref-'));
  repository = new Repository(path.join(folder, 'a.git'));
  await repository.create();
  blobs = await Promise.all(Array.from({ length: 24 }, (_, i) => repository.writeBlob(`${i}\n`)));
  await repository.updateRefs([{ ref: REF, from: NO_OID, to: blob(0) }]);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const blob = (i: number) => blobs[i] ?? '';
const move = (from: number, to: number) =>
  moveLooseRef(repository.gitDir, { ref: REF, from: blob(from), to: blob(to) });
const nativeValue = async () => {
  const { stdout } = await git(['rev-parse', REF], { gitDir: repository.gitDir });
  return stdout.trim();
};

test('moves a ref from its expected value, visibly to native Git', async () => {
  expect(await move(0, 1)).toBe(true);
  expect(await nativeValue()).toBe(blob(1));
});

test('leaves a ref with another value unchanged, and no lock behind', async () => {
  expect(await move(5, 1)).toBe(false);
  expect(await nativeValue()).toBe(blob(0));
  expect(existsSync(path.join(repository.gitDir, `${REF}.lock`))).toBe(false);
});

test('leaves packed and locked refs to native Git', async () => {
  const lock = path.join(repository.gitDir, `${REF}.lock`);
  await writeFile(lock, '');
  expect(await move(0, 1)).toBeNull();
  expect(existsSync(lock)).toBe(true);
  await rm(lock);
  await git(['pack-refs', '--all', '--prune'], { gitDir: repository.gitDir });
  expect(await move(0, 1)).toBeNull();
  expect(await repository.updateRefs([{ ref: REF, from: blob(0), to: blob(1) }])).toBe(true);
  expect(await nativeValue()).toBe(blob(1));
});

test('of many concurrent moves of a ref from the same value, including by native Git, exactly one succeeds', async () => {
  const native = (to: number) =>
    git(['update-ref', REF, blob(to), blob(0)], { gitDir: repository.gitDir, accept: [128] }).then(
      ({ code }) => code === 0,
    );
  const results = await Promise.all(
    blobs.slice(1).map((_, i) => (i % 3 === 0 ? native(i + 1) : move(0, i + 1))),
  );
  const winners = results.flatMap((moved, i) => (moved === true ? [i + 1] : []));
  expect(winners).toHaveLength(1);
  expect(await nativeValue()).toBe(blob(winners[0] ?? 0));
});
