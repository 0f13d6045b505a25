import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type Stainless from '@stainless-api/sdk';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { needs } from '../needs.ts';
import { client, configFile, description, firstBuild } from '../service.ts';
import { Stl, said } from '../stl.ts';

const { test } = await needs('go');

// The published command line, unchanged, in the order in which a person uses it.

const project = `stl-${process.pid.toString(36)}-${Date.now().toString(36)}`;
let stl: Stl;

beforeAll(async () => {
  stl = await Stl.install();
}, 900_000);
afterAll(() => stl.remove());

const write = (name: string, text: string) => writeFileSync(path.join(stl.folder, name), text);
const git = (folder: string, ...args: string[]) =>
  execFileSync('git', ['-C', path.join(stl.folder, folder), ...args], { encoding: 'utf8' }).trim();
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

function commitOf(build: Stainless.Build, target: 'go' | 'cli') {
  const step = build.targets[target]?.commit;
  if (step?.status !== 'completed') throw new Error(`${target} has no commit: ${JSON.stringify(step)}`);
  return step;
}

test('auth status names the owner of the key; a wrong key prints the error body and exits with 1', async () => {
  expect(await stl.json('orgs', 'list')).toMatchObject({ data: [{ object: 'org', slug: inject('org') }] });
  expect(await stl.json('orgs', 'retrieve', '--org', inject('org'))).toMatchObject({ slug: inject('org') });
  expect(await stl.json('user', 'retrieve')).toMatchObject({ object: 'user' });
  const refused = await stl.run(['orgs', 'list'], { key: 'not-a-key' });
  expect(refused.code).toBe(1);
  expect(said(refused)).toContain('"unauthorized"');
});

test('init: creates the project, the workspace and a checkout of each SDK, without a terminal', async () => {
  write('openapi.json', description());
  write('stainless.yml', configFile(['cli', 'go']));
  const made = await stl.run([
    ...['init', '--org', inject('org'), '--project', project, '--targets', 'cli,go'],
    ...['--openapi-spec', 'openapi.json', '--stainless-config', 'stainless.yml'],
  ]);
  expect(made.code, said(made)).toBe(0);
  const workspace = JSON.parse(readFileSync(path.join(stl.folder, '.stainless/workspace.json'), 'utf8'));
  expect(workspace).toMatchObject({ project, targets: { go: { output_path: `../sdks/${project}-go` } } });
  const first = await firstBuild(project);
  for (const target of ['cli', 'go'] as const) {
    const folder = `sdks/${project}-${target}`;
    expect(git(folder, 'rev-parse', 'HEAD')).toBe(commitOf(first, target).commit?.sha);
    expect(git(folder, 'status', '--porcelain')).toBe('');
  }
  // The files in the workspace are those of the project already.
  expect(said(made)).toContain('already up to date');
});

test('projects: create, list, retrieve; a duplicate name is 409 and exit code 1', async () => {
  const slug = `${project}-2`;
  const revision = JSON.stringify({
    'openapi.json': { content: '@openapi.json' },
    'stainless.yml': { content: configFile(['cli']) },
  });
  const create = ['projects', 'create', '--org', inject('org'), '--slug', slug, '--display-name', 'Second'];
  expect(await stl.json(...create, '--target', 'cli', '--revision', revision)).toMatchObject({
    object: 'project',
    slug,
    display_name: 'Second',
    targets: ['cli'],
  });
  const again = await stl.run([...create, '--target', 'cli', '--revision', revision]);
  expect(again.code).toBe(1);
  expect(said(again)).toContain('409 Conflict');
  expect(await stl.lines('slug', 'projects', 'list')).toEqual(expect.arrayContaining([project, slug]));
  expect(await stl.json('projects', 'retrieve', '--project', slug)).toMatchObject({ slug });
  expect((await stl.run(['projects', 'retrieve', '--project', 'none'])).code).toBe(1);
});

test('builds create waits for the checks and pulls each SDK by Git', async () => {
  write('openapi.json', description(['listPets', 'getPet']));
  const build = (await stl.json(
    ...[
      'builds',
      'create',
      '--branch',
      'main',
      '--wait',
      'all',
      '--pull',
      '--commit-message',
      'feat: get a pet',
    ],
  )) as Stainless.Build;
  expect(Object.keys(build.targets)).toEqual(['go', 'cli']);
  for (const target of ['cli', 'go'] as const) {
    const folder = `sdks/${project}-${target}`;
    expect(commitOf(build, target).conclusion).toBe('success');
    expect(build.targets[target]).toMatchObject({ status: 'completed', test: { conclusion: 'skipped' } });
    expect(git(folder, 'rev-parse', 'HEAD')).toBe(commitOf(build, target).commit?.sha);
    expect(git(folder, 'log', '-1', '--format=%s')).toBe('feat: get a pet');
  }
  // The credential is used and not kept.
  expect(git(`sdks/${project}-go`, 'remote', 'get-url', 'origin')).not.toContain('@');
});

