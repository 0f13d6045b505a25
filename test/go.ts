import { inject } from 'vitest';
import { readConfig } from '../src/runtime/config.ts';
import { childEnvironment } from '../src/runtime/environments.ts';
import { packageCache } from '../src/runtime/toolchains/package-caches.ts';
import { goEnvironment } from '../src/targets/files/go-module.ts';

/**
 * The environment of a Go command of the tests: the settings and caches of the checks, so that packages which a check
 * or another test compiled are not compiled again. `home` is a folder of the test.
 */
export function testGoEnvironment(home: string, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  return childEnvironment({ HOME: home, ...testGoSettings(), ...more });
}

/** The same without what every child process has. */
export function testGoSettings(): Record<string, string> {
  const settings = goEnvironment(packageCache(readConfig().cacheDir, inject('org')));
  return { ...settings, GOFLAGS: settings.GOFLAGS.replace('-mod=readonly ', '') };
}
