import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { downloadRelease, temporalRelease, WrongChecksum } from '../../../src/runtime/official-temporal.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kiln-download-'));
const archive = path.join(folder, 'archive.tar.gz');
let server: Server;
let base = '';

beforeAll(async () => {
  writeFileSync(path.join(folder, 'temporal'), '#!/bin/sh\necho temporal\n', { mode: 0o755 });
  execFileSync('tar', ['-czf', archive, '-C', folder, 'temporal']);
  server = createServer((request, response) => {
    if (request.url === '/there') response.end(readFileSync(archive));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

const empty = () => mkdtempSync(path.join(folder, 'out-'));
const sha256 = () => createHash('sha256').update(readFileSync(archive)).digest('hex');

test('a release is pinned for each platform that Kiln runs on', () => {
  expect(temporalRelease('linux', 'x64')?.url).toMatch(/_linux_amd64\.tar\.gz$/);
  expect(temporalRelease('darwin', 'arm64')?.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(temporalRelease('win32', 'x64')).toBeNull();
});

test('a download is unpacked, and tells how far it is', async () => {
  const told: (number | null)[] = [];
  const release = { url: `${base}/there`, sha256: sha256() };
  const program = await downloadRelease(release, empty(), (bytes) => told.push(bytes));
  expect(execFileSync(program ?? '', { encoding: 'utf8' })).toBe('temporal\n');
  expect(told.at(-1)).toBe(readFileSync(archive).length);
});

test('another archive than the pinned one is refused', async () => {
  const release = { url: `${base}/there`, sha256: '0'.repeat(64) };
  await expect(downloadRelease(release, empty(), () => {})).rejects.toThrow(WrongChecksum);
});

test('what cannot be reached is had in another way', async () => {
  expect(await downloadRelease({ url: `${base}/gone`, sha256: '' }, empty(), () => {})).toBeNull();
  expect(await downloadRelease({ url: 'http://127.0.0.1:1/', sha256: '' }, empty(), () => {})).toBeNull();
});
