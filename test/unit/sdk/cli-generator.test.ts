import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { FileTree } from '../../../src/git/store/file-tree.ts';
import { generateSdk } from '../../../src/sdk/generate.ts';
import { cli } from '../../../src/sdk/languages/cli/index.ts';
import { needs } from '../../needs.ts';

const withGo = await needs('go');

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const PER_ENDPOINT = 'client_settings: { opts: {} }\nsettings: { per_endpoint_security: true }\n';

const make = (description: unknown, config = ''): FileTree => generated(description, config).files;

function generated(description: unknown, config: string) {
  return generateSdk(cli, {
    target: 'cli',
    project: 'shop',
    description: JSON.stringify(description),
    config,
    descriptionMd5: '',
    packageName: 'shop',
    packageVersion: '1.2.3',
    repository: { host: 'github.com', owner: 'acme', name: 'shop-cli', isProduction: false },
  });
}

const text = (files: FileTree, name: string): string => files.get(name)?.content.toString('utf8') ?? '';

const answer = (schema: object) => ({
  200: { description: 'ok', content: { 'application/json': { schema } } },
});

const SHOP = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  servers: [{ url: 'https://shop.example.com' }],
  paths: {
    '/orders/{orderId}/lines': {
      post: {
        operationId: 'addLine',
        summary: 'Add a line',
        parameters: [
          { name: 'orderId', in: 'path', required: true, schema: { type: 'string' } },
          {
            name: 'format',
            in: 'query',
            schema: { type: 'string', enum: ['long', 'short'], default: 'long' },
          },
          { name: 'X-Tags', in: 'header', schema: { type: 'array', items: { type: 'string' } } },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['productID', 'kind'],
                properties: {
                  productID: { type: 'integer' },
                  kind: { type: 'string', const: 'line' },
                  gift: { type: ['boolean', 'null'] },
                  address: {
                    type: 'object',
                    properties: { zipCode: { type: 'string' }, geo: { type: 'object' } },
                  },
                  either: { oneOf: [{ type: 'string' }, { type: 'string', enum: ['a'] }] },
                  mixed: { oneOf: [{ type: 'string' }, { type: 'integer' }] },
                },
              },
            },
          },
        },
        responses: answer({ type: 'object' }),
      },
    },
  },
};

const CONFIG = `resources:
  orders:
    subresources:
      line_items:
        methods:
          add: post /orders/{orderId}/lines
targets: { cli: {} }
`;

test('commands and flags are data, with names that are valid in a shell', () => {
  const files = make(SHOP, CONFIG);
  const commands = text(files, 'pkg/cmd/orders_line_items_commands.go');
  expect(commands).toContain('Name: "orders:line-items"');
  const flags = commands.split('\n').flatMap((line) => /^\s+\{(Name: .*)\},$/.exec(line)?.[1] ?? []);
  expect(flags).toEqual([
    'Name: "order-id", Wire: "orderId", In: "path", Type: cmdline.Text, Required: true',
    'Name: "format-param", Wire: "format", In: "query", Type: cmdline.Text, Values: []string{"long", "short"}, Default: "long"',
    'Name: "x-tags", Wire: "X-Tags", In: "header", Type: cmdline.Text, List: true',
    'Name: "product-id", Wire: "productID", In: "body", Type: cmdline.Integer, Required: true',
    'Name: "kind", Wire: "kind", In: "body", Type: cmdline.Text, Values: []string{"line"}, Constant: "\\"line\\""',
    'Name: "gift", Wire: "gift", In: "body", Type: cmdline.Boolean',
    'Name: "address", Wire: "address", In: "body", Type: cmdline.Any',
    'Name: "address.zip-code", Wire: "zipCode", Within: []string{"address"}, In: "body", Type: cmdline.Text',
    'Name: "either", Wire: "either", In: "body", Type: cmdline.Text, Values: []string{"a"}',
    'Name: "mixed", Wire: "mixed", In: "body", Type: cmdline.Any',
  ]);
  expect(text(files, 'go.mod')).toMatch(/^module github.com\/acme\/shop-cli\n/);
  // The client is that of the Go SDK, without methods, which the commands' data replaces.
  expect(text(files, 'internal/sdk/client.go')).toContain('func NewClient(');
  expect([...files.keys()].filter((name) => /^internal\/sdk\/.*_test\.go$/.test(name))).toEqual([]);
});

