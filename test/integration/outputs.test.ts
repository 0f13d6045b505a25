import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type Stainless from '@stainless-api/sdk';
import { beforeAll, expect, test } from 'vitest';
import { buildFiles } from '../built.ts';
import { client, configFile, firstBuild, newProject } from '../service.ts';

let project: string;
let build: Stainless.Build;

beforeAll(async () => {
  project = await newProject(['typescript', 'go']);
  build = await firstBuild(project);
});

type Query = Stainless.Builds.TargetOutputRetrieveParams;

const output = (query: Omit<Query, 'build_id'>) =>
  client().builds.targetOutputs.retrieve({ build_id: build.id, ...query });

async function download(query: Omit<Query, 'build_id'>) {
  const found = await output(query);
  const response = await fetch(found.url);
  expect(response.status).toBe(200);
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(path.join(tmpdir(), 'kiln-outputs-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function shaOf(target: 'typescript' | 'go'): string {
  const commit = build.targets[target]?.commit;
  if (commit?.status !== 'completed' || commit.commit === null) throw new Error('no commit');
  return commit.commit.sha;
}

test('output git: git fetches the commit by its SHA with nothing but the URL', async () => {
  const found = await output({ target: 'go', type: 'source', output: 'git' });
  if (found.output !== 'git') throw new Error(found.output);
  expect(found).toMatchObject({ target: 'go', type: 'source', ref: shaOf('go') });
  expect(found.url).toContain(encodeURIComponent(found.token));
  inFolder((folder) => {
    const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
    git('init', '--quiet');
    git('fetch', '--quiet', '--depth=1', found.url, found.ref);
    expect(git('rev-parse', 'FETCH_HEAD').trim()).toBe(found.ref);
  });
  await expect(output({ target: 'go', type: 'dist', output: 'git' })).rejects.toMatchObject({ status: 400 });
});

test('output url: an archive with one root folder, without any header', async () => {
  const { response, bytes } = await download({ target: 'go', type: 'source' });
  const root = `${project}-go-${shaOf('go').slice(0, 7)}`;
  expect(response.headers.get('content-disposition')).toContain(`filename="${root}.tar.gz"`);
  inFolder((folder) => {
    writeFileSync(path.join(folder, 'a.tar.gz'), bytes);
    execFileSync('tar', ['-xzf', 'a.tar.gz'], { cwd: folder });
    rmSync(path.join(folder, 'a.tar.gz'));
    expect(readdirSync(folder)).toEqual([root]);
    expect(readFileSync(path.join(folder, root, 'go.mod'), 'utf8')).toMatch(/^module /);
  });
});

test('a target without packages offers its source as dist; a target without a build check has no dist', async () => {
  const { response, bytes } = await download({ target: 'go', type: 'dist' });
  expect(response.headers.get('content-type')).toBe('application/zip');
  expect(bytes.subarray(0, 2).toString()).toBe('PK');
  await expect(output({ target: 'typescript', type: 'dist' })).rejects.toMatchObject({ status: 404 });
  await expect(output({ target: 'go', type: 'wheel' })).rejects.toMatchObject({ status: 404 });
  expect(build.targets.typescript?.install_url).toBeNull();
});

test('returns a single file of the source, as newer clients request', async () => {
  const query = `build_id=${build.id}&target=go&type=file&path=go.mod`;
  const found = (await client().get(`/v0/build_target_outputs?${query}`)) as { url: string; path: string };
  expect(found.path).toBe('go.mod');
  expect(await (await fetch(found.url)).text()).toMatch(/^module /);
  await expect(
    client().get(`/v0/build_target_outputs?build_id=${build.id}&target=go&type=file&path=none.go`),
  ).rejects.toMatchObject({ status: 404, message: expect.stringContaining('none.go') });
  await expect(
    client().get(`/v0/build_target_outputs?build_id=${build.id}&target=go&type=file`),
  ).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('path'),
  });
});

interface Described {
  info: { title: string };
  paths: Record<string, { get: { 'x-codeSamples'?: { lang: string; label: string; source: string }[] } }>;
}

test('returns the description, plain and with code samples of each SDK', async () => {
  const plain = await download({ target: 'openapi', type: 'openapi-with-transforms' });
  const samplesIn = ({ bytes }: { bytes: Buffer }) =>
    (JSON.parse(bytes.toString()) as Described).paths['/listPets']?.get['x-codeSamples'];
  expect(samplesIn(plain)).toBeUndefined();
  const all = await download({ target: 'openapi', type: 'openapi-with-code-samples' });
  expect(
    samplesIn(all)
      ?.map(({ label }) => label)
      .sort(),
  ).toEqual(['go', 'typescript']);
  expect(samplesIn(all)?.find(({ label }) => label === 'go')?.source).toMatch(/^client\.Pets\.\w+\(/);
  const one = await download({ target: 'typescript', type: 'openapi-with-code-samples' });
  expect(samplesIn(one)).toMatchObject([
    { label: 'typescript', source: expect.stringMatching(/^client\.pets\.\w+\(/) },
  ]);

  if (build.documented_spec?.type !== 'url') throw new Error('no documented spec');
  expect(new Date(build.documented_spec.expires).getTime()).toBeGreaterThan(Date.now());
  const documented = (await (await fetch(build.documented_spec.url)).json()) as Described;
  expect(documented.info.title).toBe('Pets');
  expect(documented.paths['/listPets']?.get['x-codeSamples']).toHaveLength(2);
});

test('names a missing output, and a signed link serves nothing else', async () => {
  await expect(output({ target: 'ruby', type: 'source' })).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining('ruby'),
  });
  await expect(output({ target: 'sql', type: 'source' })).rejects.toMatchObject({ status: 404 });
  await expect(output({ target: 'openapi', type: 'openapi-sdk-spec' })).rejects.toMatchObject({
    status: 400,
  });
  await expect(
    client().builds.targetOutputs.retrieve({ build_id: 'none', target: 'go', type: 'source' }),
  ).rejects.toMatchObject({ status: 404, message: expect.stringContaining('build_id') });
  const { url } = await output({ target: 'go', type: 'source' });
  for (const changed of [
    url.replace('/targets/go/', '/targets/typescript/'),
    url.replace(/expires=\d+/, `expires=${Date.now() + 1e12}`),
    url.replace(/signature=.{10}/, 'signature=AAAAAAAAAA'),
    url.replace(/expires=\d+/, 'expires=1'),
  ]) {
    expect(changed).not.toBe(url);
    expect((await fetch(changed)).status).toBe(404);
  }
});

test('the config file of the build chooses the code samples of its documented_spec', async () => {
  const samples = 'openapi:\n  code_samples: readme\n  code_sample_languages: { go: false }\n';
  const { documented_spec: spec } = await buildFiles(project, configFile(['typescript', 'go']) + samples);
  if (spec?.type !== 'url') throw new Error('no documented spec');
  const { paths } = (await (await fetch(spec.url)).json()) as Described;
  expect(paths['/listPets']?.get).toMatchObject({
    'x-readme': { 'code-samples': [{ language: 'typescript', name: 'typescript' }] },
  });
  expect(paths['/listPets']?.get['x-codeSamples']).toBeUndefined();
});