test('builds create --target go:./folder checks the SDK out there', async () => {
  write('openapi.json', description(['listPets', 'getPet', 'findPet']));
  const build = (await stl.json(
    ...['builds', 'create', '--branch', 'main', '--target', 'go:./elsewhere', '--target', 'go'],
  )) as Stainless.Build;
  expect(Object.keys(build.targets)).toEqual(['go']);
  expect(git('elsewhere', 'rev-parse', 'HEAD')).toBe(commitOf(build, 'go').commit?.sha);
});

test('builds create: reasons for exit code 1, and their messages', async () => {
  const same = await stl.run(['builds', 'create', '--branch', 'main']);
  expect(same.code).toBe(1);
  expect(said(same)).toContain('No changes to commit');
  // A check that fails fails the command.
  write(
    'stainless.yml',
    'targets:\n  cli: {checks: {prepare: false, lint: [["false"]], build: false, test: false}}\n',
  );
  write('openapi.json', description(['listPets', 'ownPet']));
  const failing = await stl.run(['builds', 'create', '--branch', 'main', '--target', 'cli']);
  expect(failing.code).toBe(1);
  expect(said(failing)).toContain('cli workflow failed');
  // Without waiting there is nothing that could have failed yet.
  write('openapi.json', description(['listPets', 'sellPet']));
  const posted = await stl.run(['builds', 'create', '--branch', 'main', '--target', 'cli', '--wait', 'none']);
  expect(posted.code, said(posted)).toBe(0);
  // A target without a new commit has none to fetch, and this command line calls that a failure.
  await firstBuild(project);
  const noop = await stl.run([
    'builds',
    'create',
    '--branch',
    'main',
    '--allow-empty',
    '--target',
    'cli',
    '--wait',
    'commit',
  ]);
  expect(noop.code).toBe(1);
  expect(said(noop)).toContain('cli build failed to commit');
  write('stainless.yml', configFile(['cli', 'go']));
});

test('builds list by branch, commit and hashes of files, under either name of the config file', async () => {
  const ids = (...more: string[]) => stl.lines('id', 'builds', 'list', '--project', project, ...more);
  const [latest] = (await client().builds.list({ project, limit: 1 })).data;
  const files = await client().projects.configs.retrieve({ project, include: 'openapi.json' });
  const openapi = md5(files['openapi.json']?.content ?? '');
  const config = md5(files['stainless.yml']?.content ?? '');
  const all = await ids();
  expect(all.length).toBeGreaterThanOrEqual(5);
  expect(await ids('--max-items', '2')).toEqual(all.slice(0, 2));
  expect(await ids('--limit', '2')).toEqual(all);
  expect(await ids('--branch', 'main')).toEqual(all);
  expect(await ids('--branch', 'none')).toEqual([]);
  expect(await ids('--revision', latest?.config_commit ?? '')).toContain(latest?.id);
  expect(await ids('--revision', 'main')).toContain(latest?.id);
  for (const name of ['stainless.yml', 'openapi.stainless.yml']) {
    const revision = { 'openapi.json': { hash: openapi }, [name]: { hash: config } };
    expect(await ids('--revision', JSON.stringify(revision))).toContain(latest?.id);
  }
  expect(await ids('--revision', JSON.stringify({ 'openapi.json': { hash: md5('') } }))).toEqual([]);
  expect(await stl.json('builds', 'retrieve', '--build-id', String(latest?.id))).toMatchObject({
    id: latest?.id,
  });
});

