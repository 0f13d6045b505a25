import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { FileTree } from '../../../src/git/store/file-tree.ts';
import { generateSdk } from '../../../src/sdk/generate.ts';
import { go } from '../../../src/sdk/languages/go/index.ts';
import { needs } from '../../needs.ts';

const withGo = await needs('go');

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const HOSTILE = [
  '"; panic(1); //',
  '`+panic(1)+`',
  '*/ panic(1) /*',
  '\n\nfunc init() { panic(1) }\n',
  '//go:build ignore',
  '+build ignore',
  '\u2028func init() {}\u0000\ufeff',
  'a\\',
  '%s %d {id}',
  '价格 größe 😀',
  'x'.repeat(300),
];

function hostileDescription() {
  const properties = Object.fromEntries(HOSTILE.map((text) => [text, { type: 'string', description: text }]));
  const schema = {
    type: 'object',
    description: HOSTILE.join('\n'),
    required: [HOSTILE[0]],
    properties: {
      ...properties,
      kind: { type: 'string', enum: [...HOSTILE, 'type', 'func', ''] },
      type: { type: 'string' },
      self: { $ref: '#/components/schemas/Hostile' },
      either: {
        oneOf: [
          { type: 'string' },
          { type: 'array', items: { type: 'integer' } },
          { $ref: '#/components/schemas/Hostile' },
        ],
      },
    },
  };
  return {
    openapi: '3.1.0',
    info: { title: HOSTILE[0], description: HOSTILE.join('\n'), version: '1' },
    servers: [{ url: 'https://example.com/v1' }],
    components: { schemas: { Hostile: schema } },
    paths: Object.fromEntries(
      HOSTILE.slice(0, 5).map((text, index) => [
        `/things/${index}/{id}`,
        {
          post: {
            operationId: `op ${text}`,
            summary: text,
            description: text,
            deprecated: true,
            parameters: [
              { name: 'id', in: 'path', required: true, schema: { type: 'string' }, description: text },
              { name: text, in: 'query', schema: { type: 'string', default: text }, description: text },
              { name: 'X-Ok', in: 'header', schema: { type: 'string', enum: [text] } },
            ],
            requestBody: { content: { 'application/json': { schema } } },
            responses: {
              200: {
                description: text,
                content: { 'application/json': { schema: { $ref: '#/components/schemas/Hostile' } } },
              },
            },
          },
        },
      ]),
    ),
  };
}

function make(description: unknown, config: string): FileTree {
  return generateSdk(go, {
    target: 'go',
    project: 'hostile',
    description: JSON.stringify(description),
    config,
    descriptionMd5: '',
    packageName: 'hostile',
    packageVersion: '1.0.0',
    repository: { host: 'github.com', owner: 'acme', name: 'hostile-go', isProduction: false },
  }).files;
}

function write(files: FileTree): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'kiln-go-'));
  folders.push(folder);
  for (const [name, { content }] of files) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

const STYLES = [
  ['v2', ''],
  ['v1', 'targets: { go: { options: { enable_v2: false } } }\n'],
] as const;

test.each(STYLES)('generates the same files each time (%s)', (_style, config) => {
  const [first, second] = [make(hostileDescription(), config), make(hostileDescription(), config)];
  expect([...first].map(([name, { content }]) => [name, content.toString()])).toEqual(
    [...second].map(([name, { content }]) => [name, content.toString()]),
  );
});

withGo.test.each(STYLES)(
  'keeps hostile text out of code, and lays code out as gofmt does (%s)',
  (_style, config) => {
    const folder = write(make(hostileDescription(), config));
    expect(execFileSync('gofmt', ['-l', '.'], { cwd: folder, encoding: 'utf8' })).toBe('');
    const program = mkdtempSync(path.join(tmpdir(), 'kiln-go-parse-'));
    folders.push(program);
    writeFileSync(path.join(program, 'main.go'), PARSER);
    const seen = execFileSync('go', ['run', path.join(program, 'main.go'), folder], {
      encoding: 'utf8',
      env: { ...process.env, GO111MODULE: 'off' },
    });
    const { calls, inits, literals } = JSON.parse(seen) as {
      calls: string[];
      inits: number;
      literals: string[];
    };
    expect(calls.filter((name) => name === 'panic')).toEqual([]);
    expect(inits).toBeLessThan(20);
    // The names of properties are unchanged.
    for (const text of HOSTILE.slice(0, 4))
      expect(literals.some((literal) => literal.includes(text))).toBe(true);
  },
  60_000,
);

