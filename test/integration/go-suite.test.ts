import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { z } from 'zod';
import { childEnvironment } from '../../src/runtime/environments.ts';
import { type Fixtures, seedFixtures } from '../fixture-org.ts';
import { testGoEnvironment } from '../go.ts';
import { needs } from '../needs.ts';

const { test } = await needs('go');

// Runs the test suite inside the published Go module, unchanged, against the service. Its inputs were made for a
// server that accepts anything; the following rules of Kiln reject some of them.
const REFUSED: Readonly<Record<string, string>> = {
  // `commit_message` and a generated message exclude each other.
  TestBuildNewWithOptionalParams:
    '400 Bad Request {"error":"bad_request","message":"enable_ai_commit_message: ',
  // A cursor must come from the previous page.
  TestBuildListWithOptionalParams: '400 Bad Request {"error":"bad_request","message":"cursor: ',
  TestBuildDiagnosticListWithOptionalParams:
    '400 Bad Request {"error":"bad_request","message":"querystring: cursor: ',
  // Both sides of a comparison name one branch, which cannot be at two commits.
  TestBuildCompareWithOptionalParams: '400 Bad Request {"error":"bad_request","message":"head.branch: ',
  // No file of the project is a description, so nothing can be built.
  TestProjectNew: '400 Bad Request {"error":"bad_request","message":"revision: no OpenAPI description ',
  // `target_config_sha` must be a full SHA.
  TestProjectBranchResetWithOptionalParams:
    '400 Bad Request {"error":"bad_request","message":"querystring: target_config_sha: ',
  // Its description is a single word.
  TestProjectConfigGuessWithOptionalParams:
    '400 Bad Request {"error":"bad_request","message":"spec: is not an OpenAPI description',
};

const MODULE = 'github.com/stainless-api/stainless-api-go@v0.30.0';
const execute = promisify(execFile);
const folder = mkdtempSync(path.join(tmpdir(), 'kiln-go-suite-'));
const suite = path.join(folder, 'suite');
let fixtures: Fixtures;

beforeAll(async () => {
  const env = testGoEnvironment(folder);
  const { stdout } = await execute('go', ['mod', 'download', '-json', MODULE], { cwd: folder, env });
  const { Dir } = z.object({ Dir: z.string() }).parse(JSON.parse(stdout));
  cpSync(Dir, path.join(folder, 'module'), { recursive: true });
  await execute('go', ['test', '-c', '-o', suite, '.'], { cwd: path.join(folder, 'module'), env });
  fixtures = await seedFixtures();
}, 900_000);
afterAll(async () => {
  await fixtures?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(...args: string[]): Promise<string> {
  const env = { ...childEnvironment({ HOME: folder }), TEST_API_BASE_URL: inject('baseUrl') };
  // A failing test exits with 1, and says why.
  return execute(suite, args, { env, timeout: 120_000 }).then(
    ({ stdout }) => stdout,
    (error: { stdout?: string }) => error.stdout ?? String(error),
  );
}

test("the Go module's own tests pass, except those whose inputs Kiln rejects", async () => {
  const names = (await run('-test.list', '^Test')).split('\n').filter((line) => line.startsWith('Test'));
  expect(names.length).toBeGreaterThanOrEqual(30);
  expect(names).toEqual(expect.arrayContaining(Object.keys(REFUSED)));
  const wrong: string[] = [];
  for (const name of names) {
    await fixtures.renew();
    const output = await run('-test.v', '-test.run', `^${name}$`);
    const refused = REFUSED[name];
    const asExpected =
      refused === undefined
        ? output.includes(`--- PASS: ${name}`)
        : output.replace(/\s+/g, ' ').includes(refused);
    if (!asExpected) wrong.push(output);
  }
  expect(wrong.join('\n')).toBe('');
}, 300_000);
