import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { childEnvironment } from '../../src/runtime/environments.ts';

const PROGRAM = path.resolve('src/targets/files/npm-dependencies.mjs');
/** In place of npm: installs one package, counts its calls, and takes a moment. */
const NPM = `
const fs = require('node:fs');
fs.appendFileSync(process.argv[1], '.');
if (fs.readFileSync('package.json', 'utf8').includes('broken')) process.exit(3);
setTimeout(() => {
  fs.mkdirSync('node_modules/.bin', { recursive: true });
  fs.writeFileSync('node_modules/one.js', 'installed');
  fs.symlinkSync('../one.js', 'node_modules/.bin/one');
}, 300);
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kiln-npm-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Installs a package's dependencies. Returns the exit code and what is in the installed file. */
async function install(name: string, manifest: object): Promise<{ code: number; file: string | null }> {
  const cwd = path.join(folder, name);
  await mkdir(cwd, { recursive: true });
  await writeFile(path.join(cwd, 'package.json'), JSON.stringify({ name, ...manifest }));
  const args = [PROGRAM, path.join(folder, 'cache'), 'node', '-e', NPM, path.join(folder, 'calls')];
  const code = await promisify(execFile)('node', args, { cwd, env: childEnvironment() }).then(
    () => 0,
    (error: { code: number }) => error.code,
  );
  return { code, file: await readFile(path.join(cwd, 'node_modules/.bin/one'), 'utf8').catch(() => null) };
}

const calls = async () => (await readFile(path.join(folder, 'calls'), 'utf8')).length;
const INSTALLED = { code: 0, file: 'installed' };
const DEPENDENCIES = { devDependencies: { jest: '^29.0.0' } };

test('the same dependencies are installed once, and copied for other packages, also at the same time', async () => {
  expect(await Promise.all([install('a', DEPENDENCIES), install('b', DEPENDENCIES)])).toEqual([
    INSTALLED,
    INSTALLED,
  ]);
  expect(await install('c', { ...DEPENDENCIES, version: '2.0.0', scripts: { test: 'jest' } })).toEqual(
    INSTALLED,
  );
  expect(await calls()).toBe(1);
  // A package that changes its copy changes no other.
  await writeFile(path.join(folder, 'c', 'node_modules/one.js'), 'patched');
  expect(await install('d', DEPENDENCIES)).toEqual(INSTALLED);
});

test('other dependencies, and those in folders beside the package, are installed', async () => {
  await install('a', DEPENDENCIES);
  await install('b', { devDependencies: { jest: '^30.0.0' } });
  for (const name of ['c', 'd']) await install(name, { dependencies: { beside: 'file:../beside' } });
  expect(await calls()).toBe(4);
});

test('after a day they are installed again', async () => {
  await install('a', DEPENDENCIES);
  const kept = path.join(folder, 'cache', 'kiln-installed');
  const [entry = ''] = (await promisify(execFile)('ls', [kept], { env: childEnvironment() })).stdout.split(
    '\n',
  );
  const before = new Date(Date.now() - 25 * 3600_000);
  await utimes(path.join(kept, entry), before, before);
  await install('b', DEPENDENCIES);
  await install('c', DEPENDENCIES);
  expect(await calls()).toBe(2);
});

test('a failed installation fails the check, and is not kept', async () => {
  expect(await install('broken', DEPENDENCIES)).toEqual({ code: 3, file: null });
  expect(await install('b', DEPENDENCIES)).toEqual(INSTALLED);
  expect(await calls()).toBe(2);
});
