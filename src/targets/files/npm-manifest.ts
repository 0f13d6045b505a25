import type { SdkContext } from '../definition.ts';
import { httpUrl, repositoryUrl, titleOf } from './common.ts';
import { firstParagraph, oneLine } from './escape.ts';

const TYPESCRIPT = '5.9.3';

export function dependenciesOf(manifest: string): Record<string, string> {
  const parsed: unknown = JSON.parse(manifest);
  if (typeof parsed !== 'object' || parsed === null || !('dependencies' in parsed)) return {};
  const { dependencies } = parsed;
  if (typeof dependencies !== 'object' || dependencies === null) return {};
  return Object.fromEntries(
    Object.entries(dependencies).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

export function manifest(sdk: SdkContext, dependencies: Record<string, string>): string {
  const homepage = httpUrl(sdk.docsUrl);
  return json({
    name: sdk.packageName,
    version: sdk.packageVersion,
    description: firstParagraph(sdk.description, 200) || `Client of ${titleOf(sdk)}`,
    ...(oneLine(sdk.organizationName) === '' ? {} : { author: oneLine(sdk.organizationName) }),
    license: sdk.license === 'none' ? 'UNLICENSED' : sdk.license,
    ...(homepage === null ? {} : { homepage }),
    repository: { type: 'git', url: `git+${repositoryUrl(sdk)}.git` },
    main: './dist/index.js',
    module: './dist/esm/index.js',
    types: './dist/index.d.ts',
    exports: {
      '.': {
        import: { types: './dist/esm/index.d.ts', default: './dist/esm/index.js' },
        require: { types: './dist/index.d.ts', default: './dist/index.js' },
      },
      './package.json': './package.json',
    },
    sideEffects: false,
    files: ['dist', 'src'],
    engines: { node: '>=18' },
    scripts: {
      build: 'tsc -p tsconfig.json && tsc -p tsconfig.esm.json && node scripts/esm.mjs',
      lint: 'tsc -p tsconfig.json --noEmit',
      prepare: 'npm run build',
      test: 'node --test test/sdk.test.mjs',
    },
    ...(Object.keys(dependencies).length === 0 ? {} : { dependencies }),
    devDependencies: { typescript: TYPESCRIPT },
  });
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
