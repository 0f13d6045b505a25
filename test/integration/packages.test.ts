import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import type Stainless from '@stainless-api/sdk';
import { Client, Connection } from '@temporalio/client';
import { publint } from 'publint';
import { beforeAll, expect, inject } from 'vitest';
import { childEnvironment } from '../../src/runtime/environments.ts';
import { buildWorkflowId } from '../../src/temporal/ids.ts';
import { needs } from '../needs.ts';
import { client, completed, description, firstBuild, newProject } from '../service.ts';
import { sharedTemporal } from '../temporal.ts';

const npm = await needs('sandbox', 'npm');
const pip = await needs('sandbox', 'npm', 'uv', 'python');
const all = await needs('sandbox', 'npm', 'uv', 'python', 'maven', 'ruby', 'phpunit');

const execute = promisify(execFile);

const TARGETS: Stainless.Target[] = ['typescript', 'python', 'java', 'ruby', 'php'];
const built = { checks: { lint: false, test: false } };

/** A build whose build checks leave a package, and beside it a link that leads out of the checkout. */
const CONFIG = JSON.stringify({
  targets: {
    typescript: {
      checks: { lint: false, test: false, build: { add: [['ln', '-s', '/etc/passwd', 'a.tgz']] } },
    },
    python: built,
    java: built,
    ruby: built,
    php: built,
  },
});

let project: string;
let build: Stainless.Build;

beforeAll(async () => {
  project = await newProject(TARGETS);
  await firstBuild(project);
  const { id } = await client().builds.create({
    project,
    branch: 'main',
    revision: { 'openapi.json': { content: description() }, 'stainless.yml': { content: CONFIG } },
  });
  build = await completed(id, 300_000);
}, 400_000);

function installUrl(of: Stainless.Build, target: 'typescript' | 'python'): string {
  const url = of.targets[target]?.install_url;
  if (typeof url !== 'string') throw new Error(`${target}: ${JSON.stringify(of.targets[target])}`);
  return url;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kiln-install-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const names = ({ id }: Stainless.Build, target: Stainless.Target, type: 'dist' | 'wheel', more = '') =>
  client().get(`/v0/build_target_outputs?build_id=${id}&target=${target}&type=${type}${more}`) as Promise<{
    url: string;
  }>;

npm.test(
  'npm install URL, in an empty folder',
  () =>
    inFolder(async (folder) => {
      const env = childEnvironment({ HOME: folder, npm_config_cache: path.join(folder, 'cache') });
      const url = installUrl(build, 'typescript');
      await execute('npm', ['install', '--no-audit', '--no-fund', url], { cwd: folder, env });
      const program = `import Pets from '@acme/${project}';
console.log(typeof new Pets().pets.listPets);`;
      writeFileSync(path.join(folder, 'program.mjs'), program);
      const { stdout } = await execute('node', ['program.mjs'], { cwd: folder, env });
      expect(stdout.trim()).toBe('function');
    }),
  120_000,
);

npm.test(
  'the npm package has the entry points and types that its package.json promises',
  async () => {
    const response = await fetch((await names(build, 'typescript', 'dist')).url);
    const tarball = await response.arrayBuffer();
    const { messages } = await publint({ pack: { tarball }, strict: true });
    expect(messages).toEqual([]);
    // For Node.js as CommonJS and as modules, for bundlers, and for the resolution before `exports`.
    const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
    expect(analysis).toMatchObject({ types: { kind: 'included' }, problems: [] });
  },
  60_000,
);

pip.test(
  'pip install URL, in an empty environment',
  () =>
    inFolder(async (folder) => {
      const env = childEnvironment({ HOME: folder, PIP_DISABLE_PIP_VERSION_CHECK: '1' });
      const url = installUrl(build, 'python');
      await execute('python3', ['-m', 'venv', 'env'], { cwd: folder, env });
      await execute('env/bin/pip', ['install', '--quiet', url, 'mypy'], { cwd: folder, env });
      const module = `acme_${project.replaceAll('-', '_')}`;
      const program = `import ${module}; print(callable(${module}.Pets().pets.list_pets))`;
      const { stdout } = await execute('env/bin/python', ['-c', program], { cwd: folder, env });
      expect(stdout.trim()).toBe('True');
      const typed = await execute('env/bin/mypy', ['--strict', '-p', module], { cwd: folder, env });
      expect(typed.stdout).toMatch(/^Success/);
    }),
  300_000,
);

all.test('each package is an output with a file name that its package manager accepts', async () => {
  const contentDisposition = async (url: string) => {
    const response = await fetch(url);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe(String(bytes.length));
    return /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  };
  const tarball = await names(build, 'typescript', 'dist');
  expect(tarball).toMatchObject({ output: 'url', target: 'typescript', type: 'dist' });
  // Not `a.tgz`, the link that leads out of the checkout.
  expect(await contentDisposition(tarball.url)).toBe(`acme-${project}-1.0.0.tgz`);
  const module = `acme_${project.replaceAll('-', '_')}`;
  const wheel = await names(build, 'python', 'wheel');
  expect(await contentDisposition(wheel.url)).toBe(`${module}-1.0.0-py3-none-any.whl`);
  const sdist = await names(build, 'python', 'dist');
  expect(await contentDisposition(sdist.url)).toBe(`${module}-1.0.0.tar.gz`);
  const named = await names(build, 'python', 'dist', `&path=${module}-1.0.0-py3-none-any.whl`);
  expect(await contentDisposition(named.url)).toBe(`${module}-1.0.0-py3-none-any.whl`);

  const none = { status: 404, message: expect.stringMatching(/type: .*no wheel in this build, but acme-/) };
  await expect(names(build, 'typescript', 'wheel')).rejects.toMatchObject(none);
  await expect(names(build, 'python', 'dist', '&path=a.tgz')).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining('path'),
  });
  const log = build.targets.typescript?.build;
  if (log?.status !== 'completed' || typeof log.url !== 'string') throw new Error('no log');
  expect(await (await fetch(log.url)).text()).toMatch(/^Not stored: a\.tgz /m);
});

