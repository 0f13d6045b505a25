import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type Stainless from '@stainless-api/sdk';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { SDK_TARGETS, type SdkTarget } from '../../src/contract/targets.ts';
import { git, remote, withFolder } from '../git.ts';
import { GitServer } from '../git-server.ts';
import { client, completed, description, firstBuild, gitPort, newProject, request } from '../service.ts';

/** The targets of Kiln's own generator are built by it as well, in a separate project. */
const OWN = ['typescript', 'python', 'go'] as const;
const PASSWORD = 'of-the-remote';
let server: GitServer;

beforeAll(async () => {
  server = await GitServer.start(PASSWORD, gitPort());
  const credential = { url: `${server.address}/acme`, username: 'ada', secret: PASSWORD };
  await request('PUT', `/v0/orgs/${inject('org')}/git_credentials`, credential);
}, GitServer.TURN_MS);
afterAll(() => server.stop());

const openapi = (version: string, ...operations: string[]) =>
  description(['listPets', ...operations], version);

async function build(project: string, files: Record<string, string>): Promise<Stainless.Build> {
  const revision = Object.fromEntries(Object.entries(files).map(([name, content]) => [name, { content }]));
  return completed((await client().builds.create({ project, branch: 'main', revision })).id, 300_000);
}

const again = async (project: string) =>
  completed((await client().builds.create({ project, revision: 'main' })).id);

const conclusions = ({ targets }: Stainless.Build) =>
  Object.fromEntries(
    Object.entries(targets).map(([name, target]) => [
      name,
      target?.commit.status === 'completed' ? target.commit.conclusion : target?.commit.status,
    ]),
  );

const found = async ({ id }: Stainless.Build) =>
  (await client().builds.diagnostics.list(id)).data.filter(({ code }) => code.startsWith('Version/'));

async function fileOf(repository: string, name: string): Promise<string> {
  return withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', remote(repository), 'sdk');
    return readFile(path.join(folder, 'sdk', name), 'utf8');
  });
}

async function push(repository: string, name: string, change: (text: string) => string): Promise<void> {
  await withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', remote(repository), 'sdk');
    const sdk = path.join(folder, 'sdk');
    await writeFile(
      path.join(sdk, name),
      change(await readFile(path.join(sdk, name), 'utf8').catch(() => '')),
    );
    await git(sdk, 'add', '--all');
    await git(sdk, 'commit', '--quiet', '-m', 'by hand');
    await git(sdk, 'push', '--quiet');
  });
}

const config = (targets: readonly string[], more = '') =>
  `targets:\n${targets.map((name) => `  ${name}: {${more}}\n`).join('')}`;

const all = (targets: readonly SdkTarget[], conclusion: string) =>
  Object.fromEntries(targets.map((name) => [name, conclusion]));

const versionIn = async (project: string) =>
  JSON.parse(await fileOf(`${project}-typescript`, 'package.json')).version;

test('in every target, a build that changes only the version is a version bump, and no version decreases', async () => {
  const project = await newProject([...SDK_TARGETS]);
  await firstBuild(project);
  const bumped = await build(project, { 'openapi.json': openapi('1.1.0-beta.1') });
  expect(conclusions(bumped)).toEqual(all(SDK_TARGETS, 'version_bump'));
  expect(await fileOf(`${project}-python`, 'pyproject.toml')).toContain('version = "1.1.0b1"');
  const behind = await build(project, { 'openapi.json': openapi('1.0.1') });
  expect((await found(behind)).map(({ code, level }) => [code, level])).toEqual(
    SDK_TARGETS.map(() => ['Version/Behind', 'warning']),
  );
  expect(await versionIn(project)).toBe('1.1.0-beta.1');
}, 300_000);

test("the same with Kiln's own generator; a version in the config file is used unchanged, and reported", async () => {
  const project = await newProject([...OWN]);
  await firstBuild(project);
  await build(project, { 'stainless.yml': config(OWN, 'generator: kiln') });
  const bumped = await build(project, { 'openapi.json': openapi('1.1.0') });
  expect(conclusions(bumped)).toEqual(all(OWN, 'version_bump'));
  const behind = await build(project, { 'openapi.json': openapi('1.1.0-beta.2', 'addPet') });
  expect((await found(behind)).map(({ level }) => level)).toEqual(OWN.map(() => 'warning'));
  expect(await versionIn(project)).toBe('1.1.0');
  const asked = await build(project, { 'stainless.yml': config(OWN, 'generator: kiln, version: 1.0.5') });
  expect((await found(asked)).map(({ level }) => level)).toEqual(OWN.map(() => 'warning'));
  expect(await versionIn(project)).toBe('1.0.5');
}, 300_000);

test('a higher version written by people is kept, and a released version whose code changes is reported', async () => {
  const { url, open, folder } = await server.create('acme/versions');
  const project = await newProject(['typescript']);
  await firstBuild(project);
  const production = `targets:\n  typescript:\n    production_repo: ${url}\n`;
  await build(project, { 'openapi.json': openapi('1.0.0'), 'stainless.yml': production });
  await git(folder, 'tag', '--annotate', '-m', 'released', 'v1.0.0', 'main');

  // Released unchanged: nothing to report. Then its code changes.
  expect(await found(await again(project))).toEqual([]);
  const changed = await found(await build(project, { 'openapi.json': openapi('1.0.0', 'addPet') }));
  expect(changed).toMatchObject([{ code: 'Version/Released', level: 'note' }]);
  expect(changed[0]?.message).toContain('tag v1.0.0');

  // A manual release: the description's version is lower, and the tag counts.
  await push(`${project}-typescript`, 'package.json', (text) => text.replace('"1.0.0"', '"1.2.0"'));
  const behind = await found(await build(project, { 'openapi.json': openapi('1.1.0', 'addPet') }));
  expect(behind).toMatchObject([{ code: 'Version/Behind', level: 'note' }]);
  expect(behind[0]?.message).toContain('lower than 1.2.0');
  expect(JSON.parse(await fileOf(`${project}-typescript`, 'package.json'))).toMatchObject({
    version: '1.2.0',
  });
  await git(folder, 'tag', '1.2.0', 'main');
  const later = await build(project, { 'openapi.json': openapi('1.1.0', 'addPet', 'dropPet') });
  expect((await found(later)).map(({ code }) => code)).toEqual(['Version/Behind', 'Version/Released']);
  expect(await git('.', 'ls-remote', open, 'refs/heads/main')).toContain(
    (await git('.', 'ls-remote', remote(`${project}-typescript`), 'refs/heads/main')).slice(0, 40),
  );
});
