import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fetchUrl } from '../../../src/builds/fetch-url.ts';
import { isPublic } from '../../../src/runtime/addresses.ts';

const limits = { maxBytes: 1000, timeoutMs: 500, maxRedirects: 2, allowPrivate: false };
const open = { ...limits, allowPrivate: true };
let server: http.Server;
let base: string;

beforeAll(async () => {
  server = http.createServer((request, response) => {
    if (request.url === '/ok') response.end('openapi: 3.0.0\n');
    else if (request.url === '/utf16') response.end(Buffer.from('\ufeffopenapi: 3.0.0\n', 'utf16le'));
    else if (request.url === '/bytes') response.end(Buffer.from([0x61, 0xff, 0xfe, 0x80]));
    else if (request.url === '/big') response.end('x'.repeat(2000));
    else if (request.url === '/once') response.writeHead(302, { location: '/ok' }).end();
    else if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end();
    else if (request.url === '/file') response.writeHead(302, { location: 'file:///etc/passwd' }).end();
    else if (request.url === '/slow') response.write('x');
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('fetches a file, following redirects', async () => {
  expect(await fetchUrl(`${base}/ok`, 'f', open)).toBe('openapi: 3.0.0\n');
  expect(await fetchUrl(`${base}/once`, 'f', open)).toBe('openapi: 3.0.0\n');
});

test('rejects a URL with a user name or password, without repeating it', async () => {
  for (const user of ['ada:secret', 'ada', ':secret']) {
    const address = `${base.replace('://', `://${user}@`)}/ok`;
    const refused = await fetchUrl(address, 'f', open).catch(String);
    expect(refused).toContain('user name or password');
    expect(refused).not.toContain('secret');
  }
});

test.each([
  ['/big', 'over 1000 bytes'],
  ['/loop', 'more than 2 redirects'],
  ['/file', 'only http and https'],
  ['/slow', 'took longer than 500 ms'],
  ['/none', 'the server answered 404'],
])('%s fails: %s', async (path, why) => {
  await expect(fetchUrl(base + path, 'revision.openapi.yml.url', open)).rejects.toThrow(why);
});

test.each([
  'http://127.0.0.1/',
  'http://127.1/',
  'http://2130706433/',
  'http://0x7f.0.0.1/',
  'http://0177.0.0.1/',
  'http://[::1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:a00:1]/',
  'http://10.0.0.1/',
  'http://192.168.1.1/',
  'http://172.16.0.1/',
  'http://169.254.169.254/latest/meta-data',
  'http://[fe80::1]/',
  'http://[fd00::1]/',
  'http://0.0.0.0/',
  'http://localhost/',
])('does not connect to %s', async (url) => {
  await expect(fetchUrl(url, 'f', limits)).rejects.toThrow('is not a public address');
});

test.each(['file:///etc/passwd', 'ftp://example.com/', 'gopher://x/', 'data:text/plain,x'])(
  'rejects %s',
  async (url) => {
    await expect(fetchUrl(url, 'f', limits)).rejects.toThrow('only http and https');
  },
);

test('reads UTF-16 and rejects files that are not text', async () => {
  expect(await fetchUrl(`${base}/utf16`, 'revision.x.url', open)).toBe('openapi: 3.0.0\n');
  await expect(fetchUrl(`${base}/bytes`, 'revision.x.url', open)).rejects.toThrow(
    'revision.x.url: the file is not UTF-8.',
  );
});

test('recognises public addresses', () => {
  expect(isPublic('93.184.216.34')).toBe(true);
  expect(isPublic('2606:2800:220:1:248:1893:25c8:1946')).toBe(true);
  expect(isPublic('64:ff9b::7f00:1')).toBe(false);
  // IPv4-compatible addresses, all of ::/96, which some systems route to the IPv4 address in them.
  for (const address of ['::127.0.0.1', '::7f00:1', '::93.184.216.34', '::', '::1', '::ffff:127.0.0.1'])
    expect(isPublic(address), address).toBe(false);
});
