import { type FileTree, file, type TreeFile } from '../../../git/store/file-tree.ts';
import { APACHE_2_0 } from '../../../targets/files/licenses.ts';
import { mockFormats } from '../../api/forms.ts';
import { type Code, code, join } from '../../code/code.ts';
import { codeSpan, link, prose } from '../../code/markdown.ts';
import type { LanguageInput } from '../../language.ts';
import { packageManager } from './package-manager.ts';
import type { SdkWriter } from './resources.ts';
import { BUILD_SCRIPT, ciWorkflow, shellScripts, testScript } from './scripts.ts';

/** Versions that SDKs are developed with. */
const DEVELOPMENT = {
  '@biomejs/biome': '2.6.8',
  '@stdy/cli': '0.22.2',
  '@swc/core': '1.16.22',
  '@swc/jest': '0.2.39',
  '@types/jest': '29.5.14',
  '@types/node': '20.19.43',
  jest: '29.7.0',
  typescript: '7.0.2',
} as const;

const { '@stdy/cli': _, ...WITHOUT_MOCK } = DEVELOPMENT;

/** Every file of the repository that is not code, nor a page about the code. */
export function packageFiles(sdk: SdkWriter, input: LanguageInput): FileTree {
  const { target, api } = input;
  const manager = packageManager(target);
  const files = new Map<string, TreeFile>();
  const put = (path: string, content: string, mode?: '100755') =>
    files.set(path, file(`${content.trimEnd()}\n`, mode));
  put('package.json', json(manifest(sdk, input)));
  put('tsconfig.json', json(tsconfig(target.packageName)));
  put('tsconfig.build.json', json(TSCONFIG_BUILD));
  put('jest.config.json', json(jestConfig(target.packageName)));
  put('biome.json', json(BIOME));
  put('.gitignore', 'node_modules/\ndist/\n*.tgz\n*.log\n.DS_Store');
  put('.npmrc', 'fund=false\naudit=false');
  put('LICENSE', license(input));
  put('CHANGELOG.md', `# Changelog`);
  put('SECURITY.md', security(input).text);
  put('CONTRIBUTING.md', contributing(input).text);
  put('.stats.yml', stats(input));
  put('.github/workflows/ci.yml', ciWorkflow(manager));
  const { mockServer } = api.settings;
  for (const [path, content] of Object.entries(shellScripts(manager, mockServer)))
    put(`scripts/${path}`, content, '100755');
  put('scripts/utils/build.mjs', BUILD_SCRIPT);
  if (mockServer) {
    const formats = mockFormats(api);
    put('scripts/utils/test.mjs', testScript(formats));
    put('tests/openapi.json', target.description);
    put('tests/mock.json', json(formats));
  }
  put('src/lib/.keep', KEEP);
  put('examples/.keep', KEEP);
  return files;
}

const KEEP = 'Put your own files here. The generator never changes this folder.';

function manifest(sdk: SdkWriter, { api, target }: LanguageInput): object {
  const { host, owner, name } = target.repository;
  const organization = oneLine(api.organization.name);
  const docs = httpUrl(api.organization.docs);
  const { pinned } = packageManager(target);
  return {
    name: target.packageName,
    version: target.packageVersion,
    description: `The official TypeScript library for the ${sdk.names.client} API`,
    ...(organization === '' ? {} : { author: author(organization, api.organization.contact) }),
    license: api.settings.license.spdx,
    ...(docs === null ? {} : { homepage: docs }),
    repository: { type: 'git', url: `git+https://${host}/${owner}/${name}.git` },
    type: 'module',
    main: './dist/cjs/index.js',
    module: './dist/esm/index.js',
    types: './dist/cjs/index.d.ts',
    exports: {
      '.': conditions('index'),
      './package.json': './package.json',
      './*.mjs': esmOnly('*'),
      './*.js': conditions('*'),
      './*': conditions('*'),
    },
    sideEffects: false,
    files: ['dist', 'src', 'api.md', 'CHANGELOG.md'],
    engines: { node: '>=20' },
    ...(pinned === null ? {} : { packageManager: pinned }),
    publishConfig: { access: 'public' },
    scripts: {
      build: './scripts/build',
      format: './scripts/format',
      lint: './scripts/lint',
      ...(api.settings.mockServer ? { mock: './scripts/mock' } : {}),
      test: './scripts/test',
      prepare: './scripts/build',
    },
    devDependencies: api.settings.mockServer ? DEVELOPMENT : WITHOUT_MOCK,
  };
}

function conditions(path: string): object {
  return {
    import: { types: `./dist/esm/${path}.d.ts`, default: `./dist/esm/${path}.js` },
    require: { types: `./dist/cjs/${path}.d.ts`, default: `./dist/cjs/${path}.js` },
  };
}

function esmOnly(path: string): object {
  return { types: `./dist/esm/${path}.d.ts`, default: `./dist/esm/${path}.js` };
}

function author(organization: string, contact: string | null): string {
  const mail = contact === null || !/^[^\s<>]+@[^\s<>]+$/.test(contact) ? null : contact;
  return mail === null ? organization : `${organization} <${mail}>`;
}

