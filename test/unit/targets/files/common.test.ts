import { describe, expect, it } from 'vitest';
import { type FileTree, file } from '../../../../src/git/store/file-tree.ts';
import type { SdkContext } from '../../../../src/targets/definition.ts';
import { commonPostgen } from '../../../../src/targets/files/common.ts';
import { textOf } from '../../../../src/targets/files/edit-tree.ts';
import { markdownText, shellWord } from '../../../../src/targets/files/escape.ts';
import { modulePath } from '../../../../src/targets/files/go-module.ts';
import { identifier, kebabCase, pascalCase, snakeCase } from '../../../../src/targets/files/names.ts';
import { openapi } from '../../../../src/targets/openapi.ts';
import { openApiGeneratorTargets } from '../../../../src/targets/openapi-generator/index.ts';
import { pep440 } from '../../../../src/targets/openapi-generator/python.ts';

const sdk: SdkContext = {
  target: 'go',
  org: 'acme',
  project: 'pet-store',
  title: 'Pet <Store>\n# API',
  description: 'First "paragraph".\n\nSecond.',
  packageName: 'petstore',
  packageVersion: '1.2.0',
  organizationName: 'Acme',
  contact: null,
  docsUrl: null,
  repository: { owner: 'acme', name: 'petstore-go', isProduction: false },
  license: 'MIT',
  options: {},
};

describe('names', () => {
  it('are made of words', () => {
    expect(snakeCase('PetStore-API v2')).toBe('pet_store_api_v2');
    expect(kebabCase('Café société')).toBe('cafe-societe');
    expect(pascalCase('pet-store')).toBe('PetStore');
    expect(identifier('3d')).toBe('api3d');
  });
});

describe('text', () => {
  it('cannot escape its context', () => {
    expect(markdownText('<b>\n*x*')).toBe('&lt;b&gt; \\*x\\*');
    expect(shellWord("a'b; rm")).toBe("'a'\\''b; rm'");
  });
});

describe('commonPostgen', () => {
  const files: FileTree = new Map([
    ['.openapi-generator/VERSION', file('7')],
    ['.github/workflows/x.yml', file('')],
    ['git_push.sh', file('')],
    ['client.go', file('package x\n')],
  ]);
  const options = {
    language: 'go',
    gitignore: ['*.out'],
    readme: { install: 'x', usage: 'y', codeFence: 'go' },
  };

  it('removes files that are not part of an SDK and adds those of every SDK', () => {
    const out = commonPostgen(files, sdk, options);
    expect([...out.keys()].sort()).toEqual([
      '.gitignore',
      '.kiln/provenance.json',
      'LICENSE',
      'README.md',
      'client.go',
    ]);
    expect(textOf(out, 'README.md')).toMatch(/^# Pet &lt;Store&gt; # API\n\nFirst "paragraph"\.\n\n##/);
  });

  it('is the same each time', () => {
    expect(commonPostgen(files, sdk, options)).toEqual(commonPostgen(files, sdk, options));
  });
});

describe('targets', () => {
  it.each(Object.entries({ ...openApiGeneratorTargets, openapi }))(
    '%s: is registered by its own name and leaves no dropping',
    (name, target) => {
      const context = {
        ...sdk,
        target: target.name,
        packageName: target.defaultPackageName('acme', 'pet-store'),
      };
      expect(target.name).toBe(name);
      expect(context.packageName).not.toBe('');
      const common = { hideGenerationTimestamp: 'true', gitUserId: 'acme' };
      expect(target.properties(context)).toMatchObject(target.language === null ? {} : common);
      const out = target.postgen(new Map([['git_push.sh', file('')]]), context);
      expect(out.has('git_push.sh')).toBe(false);
      expect(out.has('README.md')).toBe(true);
    },
  );

  it('write versions as each language has them', () => {
    expect(pep440('1.2.0-beta.3')).toBe('1.2.0b3');
    expect(pep440('1.2.0')).toBe('1.2.0');
    expect(modulePath({ ...sdk, packageVersion: '2.0.0' })).toBe('github.com/acme/petstore-go/v2');
    expect(modulePath({ ...sdk, packageName: 'go.acme.dev/pets' })).toBe('go.acme.dev/pets');
  });
});
