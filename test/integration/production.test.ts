import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type Stainless from '@stainless-api/sdk';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { targetWorkflowId } from '../../src/temporal/ids.ts';
import { git, remote, withFolder } from '../git.ts';
import { GitServer } from '../git-server.ts';
import { client, completed, description, firstBuild, gitPort, newProject, request } from '../service.ts';
import { sharedTemporal } from '../temporal.ts';

const PASSWORD = 'a-secret-of-the-remote';
const credentials = `/v0/orgs/${inject('org')}/git_credentials`;
let server: GitServer;
let db: Database;

beforeAll(async () => {
  db = openDatabase(inject('databaseUrl'), 2);
  server = await GitServer.start(PASSWORD, gitPort());
  const url = `${server.address}/acme`;
  const set = await request('PUT', credentials, { url, username: 'ada', secret: PASSWORD });
  expect(set).toMatchObject({ status: 200, body: { url, username: 'ada' } });
  expect(set.body).not.toHaveProperty('secret');
}, GitServer.TURN_MS);

afterAll(async () => {
  await server.stop();
  await db.$disconnect();
});

const config = (production: string) => `targets:\n  openapi:\n    production_repo: ${production}\n`;

async function build(project: string, files: Record<string, string>, branch = 'main') {
  const revision = Object.fromEntries(Object.entries(files).map(([name, content]) => [name, { content }]));
  return completed((await client().builds.create({ project, branch, revision })).id);
}

const again = async (project: string) =>
  completed((await client().builds.create({ project, revision: 'main' })).id);

const commitOf = ({ targets }: Stainless.Build) => {
  const commit = targets.openapi?.commit;
  if (commit?.status !== 'completed') throw new Error('The commit has not ended.');
  return commit;
};

async function noteOf({ id }: Stainless.Build): Promise<string> {
  const step = { buildId: id, target: 'openapi', step: 'commit' } as const;
  return (await db.buildStep.findUniqueOrThrow({ where: { buildId_target_step: step } })).note ?? '';
}

/** Where a branch is, here and there. */
const here = async (project: string, branch = 'main') =>
  (await git('.', 'ls-remote', remote(`${project}-openapi`), `refs/heads/${branch}`)).slice(0, 40);
const there = async (open: string, branch = 'main') =>
  (await git('.', 'ls-remote', open, `refs/heads/${branch}`)).slice(0, 40);

/** Somebody commits files on top of a branch, at one of the two. */
async function commitAt(url: string, files: Record<string, string>, branch = 'main'): Promise<void> {
  await withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', '--branch', branch, url, 'sdk');
    const sdk = path.join(folder, 'sdk');
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(sdk, name), text);
    await git(sdk, 'add', '--all');
    await git(sdk, 'commit', '--quiet', '-m', 'by hand');
    await git(sdk, 'push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
  });
}

async function fileAt(url: string, name: string): Promise<string> {
  return withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', url, 'sdk');
    return readFile(path.join(folder, 'sdk', name), 'utf8');
  });
}

/** Running commands of Git that talk to a server. */
async function pushesTo(address: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'args']);
  return stdout.split('\n').filter((line) => line.includes('git') && line.includes(address));
}

/** A project with a production repository that has its first commit. */
async function published(name: string) {
  const there = await server.create(`acme/${name}`);
  const project = await newProject(['openapi']);
  await firstBuild(project);
  const first = await build(project, { 'stainless.yml': config(there.url) });
  expect(await noteOf(first)).toBe('The branch already has this code.');
  return { ...there, project, first };
}

test('merges production commits before pushing, and keeps secrets secret', async () => {
  const { project, open, folder, first } = await published('pushed');
  expect(await there(open)).toBe(await here(project));
  expect(commitOf(first)).toMatchObject({ commit: { sha: await there(open) } });

  await commitAt(open, { 'THERE.md': 'there\n' });
  await commitAt(remote(`${project}-openapi`), { 'HERE.md': 'here\n' });
  const next = await build(project, { 'openapi.json': description(['listPets', 'addPet']) });
  expect(commitOf(next).conclusion).toMatch(/^(success|note|warning)$/);
  expect(await there(open)).toBe(await here(project));
  for (const url of [open, remote(`${project}-openapi`)]) {
    expect(await fileAt(url, 'THERE.md')).toBe('there\n');
    expect(await fileAt(url, 'HERE.md')).toBe('here\n');
  }
  // Nothing changed anywhere: nothing is committed.
  const before = await there(open);
  expect(commitOf(await again(project)).conclusion).toBe('noop');
  expect(await there(open)).toBe(before);
  // Changes there alone are taken in by a build that generates nothing new.
  await commitAt(open, { 'LATER.md': 'later\n' });
  expect(commitOf(await again(project)).conclusion).toBe('noop');
  expect(await fileAt(remote(`${project}-openapi`), 'LATER.md')).toBe('later\n');
  await git(folder, 'fsck', '--strict');

  const connection = await Connection.connect(sharedTemporal());
  const handle = new Client({ connection }).workflow.getHandle(targetWorkflowId(next.id, 'openapi'));
  expect(JSON.stringify(await handle.fetchHistory())).not.toContain(Buffer.from(PASSWORD).toString('base64'));
  await connection.close();
  const listed = await request('GET', credentials);
  expect(JSON.stringify(listed.body)).toContain(server.address);
  expect(JSON.stringify(listed.body)).not.toContain(PASSWORD);
  const kept = await db.gitCredential.findMany();
  expect(JSON.stringify(kept)).not.toContain(PASSWORD);
});

