import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Config, readConfig } from '../../../../src/runtime/config.ts';
import { ensureTemporal } from '../../../../src/runtime/servers/temporal-binary.ts';

let folder: string;
let config: Config;
let said: string[];

/** A machine with an empty cache and almost no programs. */
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kiln-temporal-'));
  config = { ...readConfig(), cacheDir: path.join(folder, 'cache') };
  said = [];
  for (const name of ['which', 'sh', 'mkdir', 'dirname']) {
    await symlink(execFileSync('which', [name], { encoding: 'utf8' }).trim(), path.join(folder, name));
  }
  vi.stubEnv('PATH', folder);
  vi.stubEnv('GOPROXY', 'off');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function program(name: string, script: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

/** A `go` of some version with this behaviour when it builds. */
const go = (version: string, builds: string) =>
  program('go', `if [ "$1" = version ]; then echo "go version ${version} linux/amd64"; exit; fi\n${builds}`);

/** Writes the file after -o. */
const BUILDS = 'while [ "$1" != -o ]; do shift; done; mkdir -p "$(dirname "$2")"; echo built >"$2"';

/** A command line of Temporal of the pinned version. */
const development = () => program('temporal', 'echo "temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)"');

const ensure = () => ensureTemporal(config, (line) => said.push(line));

test('without Go, runs the development server and says that it has no authentication', async () => {
  const temporal = await development();
  expect(await ensure()).toEqual({ path: temporal, guarded: false });
  expect(said).toEqual([
    expect.stringContaining('Downloading Go'),
    expect.stringContaining('cannot be reached'),
    expect.stringMatching(/without authentication.*Go is missing/),
  ]);
});

test('also with a Go that is too old and cannot download a newer one', async () => {
  const temporal = await development();
  await go('go1.19.8', 'exit 0');
  expect(await ensure()).toEqual({ path: temporal, guarded: false });
  expect(said.at(-1)).toMatch(/without authentication.*Go is missing/);
});

test('also with a Go that cannot build it', async () => {
  const temporal = await development();
  await go('go1.26.8', 'echo "go: no space left" >&2; exit 1');
  expect(await ensure()).toEqual({ path: temporal, guarded: false });
  expect(said.at(-1)).toMatch(/without authentication.*no space left/);
});

test('with Go, runs the server that requires a key, built once', async () => {
  await development();
  await go('go1.26.8', BUILDS);
  const built = await ensure();
  expect(built).toEqual({ path: expect.stringContaining(config.cacheDir), guarded: true });
  await rm(path.join(folder, 'go'));
  expect(await ensure()).toEqual(built);
  expect(said).toEqual([expect.stringContaining('Building')]);
});

test('removes builds of older sources that were not used for a month', async () => {
  await go('go1.26.8', BUILDS);
  const builds = path.join(config.cacheDir, 'kiln-temporal');
  const older = async (name: string, days: number) => {
    const file = path.join(builds, name, 'kiln-temporal');
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, '');
    const at = new Date(Date.now() - days * 24 * 60 * 60 * 1000);
    await utimes(file, at, at);
    return file;
  };
  const [used, unused] = [await older('used', 29), await older('unused', 31)];
  const { path: built } = await ensure();
  expect([built, used, unused].map((file) => existsSync(file))).toEqual([true, true, false]);
  // Each start counts as a use.
  await utimes(built, 0, 0);
  await ensure();
  expect((await stat(built)).mtimeMs).toBeGreaterThan(Date.now() - 60_000);
});
