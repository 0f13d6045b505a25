import { type FileTree, file, type TreeFile } from '../../git/store/file-tree.ts';
import type { CheckContext, CheckPlan, PackageOutput, SdkContext, Tool } from '../definition.ts';
import {
  commonPostgen,
  commonProperties,
  firstParagraph,
  httpUrl,
  jsString,
  kebabCase,
  lines,
  oneLine,
  replaceMatching,
  repositoryUrl,
  shellWord,
  textOf,
  titleOf,
} from './common.ts';

/** Common parts of the npm packages: both are TypeScript, compiled to CommonJS and to ES modules. */

const TYPESCRIPT = '5.9.3';

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

/** An API call that needs only plain values, in the form of the package's test. */
export interface SmokeCall {
  readonly api: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

export interface NpmOptions {
  readonly language: string;
  readonly apis: readonly string[];
  readonly calls: readonly SmokeCall[];
  /** An expression for the status code of a response's `error`. */
  readonly status: string;
  readonly usage: string;
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

function dependenciesOf(manifest: string): Record<string, string> {
  const parsed: unknown = JSON.parse(manifest);
  if (typeof parsed !== 'object' || parsed === null || !('dependencies' in parsed)) return {};
  const { dependencies } = parsed;
  if (typeof dependencies !== 'object' || dependencies === null) return {};
  return Object.fromEntries(
    Object.entries(dependencies).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function manifest(sdk: SdkContext, dependencies: Record<string, string>): string {
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

function smokeTest(sdk: SdkContext, options: NpmOptions): string {
  const name = jsString(sdk.packageName);
  const calls = options.calls.map(({ api, method, args }) => `  ${JSON.stringify([api, method, args])},`);
  return `${lines([
    '// Tests of the package as it was built, against a server on this machine.',
    "import assert from 'node:assert/strict';",
    "import { createServer } from 'node:http';",
    "import { createRequire } from 'node:module';",
    "import { after, before, test } from 'node:test';",
    `import * as sdk from ${name};`,
    '',
    `const apis = ${JSON.stringify(options.apis)};`,
    '',
    '// Operations that need nothing but plain values.',
    'const calls = [',
    ...calls,
    '];',
    '',
  ])}
const requests = [];
const server = createServer((request, response) => {
  requests.push(request.method + ' ' + request.url);
  request.resume();
  response.writeHead(503, { 'content-type': 'application/json' });
  response.end('{"message":"out of order"}');
});

let configuration;

before(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const basePath = 'http://127.0.0.1:' + server.address().port + '/base';
  configuration = new sdk.Configuration({ basePath, accessToken: 'token', apiKey: 'key', username: 'me', password: 'secret' });
});

after(() => {
  server.closeAllConnections();
  server.close();
});

test('is there for import and for require', () => {
  const required = createRequire(import.meta.url)(${name});
  assert.deepEqual(Object.keys(required).filter((key) => key !== '__esModule').sort(), Object.keys(sdk).filter((key) => key !== 'default').sort());
});

test('makes every API', () => {
  for (const api of apis) assert.equal(typeof new sdk[api](configuration), 'object', api);
});

for (const [api, method, args] of calls) {
  test(api + '.' + method + ' sends a request and reports a failure', async () => {
    requests.length = 0;
    const error = await new sdk[api](configuration)[method](...args).then(
      () => assert.fail('should have failed'),
      (reason) => reason,
    );
    assert.equal(${options.status}, 503, String(error));
    assert.equal(requests.length, 1);
    assert.match(requests[0], /^[A-Z]+ \\/base\\//);
  });
}
`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

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
