import { type FileTree, file, type TreeFile } from '../../../git/store/file-tree.ts';
import { mockFormats } from '../../api/forms.ts';
import { code, render } from '../../code/code.ts';
import { link, prose } from '../../code/markdown.ts';
import { licenseText } from '../license.ts';
import type { SdkPlan } from './sdk-plan.ts';

/** Files of an SDK's repository other than code. */
export function repositoryFiles(plan: SdkPlan): FileTree {
  const { input, api, module } = plan;
  const files = new Map<string, TreeFile>();
  const add = (name: string, text: string) => files.set(name, file(text));
  const addScript = (name: string, text: string) => files.set(name, file(text, '100755'));
  add('go.mod', `module ${module.path}\n\ngo 1.22\n`);
  add('internal/version.go', version(input.target.packageVersion));
  add('.gitignore', '.DS_Store\n*.test\n*.out\nvendor/\n.mock-server.log\n');
  add('.stats.yml', stats(plan));
  add('CONTRIBUTING.md', contributing(api.settings.mockServer));
  add('CHANGELOG.md', '# Changelog\n');
  add('SECURITY.md', security(plan));
  const license = licenseText(api.settings.license, api.organization.name);
  if (license !== null) add('LICENSE', `${license.trimEnd()}\n`);
  add('lib/.keep', 'Put custom code here. The generator never changes this folder.\n');
  add('examples/.keep', 'Put your own examples here. The generator never changes this folder.\n');
  add('.github/workflows/ci.yml', workflow(api.settings.mockServer));
  addScript('scripts/bootstrap', script('go mod download'));
  addScript('scripts/format', script('gofmt -w .'));
  addScript('scripts/lint', script('test -z "$(gofmt -l .)"\ngo vet ./...\ngo build ./...'));
  addScript('scripts/test', script(testCommand(api.settings.mockServer)));
  for (const [name, entry] of mockFiles(plan)) files.set(name, entry);
  return files;
}

/** The description and what starts a mock server of it. */
export function mockFiles(plan: SdkPlan): FileTree {
  if (!plan.api.settings.mockServer) return new Map();
  return new Map([
    ['scripts/mock', file(mockScript(plan), '100755')],
    ['scripts/mock.json', file(mockSettings(plan))],
    ['scripts/openapi.json', file(`${plan.input.target.description.trimEnd()}\n`)],
  ]);
}

function version(packageVersion: string): string {
  const text = /^[\w.+-]+$/.test(packageVersion) ? packageVersion : '0.0.0';
  return `// Package internal holds what the packages of this SDK share.
package internal

// PackageVersion is sent with each request.
const PackageVersion = "${text}" // x-release-please-version
`;
}

/** `.stats.yml` */
export function stats({ api, input }: SdkPlan): string {
  return `configured_endpoints: ${api.configuredEndpoints}
openapi_spec_hash: ${input.target.descriptionMd5}
config_hash: ${input.target.configMd5}
`;
}

/** A script that runs in the root of the repository. */
export function script(body: string): string {
  return `#!/usr/bin/env sh

set -eu
cd "$(dirname "$0")/.."

${body}
`;
}

/** The body of `scripts/test`. */
export function testCommand(mockServer: boolean): string {
  const server = '# The mock server that scripts/mock starts, unless TEST_API_BASE_URL names another one.\n';
  return `${mockServer ? server : ''}go test ./... "$@"`;
}

/** `scripts/mock`: a mock server that reads lists and objects as the SDK writes them. */
function mockScript({ api }: SdkPlan): string {
  const { arrays, objects, formArrays } = mockFormats(api);
  return script(`# Answers requests as the description says, on port 4010.
exec npx --yes @stdy/cli@0.22.1 --host 127.0.0.1 -p "\${PORT:-4010}" \\
  --validator-query-array-format=${arrays} --validator-query-object-format=${objects} \\
  --validator-form-array-format=${formArrays} --validator-form-object-format=${objects} \\
  "\${1:-scripts/openapi.json}"`);
}

/** `scripts/mock.json`: the same for whoever starts the mock server without the script. */
function mockSettings({ api }: SdkPlan): string {
  return `${JSON.stringify(mockFormats(api), null, 2)}\n`;
}

/** The lines of CONTRIBUTING.md about the tests' mock server. */
export function mockTexts(mockServer: boolean): Readonly<Record<'tools' | 'start' | 'skip', string>> {
  if (!mockServer) return { tools: '', start: '', skip: '' };
  return {
    tools: ' The tests call a mock server, which requires Node.js 20 or later.',
    start: './scripts/mock &\n',
    skip: '\nSet `SKIP_MOCK_TESTS=true` to run only the tests that need no mock server.\n',
  };
}

function contributing(mockServer: boolean): string {
  const { tools, start, skip } = mockTexts(mockServer);
  return `# Contributing

Most files are generated from an API description, and say so in their first line. Your changes to them are kept: they are
merged with newly generated code. The generator never changes \`lib/\` and \`examples/\`.

## Tools

Go 1.22 or later.${tools}

\`\`\`sh
./scripts/bootstrap
${start}./scripts/test
./scripts/lint
./scripts/format
\`\`\`
${skip}
## Use from a checkout

\`\`\`sh
go mod edit -replace MODULE=/path/to/this/checkout
\`\`\`
`;
}

/** `SECURITY.md` */
export function security({ api }: SdkPlan): string {
  const { organization } = api;
  const contact = organization.securityContact ?? organization.contact;
  const report =
    contact === null || contact.trim() === ''
      ? code`Report security problems to the maintainers of this repository, in private.`
      : code`Report security problems to ${/@/.test(contact) ? link(contact, `mailto:${contact}`) : prose(contact)}, in private.`;
  const policy =
    organization.securityPolicyUrl === null
      ? null
      : code`See also ${link('the security policy', organization.securityPolicyUrl)}.`;
  return `${render([code`# Security`, code``, report, policy])}\n`;
}

function workflow(mockServer: boolean): string {
  return `name: CI
on:
  push:
    branches-ignore: [generated]
  pull_request:

jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-go@v5
        with:
          go-version-file: go.mod
      - run: ./scripts/lint
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-go@v5
        with:
          go-version-file: go.mod
${mockServer ? MOCK_STEPS.node : ''}${mockServer ? MOCK_STEPS.start : ''}      - run: ./scripts/test
`;
}

/** Steps of a workflow that start the mock server. */
export const MOCK_STEPS = {
  node: `      - uses: actions/setup-node@v4
        with:
          node-version: 22
`,
  start: '      - run: ./scripts/mock &\n',
} as const;
