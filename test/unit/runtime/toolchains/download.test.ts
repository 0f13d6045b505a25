import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { download, forPlatform } from '../../../../src/runtime/toolchains/download.ts';
import { SetupError } from '../../../../src/runtime/toolchains/programs.ts';
import { type FilesServer, serveFiles } from '../../../files-server.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kiln-download-'));
const file = path.join(folder, 'file');
const bytes = Buffer.alloc(25 * 1024 ** 2, 'kiln');
const sha256 = createHash('sha256').update(bytes).digest('hex');
let server: FilesServer;
let said: string[];
const say = (line: string) => said.push(line);

beforeAll(async () => {
  server = await serveFiles({ '/there': bytes });
});
beforeEach(() => {
  said = [];
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

test('downloads a file and reports progress', async () => {
  expect(await download({ url: `${server.base}/there`, sha256 }, file, say)).toBe(true);
  expect(readFileSync(file).equals(bytes)).toBe(true);
  expect(said).toEqual([
    expect.stringMatching(/^ {2}1\d of 25 MB$/),
    expect.stringMatching(/^ {2}2\d of 25 MB$/),
  ]);
});

test('rejects a file other than the pinned one', async () => {
  const refused = download({ url: `${server.base}/there`, sha256: '0'.repeat(64) }, file, say);
  await expect(refused).rejects.toThrow(SetupError);
  await expect(refused).rejects.toThrow('/there has the checksum');
});

test('falls back to another source if one is unreachable', async () => {
  expect(await download({ url: `${server.base}/gone`, sha256 }, file, say)).toBe(false);
  expect(await download({ url: 'http://127.0.0.1:1/', sha256 }, file, say)).toBe(false);
});

test('uses the platform names of Go', () => {
  const table = { 'linux-amd64': 'a', 'linux-arm64': 'b', 'darwin-amd64': 'c', 'darwin-arm64': 'd' };
  expect(forPlatform(table, 'linux', 'x64')).toEqual({ name: 'linux-amd64', value: 'a' });
  expect(forPlatform(table, 'darwin', 'arm64')).toEqual({ name: 'darwin-arm64', value: 'd' });
  expect(forPlatform(table, 'win32', 'x64')).toBeNull();
});
