import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { gitEnvironment } from '../src/git/store/git-command.ts';

const run = promisify(execFile);

/** A user's Git: plain `git` in a folder, with a name and address. Returns its trimmed output. */
export async function git(cwd: string, ...args: string[]): Promise<string> {
  const person = { name: 'Ada', email: 'ada@example.test' };
  const { stdout } = await run('git', args, {
    cwd,
    env: gitEnvironment({
      GIT_AUTHOR_NAME: person.name,
      GIT_AUTHOR_EMAIL: person.email,
      GIT_COMMITTER_NAME: person.name,
      GIT_COMMITTER_EMAIL: person.email,
    }),
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.trim();
}

/** The URL of a repository of the shared service, with a key in it. */
export function remote(name: string, key = inject('apiKey'), org = inject('org')): string {
  const url = new URL(`${inject('baseUrl')}/git/${org}/${name}.git`);
  url.username = 'x';
  url.password = key;
  return url.href;
}

/** Creates an empty bare repository with `main` as its branch in a new folder. Returns the folder. */
export async function bareRepository(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await git(folder, 'init', '--quiet', '--bare', '--initial-branch=main');
  return folder;
}

/** A folder that exists while `work` runs. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kiln-git-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
