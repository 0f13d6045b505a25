import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../../../src/runtime/config.ts';
import {
  developmentRelease,
  downloadDevelopmentServer,
  pinnedOnPath,
} from '../../../../src/runtime/servers/temporal-dev-server.ts';
import type { Pinned } from '../../../../src/runtime/toolchains/download.ts';
import { SetupError } from '../../../../src/runtime/toolchains/programs.ts';
import { type FilesServer, serveFiles } from '../../../files-server.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kiln-development-'));
const config = { ...readConfig(), cacheDir: path.join(folder, 'cache') };
const target = path.join(config.cacheDir, 'temporal', '1', 'temporal');
let server: FilesServer;
let release: Pinned;

beforeAll(async () => {
  writeFileSync(path.join(folder, 'temporal'), '#!/bin/sh\necho temporal\n', { mode: 0o755 });
  execFileSync('tar', ['-czf', 'archive.tar.gz', 'temporal'], { cwd: folder });
  const archive = readFileSync(path.join(folder, 'archive.tar.gz'));
  server = await serveFiles({ '/there': archive });
  release = { url: `${server.base}/there`, sha256: createHash('sha256').update(archive).digest('hex') };
});
afterEach(() => rm(config.cacheDir, { recursive: true, force: true }));
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const get = (over: Partial<Pinned> = {}) =>
  downloadDevelopmentServer(config, { ...release, ...over }, target, () => {});

test('a release is pinned for each platform that Kiln runs on', () => {
  expect(developmentRelease('linux', 'x64')?.url).toMatch(/_linux_amd64\.tar\.gz$/);
  expect(developmentRelease('darwin', 'arm64')?.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(developmentRelease('win32', 'x64')).toBeNull();
});

test('unpacks its program and leaves nothing else', async () => {
  expect(await get()).toBe(true);
  expect(execFileSync(target, { encoding: 'utf8' })).toBe('temporal\n');
  expect(await readdir(config.cacheDir)).toEqual(['temporal']);
});

test('does not unpack an archive other than the pinned one, and handles a missing one', async () => {
  await expect(get({ sha256: '0'.repeat(64) })).rejects.toThrow(SetupError);
  expect(await get({ url: `${server.base}/gone` })).toBe(false);
  expect(existsSync(target)).toBe(false);
});

test('uses a program on PATH only if it has the pinned version', async () => {
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  const { PATH } = process.env;
  process.env.PATH = `${bin}${path.delimiter}${PATH}`;
  const said: string[] = [];
  const found = async (prints: string) => {
    writeFileSync(path.join(bin, 'temporal'), `#!/bin/sh\n${prints}\n`, { mode: 0o755 });
    return pinnedOnPath((line) => said.push(line));
  };
  try {
    expect(await found('echo "temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)"')).toBe(
      path.join(bin, 'temporal'),
    );
    expect(said).toEqual([]);
    expect(await found('echo "temporal version 1.6.0 (Server 1.30.0, UI 2.44.0)"')).toBeNull();
    expect(await found('exit 1')).toBeNull();
    expect(said).toEqual([expect.stringContaining('1.6.0, not 1.5.1'), expect.stringContaining('unknown')]);
  } finally {
    process.env.PATH = PATH;
  }
});
