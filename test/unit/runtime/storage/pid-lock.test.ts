import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alone } from '../../../../src/runtime/storage/pid-lock.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kiln-lock-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const LOCK = path.resolve('src/runtime/storage/pid-lock.ts');

/** Another process that holds `file` until it receives input, or is killed. */
async function holder(file: string) {
  const script = `
    const { alone } = await import(${JSON.stringify(LOCK)});
    await alone(${JSON.stringify(file)}, () => new Promise((resolve) => {
      console.log('held');
      process.stdin.once('data', resolve);
    }), () => {});
    process.exit(0);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

test('a second process waits for the first, is told who holds the lock, and then continues', async () => {
  const file = path.join(folder, 'one.lock');
  const first = await holder(file);
  const waited: number[] = [];
  let firstEnded = false;
  first.on('exit', () => {
    firstEnded = true;
  });
  const second = alone(
    file,
    async () => 'done',
    (pid) => {
      waited.push(pid);
      first.stdin.write('go on\n');
    },
  );
  expect(await second).toBe('done');
  expect(waited).toEqual([first.pid]);
  if (!firstEnded) await once(first, 'exit');
  expect(first.exitCode).toBe(0);
  expect(await readdir(folder)).toEqual([]);
});

test('a killed process blocks nobody', async () => {
  const file = path.join(folder, 'two.lock');
  const first = await holder(file);
  first.kill('SIGKILL');
  await once(first, 'exit');
  const waited: number[] = [];
  expect(
    await alone(
      file,
      async () => 'done',
      (pid) => waited.push(pid),
    ),
  ).toBe('done');
  expect(waited).toEqual([]);
  expect(await readdir(folder)).toEqual([]);
});

test('a waiting process continues if the holder is killed', async () => {
  const file = path.join(folder, 'three.lock');
  const first = await holder(file);
  expect(
    await alone(
      file,
      async () => 'done',
      () => first.kill('SIGKILL'),
    ),
  ).toBe('done');
});
