import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Generator } from '../../src/codegen/generator.ts';
import { createOpenApiGenerator } from '../../src/codegen/openapi-generator/index.ts';
import { readConfig } from '../../src/runtime/config.ts';
import { ensureGenerator } from '../../src/runtime/toolchains/install.ts';
import { description } from '../service.ts';

let folder: string;
let generator: Generator;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kiln-generator-'));
  const config = readConfig();
  const options = {
    jar: await ensureGenerator(config, () => {}),
    classesDir: path.join(config.cacheDir, 'generator-classes'),
    workDir: path.join(folder, 'work'),
    memoryMb: 48,
  };
  generator = createOpenApiGenerator(options, folder);
});
afterAll(async () => {
  await generator.close();
  rmSync(folder, { recursive: true });
});

const generate = (language: string, description: string, properties: Record<string, string> = {}) => {
  const descriptionPath = path.join(folder, `${description.length}.json`);
  writeFileSync(descriptionPath, description);
  return generator.generate({ language, descriptionPath, properties, timeoutMs: 120_000 });
};

test('reports a description that exceeds the memory limit, without affecting concurrent requests', async () => {
  const large = description().replace('Pets.', 'x'.repeat(64 * 1024 * 1024));
  const [small, refused] = await Promise.all([
    generate('go', description()),
    generate('typescript-fetch', large),
  ]);
  expect(refused).toMatchObject({
    ok: false,
    findings: [{ level: 'fatal', message: expect.stringContaining('KILN_GENERATOR_MEMORY_MB') }],
  });
  expect(small.ok && small.files.has('go.mod')).toBe(true);
  const after = await generate('go', description(['listOwners']));
  expect(after.ok && after.files.size).toBeGreaterThan(10);
}, 300_000);

test.each([
  ['java', { sourceFolder: '../../escaped' }],
  ['java', { sourceFolder: '../out-beside' }],
  ['kotlin', { sourceFolder: 'src/../../../escaped' }],
  ['bash', { scriptName: '../../escaped' }],
])(
  '%s with %j writes nothing outside its output folder',
  async (language, properties) => {
    const result = await generate(language, description(), properties);
    expect(result).toMatchObject({
      ok: false,
      findings: expect.arrayContaining([
        { level: 'fatal', message: expect.stringContaining('outside the output folder') },
      ]),
    });
    const left = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(left.filter((name) => !name.endsWith('.json'))).toEqual(['work']);
  },
  120_000,
);
