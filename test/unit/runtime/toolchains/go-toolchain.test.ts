import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { readConfig } from '../../../../src/runtime/config.ts';
import { downloadGo, type GoRelease } from '../../../../src/runtime/toolchains/go-toolchain.ts';
import { SetupError } from '../../../../src/runtime/toolchains/programs.ts';
import { type FilesServer, serveFiles } from '../../../files-server.ts';

// A module as on Go's proxy, with a program that prints its folder. The real one has 70 MB.
const NAME = 'v0.0.1-go1.2.3.linux-amd64';
const folder = mkdtempSync(path.join(tmpdir(), 'kiln-go-'));
const config = { ...readConfig(), cacheDir: path.join(folder, 'cache') };
const root = path.join(config.cacheDir, 'go', '1.2.3');
let server: FilesServer;
let release: GoRelease;

beforeAll(async () => {
  const module = path.join(folder, 'golang.org', `toolchain@${NAME}`);
  const files = {
    'bin/go': '#!/bin/sh\necho go\n',
    'pkg/tool/x/link': '#!/bin/sh\n',
    'src/_go.mod': 'module std\n',
  };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.join(module, path.dirname(name)), { recursive: true });
    await writeFile(path.join(module, name), content);
  }
  execFileSync('jar', ['-cMf', 'go.zip', 'golang.org'], { cwd: folder });
  const archive = readFileSync(path.join(folder, 'go.zip'));
  release = { name: NAME, sha256: createHash('sha256').update(archive).digest('hex') };
  server = await serveFiles({ [`/mirror/golang.org/toolchain/@v/${NAME}.zip`]: archive });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(config.cacheDir, { recursive: true, force: true });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const get = (one = release) => downloadGo(config, one, root, () => {});

test('downloads a working Go from the module proxy in the settings', async () => {
  vi.stubEnv('GOPROXY', `http://127.0.0.1:1|${server.base}/mirror/,direct`);
  expect(await get()).toBe(true);
  expect(execFileSync(path.join(root, 'bin', 'go'), { encoding: 'utf8' })).toBe('go\n');
  execFileSync(path.join(root, 'pkg', 'tool', 'x', 'link'));
  expect(readFileSync(path.join(root, 'src', 'go.mod'), 'utf8')).toBe('module std\n');
  expect(await readdir(config.cacheDir)).toEqual(['go']);
});

test('respects a setting without a proxy', async () => {
  vi.stubEnv('GOPROXY', 'direct');
  const before = server.asked.length;
  expect(await get()).toBe(false);
  expect(server.asked.length).toBe(before);
});

test('does not unpack an archive other than the pinned one', async () => {
  vi.stubEnv('GOPROXY', `${server.base}/mirror`);
  await expect(get({ ...release, sha256: '0'.repeat(64) })).rejects.toThrow(SetupError);
  expect(existsSync(root)).toBe(false);
});
