import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect } from 'vitest';
import { PACKAGE_ROOT } from '../../src/runtime/package-root.ts';
import { testGoEnvironment } from '../go.ts';
import { needs } from '../needs.ts';

const { test } = await needs('go');

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
    const env = testGoEnvironment(home);
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
