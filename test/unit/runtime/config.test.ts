import { expect, test } from 'vitest';
import { readConfig } from '../../../src/runtime/config.ts';

test('wrong settings are named, each with what is wrong', () => {
  const env = { KILN_PORT: 'http', KILN_CHECKS: 'sometimes' };
  expect(() => readConfig(env)).toThrow(
    /^Some settings are wrong\.\n {2}KILN_PORT: [^\n]+\n {2}KILN_CHECKS: /,
  );
});

test('one folder for the data and the caches is refused: commands of config files may read the caches', () => {
  const env = { KILN_DATA_DIR: '/srv/kiln', KILN_CACHE_DIR: '/srv/other/../kiln/' };
  expect(() => readConfig(env)).toThrow('KILN_CACHE_DIR: /srv/kiln is the data folder (KILN_DATA_DIR) too');
  expect(readConfig({ ...env, KILN_CACHE_DIR: '/srv/kiln/cache' }).cacheDir).toBe('/srv/kiln/cache');
});
