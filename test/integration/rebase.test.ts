import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type Stainless from '@stainless-api/sdk';
import { expect, test } from 'vitest';
import { git, remote, withFolder } from '../git.ts';
import { client, completed, description, firstBuild, newProject } from '../service.ts';

const branches = () => client().projects.branches;

/** Somebody clones a branch of an SDK, writes a file, and pushes. */
async function pushCode(project: string, branch: string, name: string, text: string): Promise<void> {
  await withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', '--branch', branch, remote(`${project}-typescript`), 'sdk');
    const sdk = path.join(folder, 'sdk');
    await writeFile(path.join(sdk, name), text);
    await git(sdk, 'add', name);
    await git(sdk, 'commit', '--quiet', '-m', `${name} by hand`);
    await git(sdk, 'push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
  });
}

/** What a branch of an SDK holds: a file's text, or null. Fetched by plain Git. */
async function code(project: string, branch: string, name: string): Promise<string | null> {
  return withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', '--branch', branch, remote(`${project}-typescript`), 'sdk');
    return readFile(path.join(folder, 'sdk', name), 'utf8').catch(() => null);
  });
}

async function build(
  project: string,
  branch: string,
  files: Record<string, string>,
): Promise<Stainless.Build> {
  const revision = Object.fromEntries(Object.entries(files).map(([name, content]) => [name, { content }]));
  return completed((await client().builds.create({ project, branch, revision })).id);
}

function conclusion(of: Stainless.Build): string | false {
  const commit = of.targets.typescript?.commit;
  return commit?.status === 'completed' && commit.conclusion;
}

test('a build that creates a branch inherits the custom code of its origin', async () => {
  const project = await newProject(['typescript']);
  await firstBuild(project);
  await pushCode(project, 'main', 'by-hand.md', 'main\n');
  const made = await build(project, 'new', { 'openapi.json': description(['listPets', 'addPet']) });
  expect(conclusion(made)).toMatch(/^(success|note|warning)$/);
  expect(await code(project, 'new', 'by-hand.md')).toBe('main\n');
});

test('rejects a branch whose name is a folder of another branch', async () => {
  const project = await newProject(['cli']);
  await branches().create({ project, branch: 'feat', branch_from: 'main' });
  const nested = branches().create({ project, branch: 'feat/x', branch_from: 'main' });
  await expect(nested).rejects.toMatchObject({ status: 409, message: expect.stringContaining('feat') });
  const files = { 'openapi.json': { content: description(['a']) } };
  const built = client().builds.create({ project, branch: 'feat/x', revision: files });
  await expect(built).rejects.toMatchObject({ status: 409 });
  await branches().create({ project, branch: 'a_b', branch_from: 'main' });
  await branches().create({ project, branch: 'axb/y', branch_from: 'main' });
});

test('a rebase replays config commits and custom code on the base', async () => {
  const project = await newProject(['typescript']);
  await firstBuild(project);
  await branches().create({ project, branch: 'feat', branch_from: 'main' });
  await pushCode(project, 'feat', 'feat.md', 'feat\n');
  const feat = await build(project, 'feat', { 'notes.md': 'feat\n' });
  await pushCode(project, 'main', 'main.md', 'main\n');
  const main = await build(project, 'main', { 'openapi.json': description(['listPets', 'addPet']) });

  const rebased = await branches().rebase('feat', { project });
  expect(rebased.config_commit.sha).not.toBe(feat.config_commit);
  const files = await withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', '--branch', 'feat', remote(`${project}-config`), 'config');
    const config = path.join(folder, 'config');
    expect(await git(config, 'rev-parse', 'HEAD^')).toBe(main.config_commit);
    return [
      await readFile(path.join(config, 'openapi.json'), 'utf8'),
      await readFile(path.join(config, 'notes.md'), 'utf8'),
    ];
  });
  expect(files).toEqual([description(['listPets', 'addPet']), 'feat\n']);
  expect(await code(project, 'feat', 'feat.md')).toBe('feat\n');
  expect(await code(project, 'feat', 'main.md')).toBe('main\n');

  // The code is that of main with its own on top: nothing new is to be generated.
  const built = await completed((await client().builds.create({ project, revision: 'feat' })).id);
  expect(conclusion(built)).toBe('noop');
  // Once more there is nothing to do.
  expect((await branches().rebase('feat', { project })).config_commit.sha).toBe(rebased.config_commit.sha);
});