test('conflicting production commits end the target with the paths, and move no ref', async () => {
  const { project, open } = await published('conflicting');
  await commitAt(open, { 'OWN.md': 'there\n' });
  await commitAt(remote(`${project}-openapi`), { 'OWN.md': 'here\n' });
  const before = [await here(project), await there(open)];
  const conflicting = await build(project, { 'openapi.json': description(['a']) });
  expect(commitOf(conflicting)).toMatchObject({
    conclusion: 'upstream_merge_conflict',
    commit: null,
    merge_conflict_pr: null,
  });
  expect(conflicting.targets.openapi?.lint).toMatchObject({ conclusion: 'skipped' });
  expect(await noteOf(conflicting)).toContain('OWN.md');
  expect([await here(project), await there(open)]).toEqual(before);

  // Merged by hand, the same build goes on from its commit.
  await withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', open, 'sdk');
    const sdk = path.join(folder, 'sdk');
    await git(sdk, 'fetch', '--quiet', remote(`${project}-openapi`), 'main');
    await git(sdk, 'merge', '--quiet', '--strategy-option', 'ours', 'FETCH_HEAD');
    await git(sdk, 'push', '--quiet', 'origin', 'HEAD:main');
  });
  const retry = await request('POST', `/v0/builds/${conflicting.id}/targets/openapi/retry`, {
    step: 'commit',
  });
  expect(retry.status).toBe(200);
  expect(commitOf(await completed(conflicting.id)).conclusion).toMatch(/^(success|note|warning)$/);
  expect(await there(open)).toBe(await here(project));
  expect(await fileAt(open, 'OWN.md')).toBe('there\n');
});

test('an unavailable remote loses nothing: the build reports it, and the next one pushes', async () => {
  const { project, open } = await published('down');
  const before = await there(open);
  await server.down();
  let built: Stainless.Build;
  try {
    built = await build(project, { 'openapi.json': description(['b']) });
  } finally {
    await server.up();
  }
  expect(commitOf(built)).toMatchObject({ conclusion: 'error', commit: { sha: await here(project) } });
  expect(await noteOf(built)).toMatch(/^Committed, but not pushed to .*acme\/down: it cannot be reached/);
  const found = await client().builds.diagnostics.list(built.id);
  expect(found.data).toMatchObject([{ code: 'ProductionRepo/NotPushed', level: 'error' }]);
  expect(await there(open)).toBe(before);
  expect(commitOf(await again(project)).conclusion).toBe('noop');
  expect(await there(open)).toBe(await here(project));
  // A retry of the build that could not push is as good as any, and may go on from the commit.
  await server.down();
  try {
    await request('POST', `/v0/builds/${built.id}/targets/openapi/retry`);
    expect(commitOf(await completed(built.id)).conclusion).toBe('error');
  } finally {
    await server.up();
  }
  const retry = async () =>
    request('POST', `/v0/builds/${built.id}/targets/openapi/retry`, { step: 'commit' });
  expect((await retry()).status).toBe(200);
  await completed(built.id);
  expect((await client().builds.diagnostics.list(built.id)).data).toEqual([]);
  // It is pushed now, and there is nothing to go on from.
  expect(await retry()).toMatchObject({ status: 409 });
});

