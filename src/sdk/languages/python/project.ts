import { mockFormats } from '../../api/forms.ts';
import { Code, code, type Part, source } from '../../code/code.ts';
import type { LanguageInput } from '../../language.ts';
import { licenseText } from '../license.ts';
import { writeApiMd } from './api-md.ts';
import type { FileWriter } from './files.ts';
import type { PythonNames } from './names.ts';
import { pyproject } from './pyproject.ts';
import { readme } from './readme.ts';
import type { ResourceContext } from './resources.ts';
import { writeTests } from './tests.ts';
import { oneLine } from './text.ts';
import type { TypeExport } from './types.ts';

/** Files beside the package. */
export function writeProject(
  input: LanguageInput,
  given: ResourceContext,
  exports: readonly TypeExport[],
): void {
  const { files, context } = given;
  const { names } = context;
  const { api, target } = input;
  files.text('pyproject.toml', pyproject(input, names));
  files.text('README.md', readme(input, given));
  writeApiMd(given, exports);
  writeTests(given);
  const license = licenseText(api.settings.license, api.organization.name);
  if (license !== null) files.raw('LICENSE', license.endsWith('\n') ? license : `${license}\n`);
  files.text('CHANGELOG.md', new Code('# Changelog\n'));
  files.text('SECURITY.md', security(input));
  files.text('CONTRIBUTING.md', contributing(names, api.settings.mockServer));
  files.text(
    '.gitignore',
    new Code(
      '.venv/\n__pycache__/\n*.py[cod]\n*.egg-info/\nbuild/\ndist/\n.pytest_cache/\n.ruff_cache/\n.mypy_cache/\n',
    ),
  );
  files.text(
    '.stats.yml',
    new Code(
      [
        `configured_endpoints: ${api.configuredEndpoints}`,
        `openapi_spec_hash: ${target.descriptionMd5}`,
        `config_hash: ${target.configMd5}`,
      ].join('\n'),
    ),
  );
  files.text('.github/workflows/ci.yml', CI);
  files.text(
    `src/${names.package}/lib/.keep`,
    new Code('# Put custom code of the package here. The generator never changes this folder.'),
  );
  files.text(
    'examples/.keep',
    new Code('# Put your own examples here. The generator never changes this folder.'),
  );
  if (api.settings.mockServer) {
    files.raw('tests/openapi.json', target.description);
    const formats = mockFormats(api);
    files.text('tests/mock.json', new Code(JSON.stringify(formats)));
  }
  writeScripts(files, api);
}

function writeScripts(files: FileWriter, api: LanguageInput['api']): void {
  const { settings } = api;
  const { arrays, objects, formArrays } = mockFormats(api);
  const script = (name: string, body: Code) =>
    files.text(
      `scripts/${name}`,
      code`
    #!/usr/bin/env bash
    set -euo pipefail
    cd "$(dirname "$0")/.."

    ${body}
  `,
      '100755',
    );
  script('bootstrap', source('uv sync --all-extras --group dev'));
  script('format', source('uv run ruff check --fix .\nuv run ruff format .'));
  script('lint', source('uv run ruff check .\nuv run basedpyright'));
  if (!settings.mockServer) {
    script('test', source('uv run pytest "$@"'));
    return;
  }
  script(
    'mock',
    code`
      # A server that answers as the API's description says, and checks requests against it.
      exec npx --yes @stdy/cli@0.22.1 tests/openapi.json --host 127.0.0.1 -p "\${PORT:-4010}" \\
          --validator-query-array-format=${new Code(arrays)} --validator-query-object-format=${new Code(objects)} \\
          --validator-form-array-format=${new Code(formArrays)} --validator-form-object-format=${new Code(objects)} \\
          "$@"
    `,
  );
  script(
    'test',
    source(
      '# The mock server of scripts/mock is to run, or TEST_API_BASE_URL to say where another one does.\nuv run pytest "$@"',
    ),
  );
}

function security({ api }: LanguageInput): Code {
  const { organization } = api;
  const contact = organization.securityContact ?? organization.contact;
  return new Code(
    [
      '# Security',
      '',
      'Please report security issues in private, not in a public issue or pull request, and give the maintainers time to',
      'fix them before you publish what you found.',
      ...(contact === null || contact === ''
        ? []
        : ['', `Write to ${oneLine(contact).replaceAll(/[<>`[\]()]/g, '')}.`]),
      ...(organization.securityPolicyTerms === null
        ? []
        : ['', oneLine(organization.securityPolicyTerms).replaceAll(/[<>`[\]]/g, '')]),
    ].join('\n'),
  );
}

function contributing(names: PythonNames, mockServer: boolean): Code {
  const mock = mockServer ? '\n./scripts/mock                      # in another terminal' : '';
  return new Code(`# Contributing

This package is generated from an API description. Your changes to generated files are kept: they are merged with newly
generated code. Put code of your own in \`src/${names.package}/lib/\` and \`examples/\`, which the generator never changes.

With [uv](https://docs.astral.sh/uv/) installed:

\`\`\`sh
./scripts/bootstrap                 # creates the virtual environment
./scripts/format
./scripts/lint${mock}
./scripts/test
uv build                            # wheel and source archive in dist/
\`\`\`
`);
}

const CI: Part = new Code(`name: CI
on:
  push:
  pull_request:

permissions:
  contents: read

jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: astral-sh/setup-uv@v6
      - run: ./scripts/bootstrap
      - run: ./scripts/lint
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: astral-sh/setup-uv@v6
      - run: uv build
`);