test('diagnostics and outputs of a build', async () => {
  const flawed = description().replace('"summary":"listPets",', '"operationId2":1,');
  write('openapi.json', flawed);
  const build = (await stl.json(
    ...['builds', 'create', '--branch', 'flawed', '--target', 'go', '--wait', 'commit'],
  )) as Stainless.Build;
  const diagnostics = ['builds:diagnostics', 'list', '--build-id', build.id];
  expect(await stl.lines('level', ...diagnostics)).not.toEqual([]);
  expect(await stl.lines('level', ...diagnostics, '--severity', 'fatal')).toEqual([]);

  const output = ['builds:target-outputs', 'retrieve', '--build-id', build.id, '--target', 'go'];
  expect(await stl.json(...output, '--type', 'source', '--output', 'git')).toMatchObject({
    output: 'git',
    ref: commitOf(build, 'go').commit?.sha,
  });
  const pulled = await stl.run([...output, '--type', 'source', '--output', 'url', '--pull']);
  expect(pulled.code, said(pulled)).toBe(0);
  const archive = `${project}-go-${commitOf(build, 'go').commit?.sha.slice(0, 7)}.tar.gz`;
  expect(readdirSync(stl.folder)).toContain(archive);
  const list = execFileSync('tar', ['-tzf', archive], { cwd: stl.folder, encoding: 'utf8' });
  expect(list).toContain('/go.mod');
});

test('builds compare, and the whole life of a branch', async () => {
  const compared = (await stl.json(
    ...['builds', 'compare', '--base.branch', 'cmp/base', '--base.revision', 'main'],
    ...['--head.branch', 'cmp/head', '--head.revision', 'flawed', '--target', 'cli'],
  )) as { base: Stainless.Build; head: Stainless.Build };
  expect(compared.base.config_commit).not.toBe(compared.head.config_commit);

  const branches = (verb: string, ...more: string[]) =>
    stl.json('projects:branches', verb, '--branch', 'feat/x', ...more);
  expect(await branches('create', '--branch-from', 'main')).toMatchObject({ branch: 'feat/x' });
  const again = await stl.run(['projects:branches', 'create', '--branch', 'feat/x', '--branch-from', 'main']);
  expect([again.code, said(again).includes('send force')]).toEqual([1, true]);
  expect(await branches('create', '--branch-from', 'flawed', '--force')).toMatchObject({
    config_commit: { sha: compared.head.config_commit },
  });
  expect(await branches('retrieve')).toMatchObject({ branch: 'feat/x' });
  expect(await stl.lines('branch', 'projects:branches', 'list')).toEqual(
    expect.arrayContaining(['cmp/base', 'cmp/head', 'feat/x', 'main']),
  );
  expect(await branches('rebase', '--base', 'main')).toMatchObject({ branch: 'feat/x' });
  expect(await branches('reset')).toMatchObject({ config_commit: { sha: compared.base.config_commit } });
  expect(await branches('delete')).toEqual({});
  const main = await stl.run(['projects:branches', 'delete', '--branch', 'main']);
  expect([main.code, said(main).includes('main cannot be deleted')]).toEqual([1, true]);
});

test('configs: the files of a branch', async () => {
  const files = (await stl.json(
    ...['projects:configs', 'retrieve', '--branch', 'flawed', '--include', 'openapi'],
  )) as Record<string, { content: string }>;
  expect(Object.keys(files)).toEqual(['stainless.yml', 'openapi.json']);
  expect(files['openapi.json']?.content).toContain('operationId2');
});

test('lint exits with 0 without findings, and with 1 with them', async () => {
  write('stainless.yml', configFile(['cli', 'go']));
  write('openapi.json', description());
  const clean = await stl.run(['lint']);
  expect(clean.code, said(clean)).toBe(0);
  write(
    'openapi.json',
    description().replace('"responses":', '"parameters":[{"in":"query","name":"x"}],"responses":'),
  );
  expect((await stl.run(['lint'])).code).toBe(1);
  write('openapi.json', 'no description');
  expect((await stl.run(['lint'])).code).toBe(1);
});

test('preview builds the workspace beside main, checks the SDKs out, and runs until it is stopped', async () => {
  write('openapi.json', description(['listPets', 'previewPet']));
  // Files are there before the commit is: Git moves HEAD last.
  const checkedOut = expect
    .poll(() => git(`sdks/${project}-go`, 'show', 'HEAD:api.md'), { timeout: 90_000, interval: 200 })
    .toContain('PreviewPet');
  const ran = await stl.run(['preview'], { until: checkedOut });
  await checkedOut;
  expect(ran.ended, said(ran)).toBe(true);
  const names = (await stl.lines('branch', 'projects:branches', 'list', '--project', project)).map(String);
  const sides = names.filter((name) => name.startsWith('ephemeral-'));
  expect(sides).toEqual([
    expect.stringMatching(/\/main$/),
    expect.stringMatching(/^ephemeral-base-.*\/main$/),
  ]);
  const head = sides[0] ?? '';
  const build = await firstBuild(project, head);
  expect(git(`sdks/${project}-go`, 'rev-parse', 'HEAD')).toBe(commitOf(build, 'go').commit?.sha);
});