test('while a push hangs, a retry is rejected; a cancel ends the push, says so, and the step pushes again', async () => {
  const { project, open } = await published('silent');
  const before = await there(open);
  const files = { 'openapi.json': { content: description(['listPets', 'addPet']) } };
  let target = '';
  let id = '';
  server.isSilent = true;
  try {
    ({ id } = await client().builds.create({ project, branch: 'main', revision: files }));
    await expect.poll(() => server.hanging, { timeout: 60_000 }).toBe(1);
    target = `/v0/builds/${id}/targets/openapi`;
    expect(await request('POST', `${target}/retry`)).toMatchObject({ status: 409 });
    const startedAt = Date.now();
    expect(await request('POST', `${target}/cancel`)).toMatchObject({
      status: 200,
      body: { targets: { openapi: { status: 'completed', commit: { conclusion: 'cancelled' } } } },
    });
    await expect.poll(() => pushesTo(server.address), { timeout: 10_000 }).toEqual([]);
    // Git's own limit for a silent server is thirty seconds.
    expect(Date.now() - startedAt).toBeLessThan(20_000);
    expect(await there(open)).toBe(before);
    expect(await here(project)).not.toBe(before);
  } finally {
    server.isSilent = false;
  }
  const cancelled = await completed(id);
  expect(commitOf(cancelled)).toMatchObject({
    conclusion: 'cancelled',
    commit: { sha: await here(project) },
  });
  const message = expect.stringMatching(
    /the push to .*acme\/silent was cancelled\..* retry of the step commit/,
  );
  expect(await noteOf(cancelled)).toEqual(message);
  const found = await client().builds.diagnostics.list(id);
  expect(found.data).toMatchObject([{ code: 'ProductionRepo/NotPushed', level: 'error', message }]);

  expect(await request('POST', `${target}/retry`, { step: 'commit' })).toMatchObject({ status: 200 });
  expect(commitOf(await completed(id))).toMatchObject({ conclusion: 'success' });
  expect(await there(open)).toBe(await here(project));
  expect((await client().builds.diagnostics.list(id)).data).toEqual([]);
});

test('owner/name is pushed only with a host and a credential of the operator', async () => {
  const { open } = await server.create('acme/named');
  const project = await newProject(['openapi']);
  await firstBuild(project);
  const before = server.requests;
  const elsewhere = await build(project, { 'stainless.yml': config('nobody/named') });
  expect(await noteOf(elsewhere)).toBe('The branch already has this code.');
  expect(server.requests).toBe(before);
  await build(project, { 'stainless.yml': config('acme/named') });
  expect(await there(open)).toBe(await here(project));
});

test('reports a private address, a wrong password and an unknown repository', async () => {
  const other = await GitServer.start('another-secret');
  try {
    const { url } = await other.create('acme/other');
    const project = await newProject(['openapi']);
    await firstBuild(project);
    const privately = await build(project, { 'stainless.yml': config(url) });
    expect(commitOf(privately).conclusion).toBe('noop');
    expect(await noteOf(privately)).toContain('is not a public address');
    expect(other.requests).toBe(0);

    await server.create('strangers/x');
    const denied = await build(project, { 'stainless.yml': config(`${server.address}/strangers/x.git`) });
    expect(await noteOf(denied)).toContain('does not accept the credential, or there is none');
    const missing = await build(project, { 'stainless.yml': config(`${server.address}/acme/missing.git`) });
    expect(await noteOf(missing)).toContain('no such repository');
    for (const wrong of [
      'file:///tmp/x',
      'https://a:b@host/x',
      'ext::sh -c id',
      '--upload-pack=x/y',
      '/tmp/x',
    ]) {
      await expect(build(project, { 'stainless.yml': config(JSON.stringify(wrong)) })).rejects.toMatchObject({
        status: 400,
        message: expect.stringContaining('production_repo'),
      });
    }
  } finally {
    await other.stop();
  }
});

test('pushes a reset branch, but never over commits of others', async () => {
  const { project, open } = await published('reset');
  await client().projects.branches.create({ project, branch: 'feat', branch_from: 'main' });
  await build(project, { 'openapi.json': description(['c']) }, 'feat');
  expect(await there(open, 'feat')).toBe(await here(project, 'feat'));
  await client().projects.branches.reset('feat', { project });
  await build(project, { 'openapi.json': description(['d']) }, 'feat');
  expect(await there(open, 'feat')).toBe(await here(project, 'feat'));
  await commitAt(open, { 'THERE.md': 'there\n' }, 'feat');
  await client().projects.branches.reset('feat', { project });
  await build(project, { 'openapi.json': description(['e']) }, 'feat');
  expect(await there(open, 'feat')).toBe(await here(project, 'feat'));
  expect(await git('.', 'ls-remote', open)).toContain('refs/heads/main');
  await withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', '--branch', 'feat', open, 'sdk');
    expect(await readFile(path.join(folder, 'sdk', 'THERE.md'), 'utf8')).toBe('there\n');
  });
});

test('sets, lists and deletes credentials of an organisation, by admins only', async () => {
  const url = 'https://git.example.test/team';
  const body = { url, username: 'bot', secret: 'x'.repeat(20) };
  expect((await request('PUT', credentials, { ...body, url: 'https://u:p@host/' })).status).toBe(400);
  expect((await request('PUT', credentials, { ...body, secret: 'a\nb' })).status).toBe(400);
  expect((await request('PUT', '/v0/orgs/others/git_credentials', body)).status).toBe(404);
  expect((await request('PUT', credentials, body)).status).toBe(200);
  const address = `${credentials}?url=${encodeURIComponent(url)}`;
  expect((await request('DELETE', address)).status).toBe(204);
  expect((await request('DELETE', address)).status).toBe(404);
});
