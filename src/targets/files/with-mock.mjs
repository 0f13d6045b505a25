// Runs a command with a mock server of a description beside it:
//   node with-mock.mjs tests/openapi.json -- pytest -q
// The server listens on a free loopback port, whose URL is in TEST_API_BASE_URL. An optional `mock.json` beside the
// description sets the formats of lists and objects in queries and forms. Exits with the command's code. Without the
// description, the command runs alone: its SDK has no tests that need a server.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import path from 'node:path';

const START_MS = 60_000;

const [description = '', separator, program, ...args] = process.argv.slice(2);
if (separator !== '--' || program === undefined) {
  process.stderr.write('usage: with-mock.mjs <description> -- <command> [argument…]\n');
  process.exit(64);
}

if (!existsSync(description)) process.exit(await run({}));

const settingsFile = path.join(path.dirname(description), 'mock.json');
const settings = existsSync(settingsFile) ? JSON.parse(readFileSync(settingsFile, 'utf8')) : {};
const { arrays = 'comma', objects = 'brackets', formArrays = arrays } = settings;

const steady = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@stdy/cli/package.json')),
  'steady.js',
);
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const mock = spawn(
  process.execPath,
  [
    steady,
    '--host',
    '127.0.0.1',
    '-p',
    String(port),
    `--validator-query-array-format=${arrays}`,
    `--validator-form-array-format=${formArrays}`,
    `--validator-query-object-format=${objects}`,
    `--validator-form-object-format=${objects}`,
    description,
  ],
  { stdio: ['ignore', 'pipe', 'pipe'] },
);
// Each request is a line: only the last ones matter, and only if the server did not start.
let said = '';
for (const stream of [mock.stdout, mock.stderr]) {
  stream.on('data', (chunk) => {
    said = (said + chunk).slice(-8000);
  });
}

let code = 1;
try {
  await ready();
  code = await run({ TEST_API_BASE_URL: url });
} catch (error) {
  process.stderr.write(`${error.message}\n${said}\n`);
} finally {
  mock.kill();
}
process.exit(code);

async function ready() {
  const until = Date.now() + START_MS;
  for (;;) {
    if (mock.exitCode !== null) throw new Error(`The mock server exited with ${mock.exitCode}.`);
    const answer = await fetch(`${url}/_x-steady/health`).catch(() => null);
    if (answer?.ok) return;
    if (Date.now() > until) throw new Error('The mock server did not start within 60 seconds.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function run(variables) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: 'inherit',
      env: { ...process.env, ...variables },
    });
    child.on('error', reject);
    child.on('exit', (status, signal) => resolve(signal === null ? (status ?? 1) : 1));
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port: free } = server.address();
      server.close(() => resolve(free));
    });
  });
}