/** Lists the called functions, the `init` functions and the values of string literals. */
const PARSER = `package main

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
)

func main() {
	out := struct {
		Calls    []string \`json:"calls"\`
		Inits    int      \`json:"inits"\`
		Literals []string \`json:"literals"\`
	}{}
	generated := func(path string) bool { return filepath.Dir(path) == os.Args[1] && !strings.HasSuffix(path, "field.go") }
	filepath.Walk(os.Args[1], func(path string, info os.FileInfo, err error) error {
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			panic(err)
		}
		if !generated(path) {
			return nil
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if name, ok := n.Fun.(*ast.Ident); ok {
					out.Calls = append(out.Calls, name.Name)
				}
			case *ast.FuncDecl:
				if n.Name.Name == "init" {
					out.Inits++
				}
			case *ast.Field:
				if n.Tag != nil {
					tag, _ := strconv.Unquote(n.Tag.Value)
					for _, key := range []string{"json", "query"} {
						text := reflect.StructTag(tag).Get(key)
						out.Literals = append(out.Literals, strings.ReplaceAll(strings.ReplaceAll(text, "\\\\,", ","), "\\\\\\\\", "\\\\"))
					}
				}
			case *ast.BasicLit:
				if n.Kind == token.STRING {
					text, _ := strconv.Unquote(n.Value)
					out.Literals = append(out.Literals, text)
				}
			}
			return true
		})
		return nil
	})
	json.NewEncoder(os.Stdout).Encode(out)
}
`;

const SHOP = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  servers: [{ url: 'https://shop.example.com' }],
  components: { schemas: { Client: { type: 'object', properties: { id: { type: 'string' } } } } },
  paths: {
    '/ping': { get: { operationId: 'ping', responses: { 204: { description: 'ok' } } } },
    '/clients': {
      get: {
        operationId: 'list_clients',
        responses: {
          200: {
            description: 'ok',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Client' } } },
          },
        },
      },
    },
  },
};

const shopConfig = (options: string) => `targets: { go: { options: ${options} } }
environments: { production: https://shop.example.com, sandbox: https://sandbox.example.com }
resources:
  $client: { methods: { ping: get /ping } }
  clients: { models: { client: Client }, methods: { list: get /clients } }
readme: { example_requests: { default: { type: request, endpoint: get /clients } } }
`;

const codeOf = (files: FileTree) =>
  [...files].flatMap(([name, { content }]) => (/\.(go|md)$/.test(name) ? [content.toString()] : [])).join('');

test.each(STYLES)('client_name renames the client and its constructor everywhere (%s)', (style) => {
  const options = `{ enable_v2: ${style === 'v2'}, client_name: ShopAPI }`;
  const files = make(SHOP, shopConfig(options));
  const client = files.get('client.go')?.content.toString() ?? '';
  expect(client).toContain(
    '// ShopAPI calls the API Shop. It is made by [NewShopAPI].\ntype ShopAPI struct {',
  );
  expect(client).toContain(
    `func NewShopAPI(opts ...option.RequestOption) (r ${style === 'v1' ? '*' : ''}ShopAPI) {`,
  );
  expect(client).toContain('func (r *ShopAPI) Ping(');
  expect(files.get('README.md')?.content.toString()).toContain('hostile.NewShopAPI(');
  expect(codeOf(files)).not.toMatch(/\bNewClient\b|\*Client\) Execute/);
  // The name is free for a model.
  expect(files.get('client.go')?.content.toString()).not.toContain('type Client ');
  expect(codeOf(files)).toMatch(/\ntype Client struct \{/);
});

test.each([
  ['shop client', 'ShopClient'],
  ['Error', 'ErrorClient'],
  ['File', 'FileClient'],
  ['""', 'Client'],
])('a client_name that Go does not take or that the SDK uses otherwise is adapted: %s', (given, type) => {
  const files = make(SHOP, shopConfig(`{ client_name: ${given} }`));
  expect(files.get('client.go')?.content.toString()).toContain(`func New${type}(`);
});

test.each(STYLES)(
  'a number or a flag of the client that no request carries imports nothing (%s)',
  (style) => {
    const opts = 'client_settings: { opts: { retries_per_host: { type: integer, nullable: true } } }';
    const files = make(SHOP, `${opts}\n${shopConfig(`{ enable_v2: ${style === 'v2'} }`)}`);
    const options = files.get('option/client.go')?.content.toString() ?? '';
    expect(options).toContain('func WithRetriesPerHost(value int64) RequestOption {');
    expect(options).not.toContain('"fmt"');
  },
);
