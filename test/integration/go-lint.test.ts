import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { readConfig } from '../../src/runtime/config.ts';
import { PACKAGE_ROOT } from '../../src/runtime/package-root.ts';
import { packageCache } from '../../src/runtime/toolchains/package-caches.ts';
import { toolPath } from '../../src/runtime/toolchains/tool-version.ts';
import { generateSdk } from '../../src/sdk/generate.ts';
import { cli } from '../../src/sdk/languages/cli/index.ts';
import { go } from '../../src/sdk/languages/go/index.ts';
import { testGoEnvironment } from '../go.ts';
import { needs } from '../needs.ts';

const { test } = await needs('go');

// Staticcheck finds more than `go vet`, which the lint of each build runs, above all unused declarations. Without a
// cache it compiles for a minute, so it runs here and not in each build.
const STATICCHECK = 'honnef.co/go/tools/cmd/staticcheck@v0.8.2';

const { cacheDir } = readConfig();
const work = mkdtempSync(path.join(tmpdir(), 'kiln-go-lint-'));
const bin = path.join(cacheDir, 'go-lint');
const env = testGoEnvironment(work, {
  PATH: toolPath(cacheDir),
  GOBIN: bin,
  STATICCHECK_CACHE: path.join(packageCache(cacheDir, inject('org')), 'staticcheck'),
});

beforeAll(async () => {
  await promisify(execFile)('go', ['install', STATICCHECK], { cwd: work, env });
}, 600_000);
afterAll(() => rmSync(work, { recursive: true, force: true }));

const kiln = (name: string) => readFileSync(path.join(PACKAGE_ROOT, 'examples', 'kiln', name), 'utf8');
const V1 = '\n    options: { enable_v2: false }';
const EMPTY = JSON.stringify({ openapi: '3.1.0', info: { title: 'Nothing', version: '1' }, paths: {} });

const CASES = [
  { name: 'go', description: kiln('openapi.json'), config: kiln('stainless.yml') },
  {
    name: 'go of the first edition',
    description: kiln('openapi.json'),
    config: kiln('stainless.yml').replace('package_name: kiln\n', `package_name: kiln${V1}\n`),
  },
  { name: 'go without operations', description: EMPTY, config: '' },
  { name: 'cli', description: kiln('openapi.json'), config: kiln('stainless.yml') },
  { name: 'cli without operations', description: EMPTY, config: '' },
] as const;

test.each(CASES)(
  'staticcheck finds nothing in $name',
  async ({ name, description, config }) => {
    const target = name.startsWith('cli') ? 'cli' : 'go';
    const { files } = generateSdk(target === 'cli' ? cli : go, {
      target,
      project: 'kiln',
      description,
      config,
      descriptionMd5: '',
      packageName: 'kiln',
      packageVersion: '1.0.0',
      repository: { host: 'github.com', owner: 'acme', name: `kiln-${target}`, isProduction: false },
    });
    const folder = path.join(work, name.replaceAll(' ', '-'));
    for (const [file, { content }] of files) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), content);
    }
    // It exits with 1 and names each finding's position.
    const said = await promisify(execFile)(path.join(bin, 'staticcheck'), ['./...'], {
      cwd: folder,
      env,
    }).then(
      ({ stdout }) => stdout,
      (error: { stdout?: string }) => error.stdout || String(error),
    );
    expect(said).toBe('');
  },
  600_000,
);