/** Saves a package of a target in `folder` and returns its name. */
async function fetched(folder: string, target: Stainless.Target): Promise<string> {
  const step = build.targets[target]?.build;
  const log = step?.status === 'completed' && step.url !== null ? await (await fetch(step.url)).text() : '';
  expect(step, log).toMatchObject({ conclusion: 'success' });
  const response = await fetch((await names(build, target, 'dist')).url);
  expect(response.status).toBe(200);
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? '';
  writeFileSync(path.join(folder, name), Buffer.from(await response.arrayBuffer()));
  return name;
}

all.test('Java, Ruby and Composer tools can open the jar, gem and archive', () =>
  inFolder(async (folder) => {
    const env = childEnvironment({ HOME: folder, COMPOSER_HOME: folder, COMPOSER_ALLOW_SUPERUSER: '1' });
    const run = async (program: string, ...args: string[]) =>
      (await execute(program, args, { cwd: folder, env, maxBuffer: 16 * 1024 * 1024 })).stdout;

    const jar = await fetched(folder, 'java');
    // Not the one with the sources.
    expect(jar).toMatch(/^[\w.-]+-1\.0\.0\.jar$/);
    expect(await run('jar', 'tf', jar)).toMatch(/\/PetsApi\.class$/m);

    const gem = await fetched(folder, 'ruby');
    expect(await run('gem', 'spec', gem, 'version')).toContain('1.0.0');
    expect(await run('gem', 'spec', gem, 'files')).toMatch(/^- lib\/.+\/pets_api\.rb$/m);

    const archive = await fetched(folder, 'php');
    const composer = JSON.parse(await run('tar', '-xOf', archive, 'composer.json'));
    // Installed by Composer without its requirements, which are in a registry.
    const dist = { type: 'tar', url: path.join(folder, archive) };
    const alone = { ...composer, version: '1.0.0', require: {}, dist };
    const program = {
      repositories: [{ type: 'package', package: alone }, { 'packagist.org': false }],
      require: { [composer.name]: '1.0.0' },
    };
    writeFileSync(path.join(folder, 'composer.json'), JSON.stringify(program));
    await run('composer', 'install', '--no-ansi', '--no-interaction', '--quiet');
    const [namespace = ''] = Object.keys(composer.autoload['psr-4']);
    const loads = `require 'vendor/autoload.php'; var_dump(class_exists('${namespace}Api\\PetsApi'));`;
    expect((await run('php', '-r', loads)).trim()).toBe('bool(true)');
  }),
);

pip.test('the URL of a package is stable across polls, and requires its signature', async () => {
  const get = (etag?: string) =>
    fetch(`${inject('baseUrl')}/v0/builds/${build.id}`, {
      headers: { authorization: `Bearer ${inject('apiKey')}`, ...(etag ? { 'if-none-match': etag } : {}) },
    });
  const first = await get();
  const again = (await first.json()) as Stainless.Build;
  expect(installUrl(again, 'python')).toBe(installUrl(build, 'python'));
  expect((await get(first.headers.get('etag') ?? '')).status).toBe(304);

  const url = installUrl(build, 'python');
  for (const changed of [
    url.replace('/wheel/', '/dist/'),
    url.replace('/python/', '/typescript/'),
    url.replace(/\?.*/, ''),
    url.replace(/expires=\d+/, 'expires=1'),
  ]) {
    expect(changed).not.toBe(url);
    expect((await fetch(changed)).status, changed).toBeGreaterThanOrEqual(400);
  }
});

pip.test('a carried-over check keeps its packages, stored once', async () => {
  const store = path.join(inject('dataDir'), 'packages');
  const before = readdirSync(store, { recursive: true }).length;
  const { id } = await client().builds.create({ project, revision: 'main' });
  const again = await completed(id, 60_000);
  for (const target of ['typescript', 'python'] as const) {
    const download = async (of: Stainless.Build) =>
      Buffer.from(await (await fetch(installUrl(of, target))).arrayBuffer());
    expect((await download(build)).equals(await download(again))).toBe(true);
  }
  expect(readdirSync(store, { recursive: true })).toHaveLength(before);
  // Everything was settled together when nothing had changed: no activity and no workflow of a target was needed.
  const connection = await Connection.connect(sharedTemporal());
  const workflows = new Client({ connection }).workflow;
  const { events } = await workflows.getHandle(buildWorkflowId(id)).fetchHistory();
  const begun = events?.filter(
    (event) =>
      event.activityTaskScheduledEventAttributes ?? event.startChildWorkflowExecutionInitiatedEventAttributes,
  );
  expect(begun).toEqual([]);
  await connection.close();
});
