import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { FileTree } from '../../../../src/git/store/file-tree.ts';
import { generateSdk } from '../../../../src/sdk/generate.ts';
import { typescript } from '../../../../src/sdk/languages/typescript/index.ts';
import { skeleton } from './skeleton.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kiln-typescript-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Harmless in one run, and hostile in another. */
const PAYLOADS = [
  `*/ evil(); /*`,
  `'; evil(); '`,
  '`; evil(); `${evil()}',
  '\n// evil\nevil();\n',
  '\u2028evil();\u2028',
  '\\',
  '</code><script>evil()</script>',
];

function sdkOf(description: object, config = ''): FileTree {
  return generateSdk(typescript, {
    target: 'typescript',
    project: 'petstore',
    description: JSON.stringify(description),
    config,
    descriptionMd5: '0',
    packageName: '@acme/petstore',
    packageVersion: '1.2.3',
    repository: { host: 'github.com', owner: 'acme', name: 'petstore', isProduction: true },
  }).files;
}

/** A description with `text` in every place that is not a name. */
function saying(text: string): object {
  const schema = {
    type: 'object',
    title: 'Pet',
    description: text,
    required: ['id'],
    properties: {
      id: { type: 'string', description: text, example: text, deprecated: true },
      kind: { type: 'string', enum: [text, 'cat'] },
      fixed: { const: text },
      tags: {
        type: 'array',
        items: { type: 'object', properties: { label: { type: 'string', default: text } } },
      },
    },
  };
  return {
    openapi: '3.1.0',
    info: { title: text, description: text, version: '1' },
    servers: [{ url: 'https://example.com/v1' }],
    paths: {
      '/pets/{id}': {
        post: {
          operationId: 'createPet',
          tags: ['pets'],
          summary: text,
          description: text,
          deprecated: true,
          parameters: [
            { name: 'id', in: 'path', required: true, description: text, schema: { type: 'string' } },
            { name: 'X-Trace', in: 'header', description: text, schema: { type: 'string', example: text } },
            { name: 'limit', in: 'query', description: text, schema: { type: 'integer' } },
          ],
          requestBody: { required: true, content: { 'application/json': { schema } } },
          responses: { 200: { description: text, content: { 'application/json': { schema } } } },
        },
      },
    },
  };
}

const LONG = 'x'.repeat(300);

/** Names that collide, or are reserved, long, empty or in other scripts. */
const NAMES = [
  'delete',
  'constructor',
  '__proto__',
  'get',
  'baseURL',
  'class',
  'a-b',
  'a_b',
  'aB',
  'A B',
  '2fa',
  LONG,
  `${LONG}y`,
  '名前',
  'größe',
  '',
  '$',
  '🐶',
  'Array',
  'Response',
  'options',
  'params',
  'toString',
];

function named(names: readonly string[]): object {
  const properties = Object.fromEntries(
    names.map((name) => [name, { type: 'object', properties: { a: { type: 'string' } } }]),
  );
  const entries = names.map((name, index) => [
    `/r${index}/{id}`,
    {
      get: {
        operationId: name,
        tags: [name],
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
          ...(index > 0 ? [] : names).map((parameter) => ({
            name: parameter || 'empty',
            in: 'query',
            schema: { type: 'string' },
          })),
        ],
        responses: {
          200: {
            description: '',
            content: { 'application/json': { schema: { type: 'object', properties } } },
          },
        },
      },
    },
  ]);
  return {
    openapi: '3.1.0',
    info: { title: 'Names', version: '1' },
    servers: [{ url: 'https://example.com' }],
    paths: Object.fromEntries(entries),
  };
}

const PETS = {
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1' },
  paths: {
    '/pets': {
      get: {
        parameters: ['cursor', 'limit'].map((name) => ({ name, in: 'query', schema: { type: 'string' } })),
        responses: {
          200: {
            description: '',
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: {
                    data: { type: 'array', items: { $ref: '#/components/schemas/Pet' } },
                    next: { type: 'string' },
                  },
                },
              },
            },
          },
        },
      },
      post: {
        requestBody: {
          content: {
            'multipart/form-data': {
              schema: {
                type: 'object',
                required: ['photo'],
                properties: { photo: { type: 'string', format: 'binary' }, name: { type: 'string' } },
              },
            },
          },
        },
        responses: { 204: { description: '' } },
      },
    },
    '/ask': {
      post: {
        requestBody: {
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['q'],
                properties: { q: { type: 'string' }, stream: { type: 'boolean' } },
              },
            },
          },
        },
        responses: {
          200: {
            description: '',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Pet: {
        type: 'object',
        required: ['id'],
        properties: {
          id: { type: 'string' },
          parent: { $ref: '#/components/schemas/Pet' },
          toy: {
            anyOf: [
              { type: 'object', title: 'Ball', properties: { r: { type: 'number' } } },
              { type: 'null' },
            ],
          },
        },
      },
    },
  },
};