function tsconfig(packageName: string): object {
  return {
    compilerOptions: {
      target: 'es2022',
      lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable'],
      module: 'esnext',
      moduleResolution: 'bundler',
      types: ['jest', 'node'],
      paths: { [packageName]: ['./src/index.ts'], [`${packageName}/*`]: ['./src/*'] },
      strict: true,
      exactOptionalPropertyTypes: true,
      noFallthroughCasesInSwitch: true,
      noImplicitOverride: true,
      noImplicitReturns: true,
      noUncheckedIndexedAccess: true,
      allowImportingTsExtensions: true,
      erasableSyntaxOnly: true,
      isolatedModules: true,
      resolveJsonModule: true,
      skipLibCheck: true,
      noEmit: true,
    },
    include: ['src', 'tests', 'examples'],
  };
}

const TSCONFIG_BUILD = {
  extends: './tsconfig.json',
  compilerOptions: {
    types: ['node'],
    paths: {},
    rootDir: 'src',
    allowImportingTsExtensions: false,
    rewriteRelativeImportExtensions: true,
    declaration: true,
    noEmit: false,
  },
  include: ['src'],
};

function jestConfig(packageName: string): object {
  const escaped = packageName.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return {
    testEnvironment: 'node',
    testMatch: ['<rootDir>/tests/**/*.test.ts'],
    transform: { '^.+\\.(t|j)sx?$': ['@swc/jest', { sourceMaps: 'inline' }] },
    moduleNameMapper: {
      [`^${escaped}$`]: '<rootDir>/src/index.ts',
      [`^${escaped}/(.*)$`]: '<rootDir>/src/$1',
    },
  };
}

const BIOME = {
  files: { includes: ['src/**', 'tests/**/*.ts', 'examples/**'] },
  formatter: { indentStyle: 'space', lineWidth: 110 },
  javascript: { formatter: { quoteStyle: 'single' } },
  linter: {
    rules: {
      complexity: { useLiteralKeys: 'off', noBannedTypes: 'off' },
      style: { noNonNullAssertion: 'off', useTemplate: 'off' },
      suspicious: { noShadowRestrictedNames: 'off', noExplicitAny: 'off', noUnsafeDeclarationMerging: 'off' },
    },
  },
};

function license({ api }: LanguageInput): string {
  const { license: own } = api.settings;
  if (own.contents !== null) return own.contents;
  const holder = oneLine(api.organization.name) || 'the authors';
  if (own.spdx === 'Apache-2.0') return APACHE_2_0;
  if (own.spdx === 'MIT') return mit(holder);
  return `${own.name}\n\nCopyright ${holder}`;
}

function mit(holder: string): string {
  return `Copyright ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
}

function security({ api }: LanguageInput): Code {
  const { name, contact, securityContact, securityPolicyUrl, securityPolicyTerms } = api.organization;
  const to = securityContact ?? contact ?? '';
  return join(
    [
      code`# Security policy`,
      code`## Reporting a vulnerability`,
      to === ''
        ? code`Please report vulnerabilities to the maintainers of this repository in private, not in a public issue.`
        : code`Please report vulnerabilities in private, not in a public issue: ${prose(to)}.`,
      code`Say which version is affected, what an attacker can do, and how to reproduce it. You will hear back before anything is made public.`,
      securityPolicyUrl === null || securityPolicyUrl === ''
        ? null
        : code`${prose(name)} has a ${link('security policy', securityPolicyUrl)}.`,
      securityPolicyTerms === null ? null : prose(securityPolicyTerms),
    ],
    '\n\n',
  );
}

function contributing({ api, target }: LanguageInput): Code {
  const { mockServer } = api.settings;
  const { pack, add, publish } = packageManager(target);
  return join(
    [
      code`# Contributing`,
      code`
        Most of this repository is generated from an OpenAPI description by Kiln. Your changes to generated files are kept:
        they are merged with newly generated code, like branches in Git. If both change the same lines, the merge is a
        conflict that a person resolves; to avoid that, put custom code in files of its own if you can.
      `,
      code`The generator never changes \`src/lib/\` and \`examples/\`.`,
      code`## Setting up`,
      code`
        \`\`\`sh
        ./scripts/bootstrap   # install development dependencies
        ./scripts/lint        # types and style
        ./scripts/test        # ${mockServer ? code`all tests, against a mock server that the script starts` : code`all tests`}
        ./scripts/build       # the package, in dist/
        \`\`\`
      `,
      code`Arguments of \`./scripts/test\` are passed to Jest: \`./scripts/test tests/api-resources -t list\`.`,
      mockServer
        ? code`
        The tests call a mock server that validates requests against \`tests/openapi.json\`. Set \`TEST_API_BASE_URL\` to
        use another server. \`./scripts/mock\` runs only the mock server.
      `
        : null,
      code`## Trying changes in another project`,
      code`Run ${codeSpan(pack)} here, and ${codeSpan(`${add} /path/to/the.tgz`)} there. The package is ${codeSpan(target.packageName)}.`,
      code`## Releasing`,
      code`Set the version in \`package.json\` and \`src/version.ts\`, describe the changes in \`CHANGELOG.md\`, and run ${codeSpan(publish)}.`,
    ],
    '\n\n',
  );
}

function stats({ api, target }: LanguageInput): string {
  return [
    `configured_endpoints: ${api.configuredEndpoints}`,
    `openapi_spec_hash: ${target.descriptionMd5}`,
    `config_hash: ${target.configMd5}`,
  ].join('\n');
}

function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
}

export function httpUrl(url: string | null): string | null {
  if (url === null || url.trim() === '') return null;
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `https://${url}`;
  try {
    const parsed = new URL(whole);
    return /^https?:$/.test(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

function json(value: object): string {
  return JSON.stringify(value, null, 2);
}
