import { type FileTree, file } from '../git/file-tree.ts';
import {
  commonPostgen,
  commonProperties,
  coreVersion,
  firstParagraph,
  httpUrl,
  identifier,
  lines,
  oneLine,
  oneOfByDiscriminator,
  removeMatching,
  repositoryUrl,
  shellWord,
  snakeCase,
  textOf,
  titleOf,
  tomlString,
} from './common.ts';
import type { CheckContext, CheckPlan, SdkContext, TargetDefinition } from './target.ts';

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

/** The module that a program imports, for the name of the distribution: `acme-petstore` → `acme_petstore`. */
export function moduleName(sdk: SdkContext): string {
  return sdk.options.packageName ?? identifier(snakeCase(sdk.packageName), 'api_');
}

/** A semantic version in the words of PEP 440: `1.2.0-beta.3` → `1.2.0b3`. */
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
  out.set('tests/test_sdk.py', file(test(module)));
  return out;
}

function checks(sdk: CheckContext): CheckPlan {
  const env = {
    UV_CACHE_DIR: `${sdk.cacheDir}/uv`,
    UV_NO_PROGRESS: '1',
    UV_PYTHON_DOWNLOADS: 'never',
    PYTHONDONTWRITEBYTECODE: '1',
  };
  return {
    tools: [
      {
        name: 'Python',
        command: 'python3',
        versionArgs: ['--version'],
        install: 'apt-get install python3',
        atLeast: '3.10',
      },
      { name: 'uv', command: 'uv', versionArgs: ['--version'], install: 'pip install uv', atLeast: '0.8' },
    ],
    prepare: [
      { argv: ['uv', 'venv', '--quiet', '--allow-existing', '--python', 'python3', '.venv'], env },
      { argv: ['uv', 'pip', 'install', '--python', '.venv', '--editable', '.', '--group', 'dev'], env },
    ],
    lint: [{ argv: ['.venv/bin/ruff', 'check', '--no-cache', '.'], env }],
    build: [{ argv: ['uv', 'build', '--python', 'python3', '--out-dir', 'dist'], env }],
    test: [{ argv: ['.venv/bin/python', '-m', 'pytest', '-q', '-p', 'no:cacheprovider'], env }],
    stages: [['lint', 'build', 'test']],
  };
}

/** What the generated client depends on, as the generator says it. */
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

function test(module: string): string {
  return `"""Tests of the client against a server on this machine."""

import importlib
import inspect
import json
import pkgutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pydantic
import pytest

import ${module} as sdk
import ${module}.api
from ${module}.api_client import ApiClient
from ${module}.configuration import Configuration
from ${module}.exceptions import ApiException

MODULES = sorted(m.name for m in pkgutil.walk_packages(sdk.__path__, sdk.__name__ + "."))
APIS = sorted(
    {value for _, value in inspect.getmembers(${module}.api, inspect.isclass) if hasattr(value, "__init__")},
    key=lambda api: api.__name__,
)
OPERATIONS = [
    pytest.param(api, name.removesuffix("_with_http_info"), id=f"{api.__name__}.{name.removesuffix('_with_http_info')}")
    for api in APIS
    for name, _ in inspect.getmembers(api, callable)
    if name.endswith("_with_http_info") and hasattr(api, name.removesuffix("_with_http_info"))
]


@pytest.fixture(scope="module")
def server():
    requests = []

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            requests.append((self.command, self.path))
            body = json.dumps({"message": "out of order"}).encode()
            self.send_response(503)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = do_TRACE = handle_any

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_address[1]}/base", requests
        http.shutdown()


@pytest.mark.parametrize("name", MODULES)
def test_imports(name):
    importlib.import_module(name)


@pytest.mark.parametrize("api, name", OPERATIONS)
def test_reports_a_failure(api, name, server):
    host, requests = server
    if "_hosts = [\\n" in inspect.getsource(getattr(api, f"_{name}_serialize")):
        pytest.skip("has a server of its own")
    configuration = Configuration(
        host=host, username="me", password="secret", access_token="token", retries=False
    )
    with ApiClient(configuration) as client:
        method = getattr(api(client), name)
        required = [
            parameter
            for parameter in inspect.signature(method).parameters.values()
            if parameter.default is inspect.Parameter.empty
            and parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
        ]
        for value in ("x", 1, True, "2024-01-02", "2024-01-02T03:04:05Z", "00000000-0000-4000-8000-000000000000"):
            requests.clear()
            try:
                with pytest.raises(ApiException) as failure:
                    method(**{p.name: b"x" if "bytes" in str(p.annotation) else value for p in required})
            except (pydantic.ValidationError, ValueError):
                continue
            if failure.value.status == 0 and not requests:
                pytest.skip("needs a body")
            assert failure.value.status == 503
            assert [path.startswith("/base/") for _, path in requests] == [True]
            return
        pytest.skip("needs more than plain values")
`;
}
