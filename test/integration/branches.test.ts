import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Stainless } from '@stainless-api/sdk';
import { describe, expect, inject, it } from 'vitest';
import { git, remote, withFolder } from '../git.ts';
import { client, completed, configFile, description, firstBuild, newProject } from '../service.ts';

const { branches, configs } = client().projects;

async function build(project: string, branch: string, operations: string[]): Promise<Stainless.Build> {
  const revision = { 'openapi.json': { content: description(operations) } };
  return client().builds.create({ project, branch, revision });
}

const head = async (project: string, branch: string) =>
  (await branches.retrieve(branch, { project })).config_commit.sha;

describe('branches', () => {
  it('are created from a branch, listed by page, and retrieved with their latest build', async () => {
    const project = await newProject(['cli']);
    const made = await branches.create({ project, branch: 'feat/x', branch_from: 'main' });
    expect(made).toMatchObject({ object: 'project_branch', org: inject('org'), project, branch: 'feat/x' });
    expect(made.config_commit.sha).toBe(await head(project, 'main'));
    expect(made.config_commit.repo).toEqual({
      owner: inject('org'),
      name: `${project}-config`,
      branch: 'feat/x',
    });
    expect(made.latest_build).toBeNull();

    const posted = await build(project, 'feat/x', ['listPets', 'getPet']);
    const found = await branches.retrieve('feat/x', { project });
    expect(found.latest_build?.id).toBe(posted.id);
    expect(found.config_commit).toMatchObject({ sha: posted.config_commit, tree_oid: expect.any(String) });
    expect(found.config_commit.stats?.total).toBeGreaterThan(0);

    const first = await branches.list({ project, limit: 1 });
    expect(first.data.map(({ branch, latest_build_id }) => [branch, latest_build_id])).toEqual([
      ['feat/x', posted.id],
    ]);
    const all: string[] = [];
    for await (const { branch } of first) all.push(branch);
    expect(all).toEqual(['feat/x', 'main']);
  });

  it('are created from a config commit, and reset only with force', async () => {
    const project = await newProject(['cli']);
    const first = await head(project, 'main');
    await build(project, 'main', ['listPets', 'getPet']);
    const made = await branches.create({ project, branch: 'old', branch_from: first });
    expect(made.config_commit.sha).toBe(first);
    const again = branches.create({ project, branch: 'old', branch_from: 'main' });
    await expect(again).rejects.toThrow(Stainless.ConflictError);
    expect(await head(project, 'old')).toBe(first);
    await branches.create({ project, branch: 'old', branch_from: 'main', force: true });
    expect(await head(project, 'old')).toBe(await head(project, 'main'));
    const unknown = branches.create({ project, branch: 'new', branch_from: 'nowhere' });
    await expect(unknown).rejects.toThrow('branch_from');
    await expect(branches.retrieve('new', { project })).rejects.toThrow(Stainless.NotFoundError);
  });

  it('inherit custom code and keep it through their builds', async () => {
    const project = await newProject(['cli']);
    await firstBuild(project);
    await withFolder(async (folder) => {
      await git(folder, 'clone', '--quiet', remote(`${project}-cli`), '.');
      await writeFile(path.join(folder, 'CUSTOM.md'), 'ours\n');
      await git(folder, 'add', '--all');
      await git(folder, 'commit', '--quiet', '-m', 'custom');
      await git(folder, 'push', '--quiet', 'origin', 'main');
      await branches.create({ project, branch: 'next', branch_from: 'main' });
      const { targets } = await completed((await build(project, 'next', ['listPets', 'getPet'])).id);
      expect(targets.cli?.commit).toMatchObject({
        conclusion: expect.stringMatching(/success|note|warning/),
      });
      await git(folder, 'fetch', '--quiet', 'origin', 'next');
      expect(await git(folder, 'show', 'FETCH_HEAD:CUSTOM.md')).toBe('ours');
    });
  });

  it('are deleted with their repositories’ branches, but never main', async () => {
    const project = await newProject(['cli']);
    await firstBuild(project);
    await branches.create({ project, branch: 'gone', branch_from: 'main' });
    await branches.delete('gone', { project });
    await expect(branches.retrieve('gone', { project })).rejects.toThrow(Stainless.NotFoundError);
    for (const name of [`${project}-cli`, `${project}-config`]) {
      expect(await git('/', 'ls-remote', '--heads', remote(name))).toMatch(/^\w{40}\trefs\/heads\/main$/);
    }
    await expect(branches.delete('gone', { project })).rejects.toThrow(Stainless.NotFoundError);
    await expect(branches.delete('main', { project })).rejects.toThrow('main cannot be deleted');
  });

  it('are rebased by replaying their changes; a conflict changes nothing', async () => {
    const project = await newProject(['cli']);
    await branches.create({ project, branch: 'work', branch_from: 'main' });
    const files = { 'notes.md': { content: 'mine\n' } };
    await client().builds.create({ project, branch: 'work', revision: files });
    await build(project, 'main', ['listPets', 'getPet']);
    const main = await head(project, 'main');

    const rebased = await branches.rebase('work', { project, base: 'main' });
    const read = await configs.retrieve({ project, branch: 'work', include: 'openapi.json,notes.md' });
    expect(read['notes.md']?.content).toBe('mine\n');
    expect(read['openapi.json']?.content).toContain('getPet');

    await client().builds.create({
      project,
      branch: 'main',
      revision: { 'notes.md': { content: 'theirs\n' } },
    });
    const conflict = branches.rebase('work', { project, base: 'main' });
    await expect(conflict).rejects.toThrow('notes.md');
    expect(await head(project, 'work')).toBe(rebased.config_commit.sha);

    const replaced = await client().put<{ config_commit: { sha: string } }>(
      `/v0/projects/${project}/branches/work/rebase`,
      { query: { base: main }, body: { files: { 'notes.md': { content: 'anew\n' } } } },
    );
    expect(replaced.config_commit.sha).toBe(await head(project, 'work'));
    const anew = await configs.retrieve({ project, branch: 'work', include: 'notes.md' });
    expect(anew['notes.md']?.content).toBe('anew\n');
  });

  it('are reset to main or to a config commit', async () => {
    const project = await newProject(['cli']);
    const first = await head(project, 'main');
    await build(project, 'work', ['listPets', 'getPet']);
    const changed = await head(project, 'work');
    await branches.reset('work', { project });
    expect(await head(project, 'work')).toBe(first);
    await branches.reset('work', { project, target_config_sha: changed });
    expect(await head(project, 'work')).toBe(changed);
    await expect(branches.reset('main', { project })).rejects.toThrow('target_config_sha');
    await branches.reset('main', { project, target_config_sha: changed });
    expect(await head(project, 'main')).toBe(changed);
  });
});

