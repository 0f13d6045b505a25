import { expect, test } from 'vitest';
import { readConfig } from '../../../src/runtime/config.ts';

test('names each invalid setting with the problem', () => {
  const env = { KILN_PORT: 'http', KILN_CHECKS: 'sometimes' };
  expect(() => readConfig(env)).toThrow(/^Invalid settings:\n {2}KILN_PORT: [^\n]+\n {2}KILN_CHECKS: /);
});

test('rejects one folder for data and caches, because commands of config files may read the caches', () => {
  const env = { KILN_DATA_DIR: '/srv/kiln', KILN_CACHE_DIR: '/srv/other/../kiln/' };
  expect(() => readConfig(env)).toThrow('KILN_CACHE_DIR: /srv/kiln is also the data folder (KILN_DATA_DIR)');
  expect(readConfig({ ...env, KILN_CACHE_DIR: '/srv/kiln/cache' }).cacheDir).toBe('/srv/kiln/cache');
});
