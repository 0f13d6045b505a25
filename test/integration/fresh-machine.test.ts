import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readConfig } from '../../src/runtime/config.ts';
import { childEnvironment } from '../../src/runtime/environments.ts';
import { ensureGenerator, installToolchains } from '../../src/runtime/toolchains/install.ts';

/** Programs that are missing on a machine without toolchains for Kiln's checks, and without apt. */
const ABSENT =
  /^(go|gofmt|uvx?|ruby|gem|bundle|rspec|php|composer|phpunit|chromium|bwrap|apt|dpkg|python3?|pip3?)([-.\d].*)?$/;

const root = mkdtempSync(path.join(tmpdir(), 'kiln-fresh-'));
const config = { ...readConfig(), cacheDir: path.join(root, 'cache') };

/**
 * A folder to use as PATH, with every program of this machine except those. Python is included, without pyenv's
 * shims.
 */
function bareMachine(): string {
  const programs = path.join(root, 'programs');
  mkdirSync(programs);
  const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
  const known = new Set(['python3']);
  symlinkSync(python.trim(), path.join(programs, 'python3'));
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const name of listed(folder)) {
      if (known.has(name) || ABSENT.test(name)) continue;
      known.add(name);
      symlinkSync(path.join(folder, name), path.join(programs, name));
    }
  }
  return programs;
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // PATH may name folders that do not exist.
    return [];
  }
}

beforeAll(() => {
  vi.stubEnv('PATH', bareMachine());
  vi.stubEnv('HOME', root);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

test('installs what needs no root into an empty cache on a machine without toolchains', async () => {
  const said: string[] = [];
  const say = (line: string) => said.push(line);
  const jar = await ensureGenerator(config, say);
  await installToolchains(config, say);
  expect(said.filter((line) => /skipped|could not|cannot/.test(line))).toEqual([]);

  const version = (program: string, ...args: string[]) =>
    execFileSync(path.join(config.cacheDir, 'bin', program), args, {
      encoding: 'utf8',
      env: childEnvironment({ HOME: root }),
    });
  expect(version('go', 'version')).toMatch(/^go version go1\.\d+/);
  expect(version('uv', '--version')).toMatch(/^uv \d/);
  expect(execFileSync('java', ['-jar', jar, 'version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+/);
}, 600_000);
