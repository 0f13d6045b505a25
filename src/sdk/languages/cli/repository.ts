import { dump } from 'js-yaml';
import { type FileTree, file, type TreeFile } from '../../../git/store/file-tree.ts';
import type { Json } from '../../api/types.ts';
import {
  MOCK_STEPS,
  mockFiles,
  mockTexts,
  script,
  security,
  stats,
  testCommand,
} from '../go/render-repository.ts';
import type { CliPlan } from './plan.ts';

/** Files of a command line's repository other than code. */
export function repositoryFiles(plan: CliPlan): FileTree {
  const { api, program } = plan;
  const { mockServer } = api.settings;
  const files = new Map<string, TreeFile>();
  const add = (name: string, text: string) => files.set(name, file(text));
  const addScript = (name: string, text: string) => files.set(name, file(script(text), '100755'));
  add('.gitignore', `.DS_Store\n*.test\n/dist/\n/${program}\n/${program}.exe\n.mock-server.log\n`);
  add('.goreleaser.yml', releases(plan));
  add('.stats.yml', stats(plan.sdk));
  add('CONTRIBUTING.md', contributing(plan));
  add('CHANGELOG.md', '# Changelog\n');
  add('SECURITY.md', security(plan.sdk));
  if (api.settings.license.contents !== null) add('LICENSE', `${api.settings.license.contents.trimEnd()}\n`);
  add('.github/workflows/ci.yml', ciWorkflow(mockServer));
  add('.github/workflows/release.yml', releaseWorkflow());
  for (const [name, entry] of mockFiles(plan.sdk)) files.set(name, entry);
  addScript('scripts/bootstrap', plan.sdkModule === null ? 'go mod download' : 'go mod tidy');
  addScript('scripts/format', 'gofmt -w .');
  addScript('scripts/lint', 'test -z "$(gofmt -l .)"\ngo vet ./...\ngo build ./...');
  addScript('scripts/build', `go build -trimpath -o dist/ ./cmd/${program}`);
  addScript('scripts/test', testCommand(mockServer));
  return files;
}

/** `.goreleaser.yml`: archives for Linux, macOS and Windows, with the manual and completions. */
function releases({ program, input, title, sdkModule }: CliPlan): string {
  const homebrew = mapOf(input.target.publish.homebrew);
  const tap = textOf(homebrew?.tap_repo);
  const [owner, name] = tap?.split('/') ?? [];
  const run = (args: string) => `go run ./cmd/${program} ${args}`;
  const completions = { bash: 'bash', zsh: 'zsh', fish: 'fish', powershell: 'ps1' };
  const config = {
    version: 2,
    project_name: program,
    before: {
      hooks: [
        ...(sdkModule === null ? [] : ['go mod tidy']),
        'mkdir -p completions manpages',
        ...Object.entries(completions).map(
          ([shell, ending]) => `sh -c '${run(`@completion ${shell}`)} > completions/${program}.${ending}'`,
        ),
        run('@manpages manpages'),
      ],
    },
    builds: [
      {
        id: program,
        main: `./cmd/${program}`,
        binary: program,
        env: ['CGO_ENABLED=0'],
        flags: ['-trimpath'],
        ldflags: ['-s -w'],
        goos: ['linux', 'darwin', 'windows'],
        goarch: ['amd64', 'arm64'],
      },
    ],
    archives: [
      {
        formats: ['tar.gz'],
        format_overrides: [{ goos: 'windows', formats: ['zip'] }],
        files: ['README.md', 'LICENSE*', 'completions/*', 'manpages/*'],
      },
    ],
    checksum: { name_template: 'checksums.txt' },
    ...(owner === undefined || name === undefined
      ? {}
      : {
          homebrew_casks: [
            {
              name: program,
              description: textOf(homebrew?.description) ?? title,
              ...(textOf(homebrew?.homepage) === null ? {} : { homepage: textOf(homebrew?.homepage) }),
              repository: { owner, name },
              completions: {
                bash: `completions/${program}.bash`,
                zsh: `completions/${program}.zsh`,
                fish: `completions/${program}.fish`,
              },
            },
          ],
        }),
  };
  // Texts of a config file are no templates of goreleaser's.
  return dump(JSON.parse(JSON.stringify(config).replaceAll('{{', '{ {')), { lineWidth: 120, noRefs: true });
}

function mapOf(value: Json | undefined): { readonly [name: string]: Json } | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : null;
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function contributing({ api, sdkModule }: CliPlan): string {
  const { tools, start, skip } = mockTexts(api.settings.mockServer);
  const client =
    sdkModule === null
      ? "- `internal/sdk/` is the client of the API's Go SDK: options, authentication, retries."
      : `- The client is that of the Go SDK, \`${sdkModule.path}\` ${sdkModule.version}. \`scripts/bootstrap\` puts its sums into \`go.sum\`; commit them.`;
  return `# Contributing

Most files here are generated from an API description, and say so in their first line. Changes that you make in them are
kept: they are merged into what is generated next.

- \`cmd/\` is the program's entry, \`pkg/cmd/\` its commands as data.
- \`internal/cmdline/\` parses, sends and prints; it is the same for every API.
${client}

## Tools

Go 1.23 or later.${tools}

\`\`\`sh
./scripts/bootstrap
${start}./scripts/test
./scripts/lint
./scripts/build
\`\`\`
${skip}
## Releases

A tag \`v1.2.3\` starts the workflow \`release\`, which builds with \`.goreleaser.yml\` for Linux, macOS and Windows.
`;
}

function ciWorkflow(mockServer: boolean): string {
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
      - run: ./scripts/bootstrap
      - run: ./scripts/lint
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-go@v5
        with:
          go-version-file: go.mod
${mockServer ? MOCK_STEPS.node : ''}      - run: ./scripts/bootstrap
${mockServer ? MOCK_STEPS.start : ''}      - run: ./scripts/test
`;
}

function releaseWorkflow(): string {
  return `name: Release
on:
  push:
    tags: ['v*']

permissions:
  contents: write

jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      - uses: actions/setup-go@v5
        with:
          go-version-file: go.mod
      - uses: goreleaser/goreleaser-action@v6
        with:
          version: '~> v2'
          args: release --clean
        env:
          GITHUB_TOKEN: \${{ secrets.GITHUB_TOKEN }}
`;
}
