import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { failuresOf, Report, skipsOf } from '../../src/cli/test-report.ts';
import { readConfig } from '../../src/runtime/config.ts';
import { childEnvironment } from '../../src/runtime/environments.ts';
import { PACKAGE_ROOT } from '../../src/runtime/package-root.ts';
import { findTemporal } from '../../src/runtime/servers/temporal-binary.ts';
import { ensureGenerator, installToolchains } from '../../src/runtime/toolchains/install.ts';
import { needs } from '../needs.ts';

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

const AS_NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
const LIMIT_MS = 170_000;
const networked = await needs('network', 'python');

beforeAll(() => {
  vi.stubEnv('PATH', bareMachine());
  vi.stubEnv('HOME', root);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

const said: string[] = [];
const say = (line: string) => said.push(line);

networked.test(
  'installs what needs no root into an empty cache on a machine without toolchains',
  async () => {
    const jar = await ensureGenerator(config, say);
    await installToolchains(config, say);
    await findTemporal(config, say);
    expect(said.filter((line) => /skipped|could not|cannot/.test(line))).toEqual([]);

    const version = (program: string, ...args: string[]) =>
      execFileSync(path.join(config.cacheDir, 'bin', program), args, {
        encoding: 'utf8',
        env: childEnvironment({ HOME: root }),
      });
    expect(version('go', 'version')).toMatch(/^go version go1\.\d+/);
    expect(version('uv', '--version')).toMatch(/^uv \d/);
    expect(execFileSync('java', ['-jar', jar, 'version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+/);
  },
  LIMIT_MS,
);

/** Tests whose needs this machine lacks, and one on the whole stack, which none of them needs. */
const REPRESENTATIVE = [
  'test/unit/cli/completion.test.ts',
  'test/unit/sdk/head.test.ts',
  'test/unit/activities/commands/confined-commands.test.ts',
  'test/unit/runtime/confinement/confined-user.test.ts',
  'test/integration/check-results.test.ts',
  'test/integration/diagnostics.test.ts',
];

networked.test(
  'tests are set up there, and those that need what is missing are skipped and counted',
  async () => {
    const report = path.join(root, 'report.json');
    const cache = path.join(root, 'other-cache');
    // Without the programs that the test before has installed, except what no test goes without.
    for (const name of ['openapi-generator', 'temporal', 'kiln-temporal', 'generator-classes']) {
      if (existsSync(path.join(config.cacheDir, name)))
        cpSync(path.join(config.cacheDir, name), path.join(cache, name), { recursive: true });
    }
    execFileSync('chmod', ['-R', 'a+rwX', root]);
    const args = ['node_modules/vitest/vitest.mjs', 'run', '--configLoader=runner', '--reporter=json'];
    const command = [process.execPath, ...args, `--outputFile.json=${report}`, ...REPRESENTATIVE];
    const isRoot = process.getuid?.() === 0;
    const [program = '', ...rest] = isRoot ? [...AS_NOBODY, ...command] : command;
    const env = { PATH: process.env.PATH, HOME: path.join(root, 'home'), KILN_CACHE_DIR: cache };
    mkdirSync(env.HOME, { mode: 0o777 });
    execFileSync('chmod', ['a+rwX', env.HOME]);
    const ended = spawnSync(program, rest, { cwd: PACKAGE_ROOT, env, encoding: 'utf8', timeout: LIMIT_MS });
    expect(existsSync(report), ended.stderr).toBe(true);
    const result = Report.parse(JSON.parse(readFileSync(report, 'utf8')));
    expect(failuresOf(result)).toEqual([]);
    expect(result.numPassedTests).toBeGreaterThan(0);
    const skipped = skipsOf(result).join('\n');
    for (const name of ['go', 'sandbox', ...(isRoot ? ['root'] : [])]) {
      expect(skipped).toMatch(new RegExp(`^\\d+ without ${name} \\(.+\\)$`, 'm'));
    }
  },
  LIMIT_MS,
);
