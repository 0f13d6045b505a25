import { readFile } from 'node:fs/promises';
import { expect, it, test } from 'vitest';
import { CONFIG_FILE_PAGE, withKeyTables } from '../../../scripts/config-keys.ts';
import { honouredKeys } from '../../../src/sdk/config/honoured.ts';
import { KEPT } from '../../../src/sdk/config/kept.ts';
import { diagnose } from '../../../src/sdk/diagnose.ts';

it('lists the keys that are read, with their effects', () => {
  const keys = honouredKeys();
  expect(keys.map(({ key }) => key)).toEqual(
    expect.arrayContaining([
      'organization.name',
      'client_settings.opts.*.read_env',
      'pagination[].request',
      'resources.*.methods.*.paginated',
    ]),
  );
  expect(keys.every(({ effect }) => effect !== '')).toBe(true);
});

test('no key is both honoured and ignored', () => {
  const honoured = new Set(honouredKeys().map(({ key }) => key));
  expect(KEPT.filter(({ key }) => honoured.has(key))).toEqual([]);
});

test('the keys in docs/config-file.md are current (npm run config-keys)', async () => {
  const page = await readFile(CONFIG_FILE_PAGE, 'utf8');
  expect(withKeyTables(page)).toBe(page);
});

const DESCRIPTION = "openapi: 3.0.3\ninfo: { title: Pets, version: '1' }\npaths: {}\n";
const CONFIG = `targets:
  python: { generator: kiln, edition: python.2025-11-20, keep_files: ['src/**'] }
  java: { publish: { maven: true } }
codeflow: { release_environment: production }
resources:
  codeflow:
    subresources:
      mcp: { mcp: true, methods: { terraform: { endpoint: get /pets, terraform: { method: read } } } }
`;

async function unused(config: string) {
  const files = new Map([
    ['openapi.yml', DESCRIPTION],
    ['stainless.yml', config],
  ]);
  const { diagnostics } = await diagnose(files);
  return diagnostics
    .filter(({ code }) => code === 'Config/UnusedKey')
    .map(({ configRef, line, ignored, level }) => [configRef, line, level, ignored]);
}

test('an ignored key is a note with its line that does not count; a used key is not reported', async () => {
  expect(await unused(CONFIG)).toEqual([
    // Only of java, which OpenAPI Generator makes.
    ['#/codeflow', 4, 'note', true],
    ['#/resources', 5, 'note', true],
    ['#/targets', undefined, 'note', true],
    ['#/targets/python/keep_files', 2, 'note', true],
    ['#/codeflow/release_environment', 4, 'note', true],
    ['#/resources/codeflow/subresources/mcp/mcp', 8, 'note', true],
    ['#/resources/codeflow/subresources/mcp/methods/terraform/terraform', 8, 'note', true],
  ]);
});

test("reports keys of Kiln's own generator as unused if no target uses it", async () => {
  expect(
    (await unused(CONFIG.replace('generator: kiln, ', 'generator: openapi-generator, '))).map(([ref]) => ref),
  ).toEqual(['#/codeflow', '#/resources', '#/targets']);
});

test('a generator that does not make the target is a warning with its line, and what a command line keeps a note', async () => {
  const config = `targets:
  cli: { generator: openapi-generator, options: { go_sdk_package: github.com/acme/pets } }
  python: { generator: openapi-generator }
`;
  const files = new Map([
    ['openapi.yml', DESCRIPTION],
    ['stainless.yml', config],
  ]);
  const { diagnostics } = await diagnose(files);
  const found = diagnostics.filter(({ code }) => /NotAvailable|UnusedKey/.test(code));
  expect(found.map(({ code, level, configRef, line }) => [code, level, configRef, line])).toEqual([
    ['Generator/NotAvailable', 'warning', '#/targets/cli/generator', 2],
    ['Config/UnusedKey', 'note', '#/targets/cli/options/go_sdk_package', 2],
  ]);
  expect(await unused(config.replace('acme/pets', 'acme/pets, go_sdk_version: v1.2.3'))).toEqual([]);
});
