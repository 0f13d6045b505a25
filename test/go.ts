import { inject } from 'vitest';
import { readConfig } from '../src/runtime/config.ts';
import { childEnvironment } from '../src/runtime/environments.ts';
import { packageCache } from '../src/runtime/toolchains/package-caches.ts';
import { goEnvironment } from '../src/targets/files/go-module.ts';

/**
 * The environment of a Go command of the tests: the settings of the checks, and their cache of compiled packages, so that
 * what a check or another test compiled is not compiled again. `home` is a folder of the test.
 */
export function testGoEnvironment(home: string, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  return childEnvironment({ HOME: home, ...testGoSettings(), ...more });
}

/** The same without what every child process has. */
export function testGoSettings(): Record<string, string> {
  const { cacheDir } = readConfig();
  const settings = goEnvironment(packageCache(cacheDir, inject('org')));
  return {
    ...settings,
    GOFLAGS: settings.GOFLAGS.replace('-mod=readonly ', ''),
    // Not the checks' own: tests are not confined, and checks could not write into the folders that they would make.
    GOMODCACHE: goEnvironment(packageCache(cacheDir, 'tests')).GOMODCACHE,
  };
}
