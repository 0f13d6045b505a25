import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readWorkspace } from '../../../src/cli/workspace.ts';
import { withFolder } from '../../git.ts';

const CONFIG =
  'targets:\n  typescript:\n    production_repo: acme/pets-ts\n  python: {}\n  go:\n    skip: true\n';

async function write(folder: string, files: Record<string, string>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
}

test('reads a compiler workspace with the latest tracking file of each target', async () => {
  await withFolder(async (folder) => {
    const tracking = (base: string) => JSON.stringify({ base, integrated: 'b'.repeat(40), branch: 'main' });
    await write(folder, {
      'workspace.json': '{"openapi_spec": "api.json", "stainless_config": "config.yml", "output_path": "x"}',
      'config.yml': CONFIG,
      'custom-code/typescript/2026-05-29T18-39-50-117Z-custom-code.json': tracking('1'.repeat(40)),
      'custom-code/typescript/2026-06-01T08-00-00-000Z-custom-code.json': tracking('2'.repeat(40)),
      'api.json': '{"openapi": "3.1.0"}',
    });
    expect(await readWorkspace(folder)).toEqual({
      description: { name: 'openapi.json', content: '{"openapi": "3.1.0"}' },
      config: { name: 'stainless.yml', content: CONFIG },
      targets: [
        {
          target: 'typescript',
          repository: 'acme/pets-ts',
          tracking: { base: '2'.repeat(40), integrated: 'b'.repeat(40), branch: 'main' },
        },
        { target: 'python', repository: null, tracking: null },
      ],
      files: { description: 'api.json', config: 'config.yml' },
    });
  });
});

test('accepts a folder with description and config file; errors name what is missing or broken', async () => {
  await withFolder(async (folder) => {
    await write(folder, { 'openapi.yml': 'openapi: 3.1.0\n', 'stainless.yml': CONFIG });
    expect((await readWorkspace(folder)).description.name).toBe('openapi.yml');
    await write(folder, { 'custom-code/python/1-custom-code.json': '{"base": "short"}' });
    await expect(readWorkspace(folder)).rejects.toThrow(/1-custom-code\.json must have the commits/);
    await write(folder, {
      'workspace.json': '{"openapi_spec": "gone.yml", "stainless_config": "stainless.yml"}',
    });
    await expect(readWorkspace(folder)).rejects.toThrow(/gone\.yml does not exist/);
    await expect(readWorkspace(path.join(folder, 'nowhere'))).rejects.toThrow(
      /has neither a workspace\.json/,
    );
  });
});
