import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { generateSdk } from '../../../src/sdk/generate.ts';
import { languages } from '../../../src/sdk/languages/index.ts';

type Target = 'typescript' | 'python' | 'go' | 'cli';

const DESCRIPTION = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  paths: { '/orders': { get: { operationId: 'list', responses: { 204: { description: 'ok' } } } } },
};

function files(target: Target, config: string): ReadonlyMap<string, string> {
  const language = languages[target];
  if (language === undefined) throw new Error(target);
  const made = generateSdk(language, {
    target,
    project: 'shop',
    description: JSON.stringify(DESCRIPTION),
    config: `${config}resources: { orders: { methods: { list: get /orders } } }\n`,
    descriptionMd5: '',
    packageName: 'shop',
    packageVersion: '1.0.0',
    repository: { host: 'github.com', owner: 'acme', name: 'shop', isProduction: false },
  }).files;
  return new Map([...made].map(([name, { content }]) => [name, content.toString()]));
}

const OF_MOCK = /(?:^|\/)(?:openapi\.json|mock\.json|scripts\/mock|scripts\/utils\/test\.mjs)$/;
const SKIPPED: Readonly<Record<Target, readonly [file: string, skip: RegExp]>> = {
  typescript: ['tests/api-resources/orders.test.ts', /describe\.skip|test\.skip/],
  python: ['tests/api_resources/test_orders.py', /Mock server tests are disabled/],
  go: ['order_test.go', /t\.Skip\("Mock server tests are disabled"\)/],
  cli: ['pkg/cmd/orders_commands_test.go', /skip: "Mock server tests are disabled"/],
};

test.each(
  (['typescript', 'python', 'go', 'cli'] as const).flatMap((target) => [
    [target, 'settings: { mock_server: false }\n'] as const,
    [target, 'organization: { name: shop, upload_spec: false }\n'] as const,
  ]),
)('%s has neither the description nor a mock server with %s', (target, config) => {
  const made = files(target, config);
  expect([...made.keys()].filter((name) => OF_MOCK.test(name))).toEqual([]);
  const [name, skip] = SKIPPED[target];
  expect(made.get(name)).toMatch(skip);
  const texts = ['CONTRIBUTING.md', '.github/workflows/ci.yml', 'scripts/test', 'package.json'];
  const naming = texts.filter((text) => /mock|steady|@stdy/i.test(made.get(text) ?? ''));
  expect(naming).toEqual([]);
});

test.each(['typescript', 'python', 'go', 'cli'] as const)(
  '%s has both with any other mock_server',
  (target) => {
    const [plain, steady] = [files(target, ''), files(target, 'settings: { mock_server: steady }\n')];
    expect([...plain.keys()].filter((name) => OF_MOCK.test(name)).length).toBeGreaterThanOrEqual(3);
    expect([...steady.keys()]).toEqual([...plain.keys()]);
    const [name, skip] = SKIPPED[target];
    expect(steady.get(name)).not.toMatch(skip);
  },
);

test('a test check without a description runs its command without a mock server', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kiln-mock-'));
  const runner = path.join(import.meta.dirname, '../../../src/targets/files/with-mock.mjs');
  const command = ['-e', 'console.log(String(process.env.TEST_API_BASE_URL)); process.exit(3)'];
  const { TEST_API_BASE_URL: _, ...env } = process.env;
  try {
    execFileSync(process.execPath, [runner, 'tests/openapi.json', '--', process.execPath, ...command], {
      cwd: folder,
      env,
    });
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ status: 3, stdout: Buffer.from('undefined\n') });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