const PETS_CONFIG = `
organization: { name: acme }
environments: { production: https://example.com, sandbox: https://sandbox.example.com }
client_settings:
  opts:
    api_key: { type: string, nullable: true, read_env: ACME_KEY, auth: { security_scheme: Key } }
    retries: { type: integer, nullable: false, default: 3, send_in_header: X-Retries }
security: [{ Key: [] }]
security_schemes: { Key: { type: http, scheme: bearer } }
pagination:
  - name: cursor_page
    type: cursor
    request:
      cursor: { type: string, x-stainless-pagination-property: { purpose: next_cursor_param } }
    response:
      data: { type: array, items: {}, x-stainless-pagination-property: { purpose: items } }
      next: { type: string, x-stainless-pagination-property: { purpose: next_cursor_field } }
resources:
  pets:
    models: { pet: Pet }
    methods:
      list: get /pets
      create: post /pets
      ask: { endpoint: post /ask, streaming: { param_discriminator: stream, stream_event_model: pets.pet } }
`;

const USE = `
import Acme, { toFile } from './src/index.ts';
const client = new Acme({ apiKey: null, environment: 'sandbox' });
export async function use(): Promise<string | undefined> {
  for await (const pet of client.pets.list({ limit: '2' })) if (pet.toy) return pet.id;
  const page: Acme.PetsCursorPage = await client.pets.list();
  await client.pets.create({ photo: await toFile(new Uint8Array()) });
  const answer: Acme.Pet = await client.pets.ask({ q: 'x' });
  for await (const event of await client.pets.ask({ q: 'x', stream: true })) return event.parent?.id;
  // @ts-expect-error a required parameter is missing
  await client.pets.ask({});
  const toy: Acme.Pet.Toy | null | undefined = answer.toy;
  return page.next ?? String(toy?.r);
}
`;

