import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { configuredRegistries, judge } from '../../../../src/runtime/confinement/gateway-rules.ts';

const open = { listed: null, configured: [] };
const own = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .map(({ address }) => address.replace(/%.*$/, ''));

test.each([
  ...['127.0.0.1', '127.9.9.9', '0.0.0.0', '::1', '[::]', '::ffff:127.0.0.1', 'localhost', '169.254.169.254'],
  ...['10.1.2.3', '192.168.0.1', '172.16.0.1', '100.64.0.1', 'fd00::1', 'fe80::1', '64:ff9b::7f00:1', ...own],
])('confined code cannot reach %s, which is on this machine or its network', async (host) => {
  expect(await judge(host, 443, open)).toMatchObject({ allowed: false });
  // A setting that names a mirror allows a private network, but never this machine.
  const configured = { listed: null, configured: ['10.1.2.3:443', '127.0.0.1:443'] };
  expect((await judge(host, 443, configured)).allowed).toBe(host === '10.1.2.3');
});

test('allows public addresses only on the ports of registries', async () => {
  expect(await judge('1.1.1.1', 443, open)).toEqual({ allowed: true, addresses: ['1.1.1.1'] });
  expect(await judge('1.1.1.1', 22, open)).toMatchObject({ allowed: false });
});

test('allows only listed registries if the operator lists some', async () => {
  const listed = { listed: ['packages.test', '127.0.0.1:4873'], configured: ['mirror.test:443'] };
  for (const [host, port, allowed] of [
    ['127.0.0.1', 4873, true],
    ['127.0.0.1', 443, false],
    ['PACKAGES.test', 443, true],
    ['mirror.test', 443, false],
    ['1.1.1.1', 443, false],
  ] as const) {
    expect((await judge(host, port, listed)).allowed, `${host}:${port}`).toBe(allowed);
  }
});

test('reads hosts from all settings except proxies', () => {
  const env = {
    GOPROXY: 'https://go.test/path,direct',
    PIP_INDEX_URL: 'http://user:secret@pip.test:8081/simple',
    HTTPS_PROXY: 'http://proxy.test:3128',
  };
  expect(configuredRegistries(env)).toEqual(['go.test:443', 'pip.test:8081']);
});