test('a rebase that conflicts is answered 409 and moves nothing', async () => {
  const project = await newProject(['typescript']);
  await firstBuild(project);
  await branches().create({ project, branch: 'code', branch_from: 'main' });
  await pushCode(project, 'code', 'same.md', 'feat\n');
  await pushCode(project, 'main', 'same.md', 'main\n');
  const feat = await build(project, 'config', { 'openapi.json': description(['a']) });
  await build(project, 'main', { 'openapi.json': description(['b']) });

  await expect(branches().rebase('config', { project })).rejects.toMatchObject({
    status: 409,
    message: expect.stringContaining('openapi.json'),
  });
  expect((await branches().retrieve('config', { project })).config_commit.sha).toBe(feat.config_commit);

  const before = await branches().retrieve('code', { project });
  await expect(branches().rebase('code', { project })).rejects.toMatchObject({
    status: 409,
    message: expect.stringMatching(/typescript.*same\.md/),
  });
  expect((await branches().retrieve('code', { project })).config_commit).toEqual(before.config_commit);
  expect(await code(project, 'code', 'same.md')).toBe('feat\n');
  await expect(branches().rebase('code', { project, base: 'nowhere' })).rejects.toMatchObject({
    status: 404,
  });
  await expect(branches().rebase('nowhere', { project })).rejects.toMatchObject({ status: 404 });
});

test('a rebase with files puts the branch at the base and commits them', async () => {
  const project = await newProject(['typescript']);
  const first = await firstBuild(project);
  await build(project, 'feat', { 'openapi.json': description(['a']) });
  await pushCode(project, 'feat', 'feat.md', 'feat\n');
  const content = description(['listPets', 'addPet']);
  const body = { files: { 'openapi.json': { content } }, commit_message: 'feat: add pets' };
  const rebased = await branches().rebase('feat', { project }, { body });
  await withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', '--branch', 'feat', remote(`${project}-config`), 'config');
    const config = path.join(folder, 'config');
    expect(await git(config, 'log', '--format=%H %s')).toMatch(
      new RegExp(`^${rebased.config_commit.sha} feat: add pets\n${first.config_commit} `),
    );
    expect(await readFile(path.join(config, 'openapi.json'), 'utf8')).toBe(content);
  });
  expect(await code(project, 'feat', 'feat.md')).toBeNull();
  const bad = { files: { 'openapi.json': { content: '{' } } };
  await expect(branches().rebase('feat', { project }, { body: bad })).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('files: openapi.json'),
  });
});

test('a reset puts a branch back to main, and main to a commit', async () => {
  const project = await newProject(['typescript']);
  const first = await firstBuild(project);
  await pushCode(project, 'main', 'main.md', 'main\n');
  await build(project, 'feat', { 'openapi.json': description(['a']) });
  await pushCode(project, 'feat', 'feat.md', 'feat\n');

  const reset = await branches().reset('feat', { project });
  expect(reset.config_commit.sha).toBe(first.config_commit);
  expect(await code(project, 'feat', 'feat.md')).toBeNull();
  expect(await code(project, 'feat', 'main.md')).toBe('main\n');

  await build(project, 'main', { 'openapi.json': description(['b']) });
  await expect(branches().reset('main', { project })).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('target_config_sha'),
  });
  const main = await branches().reset('main', { project, target_config_sha: first.config_commit });
  expect(main.config_commit.sha).toBe(first.config_commit);
  expect(await code(project, 'main', 'main.md')).toBe('main\n');
  await expect(
    branches().reset('feat', { project, target_config_sha: 'f'.repeat(40) }),
  ).rejects.toMatchObject({
    status: 404,
  });
  const at = await branches().reset('feat', { project, target_config_sha: first.config_commit });
  expect(at.config_commit.sha).toBe(first.config_commit);
});
