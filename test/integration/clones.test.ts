import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type Stainless from '@stainless-api/sdk';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { git, remote, withFolder } from '../git.ts';
import { GitServer } from '../git-server.ts';
import { client, completed, description, firstBuild, gitPort, newProject, request } from '../service.ts';

const PASSWORD = 'of-the-remote';
let server: GitServer;

beforeAll(async () => {
  server = await GitServer.start(PASSWORD, gitPort());
  const credential = { url: `${server.address}/acme`, username: 'ada', secret: PASSWORD };
  await request('PUT', `/v0/orgs/${inject('org')}/git_credentials`, credential);
}, GitServer.TURN_MS);
afterAll(() => server.stop());

async function start(project: string, files: Record<string, string>, branch = 'main') {
  const revision = Object.fromEntries(Object.entries(files).map(([name, content]) => [name, { content }]));
  return client().builds.create({ project, branch, revision });
}

const build = async (project: string, files: Record<string, string>, branch?: string) =>
  completed((await start(project, files, branch)).id);

const openapi = (...operations: string[]) => ({ 'openapi.json': description(operations) });

function commitOf({ targets }: Stainless.Build) {
  const commit = targets.cli?.commit;
  return commit?.status === 'completed' ? commit : null;
}

const COMMITTED = /^(success|note|warning)$/;

test('partial and sparse clones push, signed commits and LFS pointers stay as they are', async () => {
  const project = await newProject(['cli']);
  await firstBuild(project);
  const url = remote(`${project}-cli`);
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'4d'.repeat(32)}\nsize 12345\n`;
  const signed = await withFolder(async (folder) => {
    const config = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.test'];
    // Only the contents of files in the root folder are fetched.
    await git(folder, 'clone', '--quiet', '--filter=blob:none', '--sparse', url, 'sdk');
    const sdk = path.join(folder, 'sdk');
    const missing = await git(sdk, 'rev-list', '--objects', '--all', '--missing=print');
    expect(missing).toMatch(/^\?[0-9a-f]{40}$/m);
    await mkdir(path.join(sdk, 'assets'));
    await git(sdk, 'sparse-checkout', 'add', 'assets');
    await writeFile(path.join(sdk, '.gitattributes'), '*.bin filter=lfs diff=lfs merge=lfs -text\n');
    await writeFile(path.join(sdk, 'assets', 'model.bin'), pointer);
    await git(sdk, 'add', '--sparse', '.gitattributes', 'assets/model.bin');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path.join(folder, 'key')]);
    const sign = ['-c', 'gpg.format=ssh', '-c', `user.signingkey=${path.join(folder, 'key')}`];
    await git(sdk, ...config, ...sign, 'commit', '--quiet', '-S', '-m', 'a model');
    await git(sdk, 'push', '--quiet');
    return git(sdk, 'rev-parse', 'HEAD');
  });
  expect(commitOf(await build(project, openapi('listPets', 'addPet')))?.conclusion).toMatch(COMMITTED);
  await withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', url, 'sdk');
    const sdk = path.join(folder, 'sdk');
    expect(await readFile(path.join(sdk, 'assets', 'model.bin'), 'utf8')).toBe(pointer);
    // The person's own commit, with its signature, stays; Kiln's merge is on top of it.
    expect(await git(sdk, 'cat-file', 'commit', signed)).toContain('-----BEGIN SSH SIGNATURE-----');
    expect(await git(sdk, 'log', '-1', '--format=%P')).toContain(signed);
  });
});

test('concurrent pushes of two people while builds merge lose nothing', async () => {
  const project = await newProject(['cli']);
  await firstBuild(project);
  const url = remote(`${project}-cli`);
  const person = (name: string) =>
    withFolder(async (folder) => {
      await git(folder, 'clone', '--quiet', url, 'sdk');
      const sdk = path.join(folder, 'sdk');
      for (let i = 1; i <= 4; i++) {
        await writeFile(path.join(sdk, `${name}-${i}.md`), `${name} ${i}\n`);
        await git(sdk, 'add', '--all');
        await git(sdk, 'commit', '--quiet', '-m', `${name} ${i}`);
        for (let tries = 0; tries < 20; tries++) {
          await git(sdk, 'pull', '--quiet', '--rebase', 'origin', 'main');
          const pushed = await git(sdk, 'push', '--quiet', 'origin', 'HEAD:main').then(
            () => true,
            () => false,
          );
          if (pushed) break;
        }
      }
    });
  const builds = async () => {
    for (const name of ['a', 'b', 'c']) await build(project, openapi('listPets', name));
  };
  await Promise.all([person('ada'), person('bob'), builds()]);
  const last = await build(project, openapi('listPets', 'last'));
  expect(commitOf(last)?.conclusion).toMatch(COMMITTED);
  await withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', url, 'sdk');
    const files = await git(path.join(folder, 'sdk'), 'ls-files', '*-*.md');
    const own = ['ada', 'bob'].flatMap((name) => [1, 2, 3, 4].map((i) => `${name}-${i}.md`));
    expect(files.split('\n')).toEqual(expect.arrayContaining(own));
  });
});

test('handles production repositories with another default branch, a new name or a protected branch', async () => {
  const made = await server.create('acme/trunk');
  await git(made.folder, 'symbolic-ref', 'HEAD', 'refs/heads/trunk');
  const project = await newProject(['cli']);
  await firstBuild(project);
  const production = (url: string) => ({
    'stainless.yml': `targets:\n  cli:\n    production_repo: ${url}\n`,
  });
  await client().projects.branches.create({ project, branch: 'trunk', branch_from: 'main' });
  const built = await build(project, { ...openapi('listPets', 'a'), ...production(made.url) }, 'trunk');
  expect(commitOf(built)?.conclusion).toMatch(COMMITTED);
  const there = await git('.', 'ls-remote', '--symref', made.open, 'HEAD');
  expect(there).toContain('ref: refs/heads/trunk');
  expect(there).toContain(commitOf(built)?.commit?.sha);

  // Protected: the note quotes the server's message, and the commit stays in Kiln.
  const hook = path.join(made.folder, 'hooks', 'pre-receive');
  await mkdir(path.dirname(hook), { recursive: true });
  await writeFile(hook, '#!/bin/sh\necho "trunk is protected: open a pull request" >&2\nexit 1\n');
  await chmod(hook, 0o755);
  const refused = await build(project, openapi('listPets', 'b'), 'trunk');
  expect(commitOf(refused)).toMatchObject({
    conclusion: 'error',
    note: expect.stringContaining('trunk is protected: open a pull request'),
  });

  // Renamed or made private: this credential finds neither any more.
  const gone = await build(project, production(`${server.address}/acme/renamed.git`), 'trunk');
  expect(commitOf(gone)).toMatchObject({
    note: expect.stringContaining('there is no such repository, or the credential has no access to it'),
  });
});
