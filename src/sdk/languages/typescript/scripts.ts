import type { MockFormats } from '../../api/forms.ts';
import type { PackageManager } from './package-manager.ts';

/** Scripts of an SDK's repository, by name. */
export function shellScripts(
  { install, run }: PackageManager,
  mockServer: boolean,
): Readonly<Record<string, string>> {
  return {
    bootstrap: shell(install),
    build: shell('exec node scripts/utils/build.mjs'),
    format: shell(`exec ${run}biome check --write`),
    lint: shell(`${run}tsc`, `exec ${run}biome lint --diagnostic-level=error`),
    ...(mockServer
      ? {
          mock: shell('exec node scripts/utils/test.mjs --mock "$@"'),
          test: shell('exec node scripts/utils/test.mjs "$@"'),
        }
      : { test: shell(`exec ${run}jest --config jest.config.json "$@"`) }),
  };
}

function shell(...commands: readonly string[]): string {
  return ['#!/usr/bin/env sh', 'set -e', 'cd "$(dirname "$0")/.."', ...commands].join('\n');
}

/** Compiles to modules and to CommonJS, each with its types. */
export const BUILD_SCRIPT = `// Compiles src/ to dist/esm (modules) and dist/cjs (CommonJS), each with its types.
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

rmSync('dist', { recursive: true, force: true });
compile('dist/esm', 'esnext');
compile('dist/cjs', 'commonjs');
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\\n');

// \`require\` gives the client itself, which has everything else as its properties.
appendFileSync(
  'dist/cjs/index.js',
  \`
const all = module.exports;
module.exports = all.default;
Object.defineProperties(module.exports, Object.getOwnPropertyDescriptors(all));
\`,
);

// Node wants whole file names in imports of modules; code in src/lib may leave them out.
for (const folder of ['dist/esm', 'dist/cjs']) {
  for (const name of readdirSync(folder, { recursive: true })) {
    const file = path.join(folder, String(name));
    if (!/\\.(?:js|d\\.ts)$/.test(file)) continue;
    const text = readFileSync(file, 'utf8');
    const whole = text.replace(
      /(\\bfrom\\s*|\\bimport\\s*\\(?\\s*|\\brequire\\(\\s*)(['"])(\\.{1,2}\\/[^'"]*)\\2/g,
      (_, before, quote, to) => \`\${before}\${quote}\${wholeName(file, to)}\${quote}\`,
    );
    if (whole !== text) writeFileSync(file, whole);
  }
}

function compile(outDir, module) {
  const tsc = path.join('node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--module', module, '--outDir', outDir], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

function wholeName(file, to) {
  const target = path.join(path.dirname(file), to).replace(/\\.ts$/, '');
  const relative = to.replace(/\\.ts$/, '');
  if (/\\.(?:js|json|mjs|cjs)$/.test(relative)) return relative;
  if (existsSync(\`\${target}.js\`)) return \`\${relative}.js\`;
  return existsSync(path.join(target, 'index.js')) ? \`\${relative}/index.js\` : to;
}
`;

/** Runs the tests against a mock server that it starts. */
export function testScript({ arrays, objects, formArrays }: MockFormats): string {
  return `// Starts a mock server of the API and runs the tests against it. With --mock: only the server, on port 4010.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

const args = process.argv.slice(2);
const only = args[0] === '--mock';
const given = process.env.TEST_API_BASE_URL;
const mock = given && !only ? null : await startMock(only ? 4010 : await freePort());
if (!only) {
  const jest = node(['node_modules/jest/bin/jest.js', '--config', 'jest.config.json', ...args], {
    TEST_API_BASE_URL: given ?? mock.url,
  });
  jest.on('exit', (code) => {
    mock?.process.kill();
    process.exitCode = code ?? 1;
  });
}

async function startMock(port) {
  const formats = [
    '--validator-query-array-format=${arrays}',
    '--validator-query-object-format=${objects}',
    '--validator-form-array-format=${formArrays}',
    '--validator-form-object-format=${objects}',
  ];
  const server = spawn('node_modules/.bin/steady', ['--host', '127.0.0.1', '-p', String(port), ...formats, 'tests/openapi.json'], {
    stdio: only ? 'inherit' : ['ignore', 'ignore', 'inherit'],
  });
  process.on('exit', () => server.kill());
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
  const url = \`http://127.0.0.1:\${port}\`;
  for (let attempt = 0; ; attempt++) {
    if (server.exitCode !== null) throw new Error(\`The mock server exited with \${server.exitCode}.\`);
    const ready = await fetch(\`\${url}/_x-steady/health\`).then((response) => response.ok).catch(() => false);
    if (ready) return { process: server, url };
    if (attempt > 600) throw new Error('The mock server did not start within 60 seconds.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function node(args, env) {
  return spawn(process.execPath, args, { stdio: 'inherit', env: { ...process.env, ...env } });
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
`;
}

export function ciWorkflow({ setup }: PackageManager): string {
  return setup === null
    ? CI_WORKFLOW
    : CI_WORKFLOW.replaceAll(/^( *)- uses: actions\/setup-node/gm, (step, indent: string) =>
        [`${indent}- uses: ${setup}`, step].join('\n'),
      );
}

const CI_WORKFLOW = `name: CI
on:
  push:
    branches-ignore: ['generated', 'codegen/**', 'integrated/**']
  pull_request:

permissions:
  contents: read

jobs:
  lint:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 22 }
      - run: ./scripts/bootstrap
      - run: ./scripts/lint

  build:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 22 }
      - run: ./scripts/bootstrap
      - run: ./scripts/build

  test:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    strategy:
      matrix:
        node: [20, 22, 24]
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: '\${{ matrix.node }}' }
      - run: ./scripts/bootstrap
      - run: ./scripts/test
`;