describe('TypeScript SDKs', () => {
  it.each(PAYLOADS)('text never becomes code: %j', (payload) => {
    const config = 'organization: { name: acme }';
    const plain = sdkOf(saying('plain'), config);
    const hostile = sdkOf(saying(payload), config);
    expect([...hostile.keys()]).toEqual([...plain.keys()]);
    for (const [name, { content }] of hostile) {
      if (!name.endsWith('.ts')) continue;
      expect(skeleton(content.toString()), name).toBe(skeleton(plain.get(name)?.content.toString() ?? ''));
    }
  });

  it('the same input gives the same bytes', () => {
    expect(sdkOf(PETS, PETS_CONFIG)).toEqual(sdkOf(PETS, PETS_CONFIG));
  });

  it('names stay the same when an operation is added elsewhere', () => {
    const [before, after] = [sdkOf(named(NAMES.slice(0, -1))), sdkOf(named(NAMES))];
    const classes = (files: FileTree) =>
      [...files]
        .filter(([name]) => /^src\/resources\/[^/]+\.ts$/.test(name) && !name.endsWith('/index.ts'))
        .map(([name]) => name);
    expect(classes(after)).toEqual(expect.arrayContaining(classes(before)));
  });

  it('tests `..` as an argument only where it would lead elsewhere', () => {
    const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
    const get = { tags: ['pets'], parameters: [id], responses: { 200: { description: 'ok' } } };
    const paths = { '/pets/{id}.json': { get }, '/pets/{id}/toys': { get: { ...get, operationId: 'toys' } } };
    const files = sdkOf({ openapi: '3.0.3', info: { title: 'Pets', version: '1' }, paths });
    const tests = [...files].filter(([name]) => name.startsWith('tests/api-resources/'));
    expect(
      tests
        .map(([, { content }]) => content.toString())
        .join('')
        .match(/\w+\('\.\.'\)/g),
    ).toHaveLength(1);
  });

  it.each([
    ['application/x-www-form-urlencoded', 'repeat'],
    ['multipart/form-data', 'brackets'],
  ])('the mock server takes lists in %s as the SDK sends them: %s', (type, formArrays) => {
    const tags = { type: 'array', items: { type: 'string' } };
    const content = { [type]: { schema: { type: 'object', properties: { tags } } } };
    const post = { tags: ['pets'], requestBody: { content }, responses: { 200: { description: 'ok' } } };
    const files = sdkOf({
      openapi: '3.0.3',
      info: { title: 'Pets', version: '1' },
      paths: { '/pets': { post } },
    });
    expect(JSON.parse(String(files.get('tests/mock.json')?.content))).toMatchObject({
      arrays: 'comma',
      formArrays,
    });
  });

  it('the test of required params sends one of several sets of properties that the body requires', () => {
    const properties = { kind: { type: 'string' }, id: { type: 'integer' }, name: { type: 'string' } };
    const either = { oneOf: [{ required: ['id'] }, { required: ['name'] }] };
    const content = { 'application/json': { schema: { type: 'object', properties, ...either } } };
    const files = sdkOf(
      {
        openapi: '3.0.3',
        info: { title: 'Pets', version: '1' },
        paths: { '/pets': { post: { requestBody: { content }, responses: { 200: jsonOf({}) } } } },
      },
      'resources: { pets: { methods: { add: post /pets } } }',
    );
    expect(String(files.get('tests/api-resources/pets.test.ts')?.content)).toContain(
      'client.pets.add({ id: 0 })',
    );
  });

  it('the test of required params sends what the first variant of a union requires', () => {
    const variant = (kind: string, own: string) => ({
      type: 'object',
      required: ['kind', own],
      properties: { kind: { const: kind }, [own]: { type: 'string' }, note: { type: 'string' } },
    });
    const schema = { oneOf: [variant('card', 'token'), variant('transfer', 'iban')] };
    const post = {
      tags: ['payments'],
      operationId: 'createPayment',
      requestBody: { required: true, content: { 'application/json': { schema } } },
      responses: { 200: { description: 'ok' } },
    };
    const files = sdkOf({
      openapi: '3.0.3',
      info: { title: 'Pay', version: '1' },
      paths: { '/payments': { post } },
    });
    const tests = [...files].filter(([file]) => file.startsWith('tests/api-resources/'));
    const text = tests
      .map(([, { content }]) => String(content))
      .join('')
      .replaceAll(/\s+/g, ' ');
    expect(text).toMatch(/only required params'.*?create\(\{ kind: 'card', token: 'token' \}\)/);
  });

  it('compile in strict mode, whatever names they have, and their callers too', () => {
    write('hostile', sdkOf(saying(PAYLOADS.join(' '))));
    write('names', sdkOf(named(NAMES)));
    const within = sdkOf(WITHIN);
    expect(String(within.get('src/resources/memos.ts')?.content)).toContain(
      'memo?: MemoRetrieveResponse.Memo.Memo;',
    );
    write('within', within);
    write('pets', sdkOf(PETS, PETS_CONFIG));
    writeFileSync(path.join(folder, 'pets', 'use.ts'), USE);
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
    const tsc = path.resolve('node_modules/typescript/bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });
});

/** Types within types of the same name, and of the name of the whole. */
const WITHIN = {
  openapi: '3.1.0',
  info: { title: 'Memos', version: '1' },
  paths: {
    '/memos': {
      get: {
        responses: {
          200: {
            description: 'ok',
            content: {
              'application/json': {
                schema: inside('memo', inside('memo', inside('memo_retrieve_response', { type: 'string' }))),
              },
            },
          },
        },
      },
    },
  },
};

function inside(name: string, schema: object): object {
  return { type: 'object', properties: { [name]: schema } };
}

const TSCONFIG = {
  compilerOptions: {
    target: 'es2022',
    lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable'],
    module: 'esnext',
    moduleResolution: 'bundler',
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noImplicitOverride: true,
    erasableSyntaxOnly: true,
    isolatedModules: true,
    allowImportingTsExtensions: true,
    noEmit: true,
  },
  include: ['*/src', '*/use.ts'],
};

function write(name: string, files: FileTree): void {
  for (const [file, { content }] of files) {
    if (!file.startsWith('src/')) continue;
    const target = path.join(folder, name, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
}

describe('package_manager', () => {
  const textOf = (config: string, name: string) =>
    sdkOf(saying('pets'), config).get(name)?.content.toString() ?? '';
  const configOf = (name: string) => `targets: { typescript: { options: { package_manager: ${name} } } }`;

  it.each([
    ['pnpm', /^pnpm@10\./, 3],
    ['yarn', /^yarn@1\./, 0],
  ])('is the one of scripts, workflow and package.json (%s)', (name, pinned, setups) => {
    const config = configOf(name);
    expect(textOf(config, 'scripts/bootstrap')).toContain(`\n${name} install --ignore-scripts\n`);
    // Kiln's own checks run this by npm.
    expect(textOf(config, 'scripts/lint')).toContain('\nnode_modules/.bin/tsc\n');
    expect(textOf(config, 'CONTRIBUTING.md')).toContain(`Run \`${name} pack\` here`);
    expect(JSON.parse(textOf(config, 'package.json'))).toMatchObject({
      packageManager: expect.stringMatching(pinned),
    });
    const steps = textOf(config, '.github/workflows/ci.yml').match(/^ {6}- uses: pnpm\/action-setup/gm) ?? [];
    expect(steps).toHaveLength(setups);
  });

  it('is npm by default, and instead of one that is not supported', () => {
    for (const config of ['', configOf('bun')]) {
      expect(textOf(config, 'scripts/bootstrap')).toContain('\nnpm install --ignore-scripts\n');
      expect(textOf(config, 'package.json')).not.toContain('packageManager');
    }
  });
});

it('types of options and classes of pages are spaced as anyone would write them', () => {
  const files = sdkOf(
    {
      openapi: '3.1.0',
      info: { title: 'Pets', version: '1' },
      paths: {
        '/pets': {
          get: {
            parameters: [{ name: 'page', in: 'query', schema: { type: 'integer' } }],
            responses: {
              200: {
                description: '',
                content: {
                  'application/json': { schema: { properties: { data: { type: 'array', items: {} } } } },
                },
              },
            },
          },
        },
      },
    },
    'client_settings: { opts: { api_key: { type: string, nullable: true } } }',
  );
  const text = (name: string) => files.get(name)?.content.toString('utf8');
  expect(text('src/client.ts')).toContain('  apiKey: string | null;');
  expect(text('src/client.ts')).toContain('  apiKey?: string | null | undefined;');
  expect(text('src/core/pagination.ts')).toContain('extends AbstractPage<Item> implements ');
});

it('a nullable enum that takes several lines is one union', () => {
  const values = Array.from({ length: 12 }, (_, index) => `a-rather-long-value-${index}`);
  const state = { type: 'string', nullable: true, enum: [...values, null] };
  const files = sdkOf(
    {
      openapi: '3.0.3',
      info: { title: 'Pets', version: '1' },
      paths: { '/pets': { get: { responses: { 200: jsonOf({ properties: { state } }) } } } },
    },
    'resources: { pets: { methods: { get: get /pets } } }',
  );
  const text = String(files.get('src/resources/pets.ts')?.content).replaceAll(/\s+/g, ' ');
  expect(text).toContain("| 'a-rather-long-value-11' | null;");
  expect(text).not.toMatch(/\| \|/);
});

it('the test of optional params sends no lists of objects in a query', () => {
  const filters = { type: 'array', items: { type: 'object', properties: { scope: { type: 'string' } } } };
  const parameters = [
    { name: 'filters', in: 'query', schema: filters },
    { name: 'limit', in: 'query', schema: { type: 'integer' } },
  ];
  const files = sdkOf(
    {
      openapi: '3.0.3',
      info: { title: 'Pets', version: '1' },
      paths: { '/pets': { get: { parameters, responses: { 200: jsonOf({}) } } } },
    },
    'resources: { pets: { methods: { search: get /pets } } }',
  );
  const text = String(files.get('tests/api-resources/pets.test.ts')?.content);
  expect(text).toContain('client.pets.search({ limit: 0 })');
});

function jsonOf(schema: object): object {
  return { description: 'ok', content: { 'application/json': { schema } } };
}
