import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { headRef } from '../../../../src/git/refs.ts';
import { git } from '../../../../src/git/store/git-command.ts';
import { Repository } from '../../../../src/git/store/repository.ts';
import { withFolder } from '../../../git.ts';
import { build, generated, push } from '../../../git-writer.ts';

/** `npm run test:kills` does it a few hundred times. */
const KILLS = Number(process.env.KILN_TEST_KILLS ?? 40);
const SIDE_BY_SIDE = 4;
const WRITER = fileURLToPath(new URL('../../../git-writer.ts', import.meta.url));

/** Starts a writing process, and kills it and its children at a random moment. */
async function killed(gitDir: string, start: number): Promise<void> {
  const writer = fork(WRITER, [gitDir, String(start)], {
    execArgv: ['--import', 'tsx'],
    stdio: 'ignore',
    detached: true,
  });
  await once(writer, 'message');
  await wait(Math.random() * 400);
  const gone = once(writer, 'exit');
  process.kill(-(writer.pid ?? 0), 'SIGKILL');
  await gone;
}

async function locks(gitDir: string): Promise<string[]> {
  const all = await readdir(gitDir, { recursive: true });
  return all.filter((name) => name.endsWith('.lock')).map((name) => path.join(gitDir, name));
}

test('removes the lock of a killed process once it is a minute old, and not before', async () => {
  await withFolder(async (folder) => {
    const repository = new Repository(path.join(folder, 'sdk.git'));
    await repository.create();
    await build(repository, 1);
    const lock = path.join(repository.gitDir, 'refs', 'heads', 'main.lock');
    await writeFile(lock, '');
    await expect(build(repository, 2)).rejects.toThrow('updated concurrently 10 times');
    const old = new Date(Date.now() - 61_000);
    await utimes(lock, old, old);
    expect(await build(repository, 2)).toBe('committed');
  });
});

test('a writer killed at any moment leaves no damage', async () => {
  let left = 0;
  const lane = (_: unknown, number: number) =>
    withFolder(async (folder) => {
      const gitDir = path.join(folder, 'sdk.git');
      const repository = new Repository(gitDir);
      await repository.create();
      await build(repository, 1);
      await push(repository, 1);
      for (let kill = number; kill < KILLS; kill += SIDE_BY_SIDE) {
        const next = (kill + 1) * 1000;
        await killed(gitDir, next);
        // Locks are considered abandoned after a minute.
        const old = new Date(Date.now() - 61_000);
        const found = await locks(gitDir);
        left += found.length;
        for (const lock of found) await utimes(lock, old, old);

        expect(await build(repository, next + 999)).toBe('committed');
        await git(['fsck', '--strict', '--no-dangling'], { gitDir });
        expect(await locks(gitDir)).toEqual([]);
        const head = (await repository.resolve(headRef('main'))) ?? '';
        const files = await repository.readTree(head);
        expect(files.get('own.txt')?.content.toString()).toMatch(/^own \d+\n$/);
        expect(files.get('src/file0.ts')?.content.toString()).toMatch(
          new RegExp(`^build ${next + 999} of file 0\n(same\n)+end, by hand\n$`),
        );
        for (const [name, { content }] of generated(next + 999)) {
          if (name !== 'src/file0.ts') expect(files.get(name)?.content, name).toEqual(content);
        }
      }
    });
  await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, KILLS) }, lane));
  process.stderr.write(`${KILLS} writers were killed; ${left} locks were left behind and taken away.\n`);
}, 1_800_000);