test('releases are for Linux, macOS and Windows, and text of the config file never becomes a template', () => {
  const config = `${CONFIG.replace('{}', '{ publish: { homebrew: { tap_repo: acme/tap, description: "{{ .Env.SECRET }}" } } }')}`;
  const releases = text(make(SHOP, config), '.goreleaser.yml');
  for (const word of ['linux', 'darwin', 'windows', 'owner: acme', 'name: tap'])
    expect(releases).toContain(word);
  expect(releases).not.toContain('{{ .Env');
});

const SDK = 'github.com/acme/pets-go/v2';
const onSdk = (version: string, more = '') =>
  `${CONFIG.replace('{}', `{ options: { go_sdk_package: ${SDK}, go_sdk_version: ${version} } }`)}${more}`;

test('a command line imports the Go SDK that the config file names with its version', () => {
  const { files, findings } = generated(SHOP, onSdk('2.3.4'));
  expect(findings).toEqual([]);
  expect(text(files, 'go.mod')).toMatch(
    /^require \(\n\tgithub\.com\/acme\/pets-go\/v2 v2\.3\.4\n\tgithub\.com\/goccy/m,
  );
  expect(text(files, 'pkg/cmd/client.go')).toContain(`\tsdk "${SDK}"\n\t"${SDK}/option"\n`);
  expect([...files.keys()].filter((name) => name.startsWith('internal/sdk/'))).toEqual([]);
});

test('a command line uses the names that the imported Go SDK has by its own options', () => {
  const go = ', go: { options: { client_name: ShopAPI, option_package_name: requestoption } } }';
  const targets = onSdk('2.3.4').replace(/(targets: \{.*) \}$/m, `$1${go}`);
  const client = text(generated(SHOP, targets).files, 'pkg/cmd/client.go');
  expect(client).toContain(`\tsdk "${SDK}"\n\toption "${SDK}/requestoption"\n`);
  expect(client).toContain('client := sdk.NewShopAPI(clientOptions(settings)...)');
});

test.each([
  ['whose version is not one', onSdk('latest'), /no path of a Go module and its version/],
  ['if its requests choose among credentials', onSdk('2.3.4', PER_ENDPOINT), /`per_endpoint_security`/],
])(
  'a command line contains its own client instead of a Go SDK %s, and a note says so',
  (_when, config, why) => {
    const { files, findings } = generated(SHOP, config);
    expect(findings).toMatchObject([
      { code: 'Cli/GoSdkNotUsed', level: 'note', message: expect.stringMatching(why) },
    ]);
    expect(files.has('internal/sdk/client.go')).toBe(true);
    expect(text(files, 'go.mod')).not.toContain('acme/pets-go');
  },
);

test('api.md lists every command with its operation', () => {
  expect(text(make(SHOP, CONFIG), 'api.md')).toBe(
    '# `orders:line-items`\n\n' +
      '- <code title="post /orders/{orderId}/lines">' +
      'shop orders:line-items add &lt;order-id&gt; --product-id integer [flags]</code>\n',
  );
});

const HOSTILE = [
  '"; panic(1); //',
  '`+panic(1)+`',
  '\n\nfunc init() {}\n',
  '{{.}} $(x) %s',
  '\u2028\u0000a\\',
  '...',
  '价',
];

withGo.test('the same input gives the same gofmt-formatted files, whatever the texts', () => {
  const description = {
    ...SHOP,
    info: { title: HOSTILE[0], description: HOSTILE.join('\n'), version: '1' },
    paths: Object.fromEntries(
      HOSTILE.map((words, index) => [
        `/things/${index}/{id}`,
        {
          get: {
            operationId: words,
            tags: [words],
            summary: words,
            description: words,
            parameters: [
              { name: 'id', in: 'path', required: true, schema: { type: 'string' }, description: words },
              {
                name: words,
                in: 'query',
                schema: { type: 'string', default: words, enum: HOSTILE },
                description: words,
              },
            ],
            responses: answer({ type: 'object' }),
          },
        },
      ]),
    ),
  };
  const [files, again] = [make(description), make(description)];
  expect([...files].map(([name, { content }]) => [name, String(content)])).toEqual(
    [...again].map(([name, { content }]) => [name, String(content)]),
  );
  const folder = mkdtempSync(path.join(tmpdir(), 'kiln-cli-'));
  folders.push(folder);
  for (const [name, { content }] of files) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  expect(execFileSync('gofmt', ['-l', '.'], { cwd: folder, encoding: 'utf8' })).toBe('');
  for (const [name, { content }] of files) {
    const code = String(content).replaceAll(/"(?:\\.|[^"\\])*"/g, '""');
    if (name.startsWith('pkg/cmd/')) expect(code, name).not.toContain('panic(1)');
  }
});