describe('configs', () => {
  it('return the config file first, then included files, at a branch or a SHA', async () => {
    const project = await newProject(['cli']);
    const first = await head(project, 'main');
    await build(project, 'main', ['listPets', 'getPet']);
    expect(await configs.retrieve({ project })).toEqual({
      'stainless.yml': { content: configFile(['cli']) },
    });
    const at = async (branch: string) => configs.retrieve({ project, branch, include: 'openapi.json' });
    expect(Object.keys(await at('main'))).toEqual(['stainless.yml', 'openapi.json']);
    expect((await at('main'))['openapi.json']?.content).toBe(description(['listPets', 'getPet']));
    expect((await at(first))['openapi.json']?.content).toBe(description());
    await expect(configs.retrieve({ project, branch: 'nowhere' })).rejects.toThrow('branch');
    await expect(configs.retrieve({ project, include: 'nothing.yml' })).rejects.toThrow('nothing.yml');
  });
});

it('updates a project, and identifies the owner of a key', async () => {
  const project = await newProject(['cli']);
  const updated = await client().projects.update({ project, display_name: 'Pets of ours' });
  expect(updated.display_name).toBe('Pets of ours');
  expect((await client().projects.retrieve({ project })).display_name).toBe('Pets of ours');
  expect(await client().user.retrieve()).toMatchObject({ object: 'user', name: 'KILN_API_KEY', email: null });
});
