import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { descriptionSource, exampleSource, targetList } from '../../../src/cli/demo-source.ts';
import { configuredTargets, parseConfigFile } from '../../../src/contract/config-file.ts';
import { Slug } from '../../../src/contract/projects.ts';
import { LANGUAGE_TARGETS } from '../../../src/contract/targets.ts';

test('a given description becomes a project with every target, named after the file', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kiln-demo-'));
  try {
    for (const [name, slug, posted] of [
      ['My API_v2.yaml', 'my-api-v2', 'openapi.yml'],
      ['box.json', 'box', 'openapi.json'],
      ['文.yml', 'api', 'openapi.yml'],
    ] as const) {
      const file = path.join(folder, name);
      writeFileSync(file, 'the description');
      const source = await descriptionSource(file);
      expect(source.slug).toBe(slug);
      expect(Slug.safeParse(source.slug).success).toBe(true);
      expect(source.files[posted]).toEqual({ content: 'the description' });
      const config = parseConfigFile(source.files['stainless.yml']?.content ?? '');
      expect(config.ok && configuredTargets(config.config)).toEqual([...LANGUAGE_TARGETS]);
    }
    await expect(descriptionSource(path.join(folder, 'none.yml'))).rejects.toThrow('none.yml cannot be read');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('uses the example by default, and selects targets by name', async () => {
  expect(Object.keys((await exampleSource('bookstore')).files)).toEqual(['openapi.yml', 'stainless.yml']);
  expect(targetList(undefined)).toEqual([...LANGUAGE_TARGETS]);
  expect(targetList('typescript, go')).toEqual(['typescript', 'go']);
  expect(() => targetList('cobol')).toThrow('no target "cobol"');
  // The example's config file does not configure it.
  expect(() => targetList('openapi')).toThrow('no target "openapi"');
});
