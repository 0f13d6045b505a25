import path from 'node:path';
import { type FileTree, file, type TreeFile } from '../../git/store/file-tree.ts';
import { PACKAGE_ROOT } from '../../runtime/package-root.ts';
import type { CheckContext, CheckPlan, PackageOutput, SdkContext, Tool } from '../definition.ts';
import { commonPostgen, commonProperties } from './common.ts';
import { replaceMatching, textOf } from './edit-tree.ts';
import { shellWord } from './escape.ts';
import { kebabCase } from './names.ts';
import { dependenciesOf, json, manifest } from './npm-manifest.ts';
import { type NpmOptions, smokeTest } from './npm-smoke-test.ts';

// Common parts of the npm packages: both are TypeScript, compiled to CommonJS and to ES modules.

const NODE: Tool = {
  name: 'Node.js',
  command: 'node',
  versionArgs: ['--version'],
  install: 'https://nodejs.org/en/download',
  atLeast: '20',
};
const NPM: Tool = {
  name: 'npm',
  command: 'npm',
  versionArgs: ['--version'],
  install: 'comes with Node.js: https://nodejs.org/en/download',
};

export const npmPackages: readonly PackageOutput[] = [{ type: 'dist', path: '*.tgz', byUrl: true }];

/** `@acme/petstore` */
export function npmPackageName(org: string, project: string, suffix = ''): string {
  const scope = kebabCase(org);
  const name = `${kebabCase(project) || 'api'}${suffix}`;
  return scope === '' ? name : `@${scope}/${name}`;
}

export function npmProperties(sdk: SdkContext): Record<string, string> {
  return {
    ...commonProperties(sdk),
    npmName: sdk.packageName,
    npmVersion: sdk.packageVersion,
    // ES modules in Node.js and browsers need file names in imports.
    importFileExtension: '.js',
  };
}

/** `sources` are the client's files below `src/`, and other generated files to keep. */
export function npmPostgen(sources: FileTree, sdk: SdkContext, options: NpmOptions): Map<string, TreeFile> {
  const out = commonPostgen(sources, sdk, {
    language: options.language,
    gitignore: ['node_modules/', 'dist/', '*.tgz', '*.log'],
    readme: { install: `npm install ${shellWord(sdk.packageName)}`, usage: options.usage, codeFence: 'ts' },
  });
  replaceMatching(out, /^src\/.*\.ts$/, typedValues);
  const generated = textOf(sources, 'package.json');
  out.set('package.json', file(manifest(sdk, generated === null ? {} : dependenciesOf(generated))));
  out.set('tsconfig.json', file(json(TSCONFIG)));
  out.set('tsconfig.esm.json', file(json(TSCONFIG_ESM)));
  out.set('scripts/esm.mjs', file(ESM_SCRIPT));
  out.set('test/sdk.test.mjs', file(smokeTest(sdk, options)));
  return out;
}

/** For an `allOf` of empty schemas the generator writes no type where one is needed: it becomes `any`. */
export function typedValues(text: string): string {
  return text
    .replaceAll('{ [key: string]: ; }', '{ [key: string]: any; }')
    .replaceAll('Array<>', 'Array<any>')
    .replace(/\bmapValues\((\w+\[[^\]]+\]), (?:From|To)JSON\)/g, '$1');
}

const DEPENDENCIES = path.join(PACKAGE_ROOT, 'src', 'targets', 'files', 'npm-dependencies.mjs');

export function npmChecks(sdk: CheckContext): CheckPlan {
  const env = {
    npm_config_cache: `${sdk.cacheDir}/npm`,
    npm_config_update_notifier: 'false',
    npm_config_fund: 'false',
    npm_config_audit: 'false',
  };
  return {
    tools: [NODE, NPM],
    prepare: [
      {
        argv: [
          'node',
          DEPENDENCIES,
          `${sdk.cacheDir}/npm`,
          'npm',
          'install',
          '--ignore-scripts',
          '--no-package-lock',
          '--no-progress',
          '--prefer-offline',
        ],
        env,
      },
    ],
    lint: [{ argv: ['npm', 'run', '--silent', 'lint'], env }],
    build: [
      { argv: ['npm', 'run', '--silent', 'build'], env },
      { argv: ['npm', 'pack', '--ignore-scripts'], env },
    ],
    test: [{ argv: ['npm', 'test', '--silent'], env }],
    // The test imports the output of the build.
    stages: [['lint', 'build'], ['test']],
  };
}

export function npmInstallCommand(git: { cloneUrl: string; sha: string }): string {
  return `npm install ${shellWord(`git+${git.cloneUrl}#${git.sha}`)}`;
}

const TSCONFIG = {
  compilerOptions: {
    target: 'es2020',
    lib: ['es2020', 'dom', 'dom.iterable'],
    module: 'commonjs',
    moduleResolution: 'node10',
    types: [],
    strict: true,
    declaration: true,
    esModuleInterop: true,
    skipLibCheck: true,
    forceConsistentCasingInFileNames: true,
    rootDir: 'src',
    outDir: 'dist',
  },
  include: ['src'],
};

const TSCONFIG_ESM = {
  extends: './tsconfig.json',
  compilerOptions: { module: 'es2020', moduleResolution: 'bundler', outDir: 'dist/esm' },
};

const ESM_SCRIPT = `// The package is CommonJS; what lies below dist/esm are modules.
import { writeFileSync } from 'node:fs';

writeFileSync(new URL('../dist/esm/package.json', import.meta.url), '{"type":"module"}\\n');
`;

/** An example value of a plain type; undefined for other types. */
export function sampleValue(type: string): unknown {
  switch (type.trim()) {
    case 'number':
      return 1;
    case 'string':
      return 'x';
    case 'boolean':
      return true;
    default:
      return undefined;
  }
}
