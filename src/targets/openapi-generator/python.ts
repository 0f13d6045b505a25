import { type FileTree, file } from '../../git/store/file-tree.ts';
import type { CheckContext, CheckPlan, SdkContext, TargetDefinition } from '../definition.ts';
import {
  commonPostgen,
  commonProperties,
  httpUrl,
  oneOfByDiscriminator,
  repositoryUrl,
  titleOf,
} from '../files/common.ts';
import { removeMatching, textOf } from '../files/edit-tree.ts';
import { firstParagraph, lines, oneLine, shellWord, tomlString } from '../files/escape.ts';
import { coreVersion, identifier, snakeCase } from '../files/names.ts';
import { pythonProject } from '../files/python-project.ts';
import { pythonTest } from '../files/python-test.ts';

const LANGUAGE = 'python';

/** Python 3.10 and later, over urllib3 and pydantic. */
export const python: TargetDefinition = {
  name: 'python',
  language: LANGUAGE,
  defaultPackageName: (org, project) =>
    [snakeCase(org), snakeCase(project)].filter(Boolean).join('_') || 'api',
  properties: (sdk) => ({
    ...commonProperties(sdk),
    packageName: moduleName(sdk),
    projectName: sdk.packageName,
    packageVersion: pep440(sdk.packageVersion),
    packageUrl: repositoryUrl(sdk),
    ...oneOfByDiscriminator,
    ...sdk.options,
  }),
  postgen: (files, sdk) => postgen(files, sdk),
  checks: (sdk) => checks(sdk),
  packages: [
    { type: 'wheel', path: 'dist/*.whl', byUrl: true },
    { type: 'sdist', path: 'dist/*.tar.gz' },
  ],
  installCommand: (_sdk, git) => `pip install ${shellWord(`git+${git.cloneUrl}@${git.sha}`)}`,
};

/** The module to import, derived from the name of the distribution: `acme-petstore` → `acme_petstore`. */
export function moduleName(sdk: SdkContext): string {
  return sdk.options.packageName ?? identifier(snakeCase(sdk.packageName), 'api_');
}

/** A semantic version in the form of PEP 440: `1.2.0-beta.3` → `1.2.0b3`. */
export function pep440(version: string): string {
  const core = coreVersion(version);
  const pre = /^\d+\.\d+\.\d+-([0-9A-Za-z.-]+)/.exec(version)?.[1];
  if (pre === undefined) return core;
  const known = /^(alpha|a|beta|b|rc|pre|preview|dev)[.-]?(\d*)$/i.exec(pre);
  if (known === null)
    return `${core}.dev0+${pre.toLowerCase().replace(/[^a-z0-9]+/g, '.')}`.replace(/\.+$/, '');
  const [, word = '', number = ''] = known;
  const marks: Record<string, string> = {
    alpha: 'a',
    a: 'a',
    beta: 'b',
    b: 'b',
    rc: 'rc',
    pre: 'rc',
    preview: 'rc',
    dev: '.dev',
  };
  return `${core}${marks[word.toLowerCase()] ?? '.dev'}${number === '' ? '0' : String(Number(number))}`;
}

function postgen(files: FileTree, sdk: SdkContext): FileTree {
  const module = moduleName(sdk);
  const out = commonPostgen(files, sdk, {
    language: LANGUAGE,
    gitignore: [
      '__pycache__/',
      '*.py[cod]',
      '*.egg-info/',
      '.venv/',
      'build/',
      'dist/',
      '.pytest_cache/',
      '.ruff_cache/',
    ],
    readme: {
      install: `pip install ${shellWord(sdk.packageName)}`,
      usage: usage(files, module),
      codeFence: 'python',
    },
  });
  const dependencies = dependenciesOf(textOf(files, 'pyproject.toml') ?? '');
  removeMatching(out, /^(setup\.py|setup\.cfg|tox\.ini|requirements\.txt|test-requirements\.txt|test\/.*)$/);
  out.set('pyproject.toml', file(pyproject(sdk, module, dependencies)));
  out.set('tests/test_sdk.py', file(pythonTest(module)));
  return out;
}

function checks(sdk: CheckContext): CheckPlan {
  const { env, ...project } = pythonProject(sdk, '3.10');
  return {
    ...project,
    lint: [{ argv: ['.venv/bin/ruff', 'check', '--no-cache', '.'], env }],
    test: [{ argv: ['.venv/bin/python', '-m', 'pytest', '-q', '-p', 'no:cacheprovider'], env }],
    stages: [['lint', 'build', 'test']],
  };
}

/** The dependencies of the generated client, as declared by the generator. */
function dependenciesOf(generated: string): string[] {
  const block = /^dependencies = \[\n([\s\S]*?)^\]/m.exec(generated)?.[1] ?? '';
  return [...block.matchAll(/^\s*"([^"]+)",?\s*$/gm)].map((match) => match[1] ?? '').filter(Boolean);
}

function pyproject(sdk: SdkContext, module: string, dependencies: readonly string[]): string {
  const docs = httpUrl(sdk.docsUrl);
  const author = oneLine(sdk.organizationName);
  return lines([
    '[project]',
    `name = ${tomlString(sdk.packageName)}`,
    `version = ${tomlString(pep440(sdk.packageVersion))}`,
    `description = ${tomlString(firstParagraph(sdk.description, 200) || `Client of ${titleOf(sdk)}`)}`,
    'readme = "README.md"',
    ...(sdk.license === 'none'
      ? []
      : [`license = ${tomlString(sdk.license)}`, 'license-files = ["LICENSE"]']),
    ...(author === '' ? [] : [`authors = [{ name = ${tomlString(author)} }]`]),
    'requires-python = ">=3.10"',
    'dependencies = [',
    ...dependencies.map((dependency) => `  ${tomlString(dependency)},`),
    ']',
    '',
    '[project.urls]',
    `Repository = ${tomlString(repositoryUrl(sdk))}`,
    ...(docs === null ? [] : [`Documentation = ${tomlString(docs)}`]),
    '',
    '[dependency-groups]',
    'dev = ["pytest>=8,<10", "ruff>=0.12,<1"]',
    '',
    '[build-system]',
    'requires = ["setuptools>=77"]',
    'build-backend = "setuptools.build_meta"',
    '',
    '[tool.setuptools.packages.find]',
    `include = [${tomlString(module)}, ${tomlString(`${module}.*`)}]`,
    '',
    '[tool.setuptools.package-data]',
    `${module} = ["py.typed"]`,
    '',
    '[tool.pytest.ini_options]',
    'testpaths = ["tests"]',
    '',
    '[tool.ruff]',
    'line-length = 120',
    'extend-exclude = ["build", "dist"]',
    '',
    '[tool.ruff.lint]',
    '# Mistakes, not taste: the client is generated.',
    'select = ["E4", "E7", "E9", "F", "B", "PLE", "W6"]',
    'ignore = [',
    '  "B009",',
    '  "E713",',
    '  "E721", # types are compared, by design',
    '  "F401", # modules import what a template might need',
    '  "F811", # … and some of it twice',
    '  "F841",',
    '  "B006", # headers are copied before they are changed',
    '  "B904",',
    ']',
  ]);
}

function usage(files: FileTree, module: string): string {
  const init = textOf(files, `${module}/__init__.py`) ?? '';
  const api = /^from \S+ import (\w+Api) as/m.exec(init)?.[1] ?? 'DefaultApi';
  return lines([
    `import ${module}`,
    '',
    `configuration = ${module}.Configuration(access_token="...")`,
    `with ${module}.ApiClient(configuration) as client:`,
    `    api = ${module}.${api}(client)`,
  ]);
}
