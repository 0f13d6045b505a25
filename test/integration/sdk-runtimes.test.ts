import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { readConfig } from '../../src/runtime/config.ts';
import { childEnvironment } from '../../src/runtime/environments.ts';
import { PACKAGE_ROOT } from '../../src/runtime/package-root.ts';

// The runtimes of SDKs in Go are projects of their own, with tests of their own.

const home = mkdtempSync(path.join(tmpdir(), 'kiln-runtimes-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const RUNTIMES = [
  ['go', []],
  ['go', ['-tags', 'v1']],
  ['cli', []],
] as const;

test.each(RUNTIMES)(
  'the runtime %s passes its lint and tests (%j)',
  async (name, tags) => {
    const packages = path.join(readConfig().cacheDir, 'packages');
    const env = childEnvironment({
      HOME: home,
      GOCACHE: path.join(packages, 'go-build'),
      GOMODCACHE: path.join(packages, 'go-mod'),
      GOPATH: path.join(packages, 'go'),
      GOFLAGS: '-modcacherw',
      GOTOOLCHAIN: 'local',
    });
    const cwd = path.join(PACKAGE_ROOT, 'sdk-runtimes', name);
    const run = async (program: string, ...args: string[]) =>
      (await promisify(execFile)(program, args, { cwd, env, maxBuffer: 1e7 })).stdout;
    expect(await run('gofmt', '-l', '.')).toBe('');
    await run('go', 'vet', ...tags, './...');
    const tested = await run('go', 'test', '-vet=off', ...tags, './...');
    expect(tested).toMatch(/^ok /m);
    expect(tested).not.toMatch(/FAIL/);
  },
  300_000,
);
