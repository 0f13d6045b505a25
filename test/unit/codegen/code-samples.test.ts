import { expect, test } from 'vitest';
import { codeSamples, listedCalls, withCodeSamples } from '../../../src/codegen/code-samples.ts';
import { file } from '../../../src/git/store/file-tree.ts';
import { sampleSettings } from '../../../src/sdk/config/code-samples.ts';
import { readConfig } from '../../../src/sdk/config/read.ts';

const tree = (path: string, text: string) => new Map([[path, file(text)]]);

// As OpenAPI Generator writes them: typescript-fetch, go and php.
const TYPESCRIPT = `# PetsApi

| Method | HTTP request | Description |
|------------- | ------------- | -------------|
| [**listPets**](PetsApi.md#listpets) | **GET** /pets | List pets |
| [**dropPet**](PetsApi.md#droppet) | **DELETE** /pets/{id} | Drop a pet |

## listPets

> Array<Pet> listPets()

### Example

\`\`\`ts
await new PetsApi().listPets();
\`\`\`

## dropPet

> dropPet(id)
`;

test("finds each operation's call in the reference of an SDK", () => {
  expect(codeSamples(tree('docs/PetsApi.md', TYPESCRIPT), 'typescript')).toEqual([
    {
      method: 'get',
      path: '/pets',
      lang: 'ts',
      label: 'typescript',
      source: 'await new PetsApi().listPets();',
    },
  ]);
  const go =
    '[**ListPets**](PetsAPI.md#ListPets) | **Get** /pets | x\n\n## ListPets\n\n### Example\n\n```go\ncall()\n```\n';
  expect(codeSamples(tree('docs/PetsAPI.md', go), 'go')).toMatchObject([{ method: 'get', source: 'call()' }]);
  const php =
    '| [**listPets()**](PetsApi.md#listPets) | **GET** /pets | x |\n\n## `listPets()`\n\n```php\nlistPets(): Pet\n```\n\n' +
    '### Example\n\n```php\n<?php $api->listPets();\n```\n';
  expect(codeSamples(tree('docs/Api/PetsApi.md', php), 'php')).toMatchObject([
    { lang: 'php', source: '<?php $api->listPets();' },
  ]);
  expect(codeSamples(tree('docs/Pet.md', TYPESCRIPT), 'typescript')).toEqual([]);
});

test('adds samples to existing ones, and only to operations', () => {
  const own = { lang: 'curl', source: 'curl /pets' };
  const document = JSON.stringify({
    openapi: '3.0.3',
    paths: { '/pets': { get: { 'x-codeSamples': [own], responses: {} }, summary: 'Pets' } },
  });
  const sample = { method: 'get', path: '/pets', lang: 'ts', label: 'typescript', source: 'x()' };
  const made = JSON.parse(
    withCodeSamples(
      document,
      [sample, { ...sample, method: 'post' }, { ...sample, path: '/none' }],
      sampleSettings({}),
    ),
  );
  expect(made).toEqual({
    openapi: '3.0.3',
    paths: {
      '/pets': {
        get: { 'x-codeSamples': [own, { lang: 'ts', label: 'typescript', source: 'x()' }], responses: {} },
        summary: 'Pets',
      },
    },
  });
});

test("reads the calls from the api.md of Kiln's SDKs, without links, escapes and results", () => {
  const line = (operation: string, call: string) => `- <code title="${operation}">${call}</code>`;
  const typescript = [
    '# Books',
    'Types:',
    '- <code><a href="./src/resources/books.ts">Book</a></code>',
    line('get /books/{id}', 'client.books.<a href="./b.ts">list</a>(id, { ...params }) -&gt; BooksPage'),
  ].join('\n');
  expect(listedCalls(typescript, 'node')).toEqual([
    {
      method: 'get',
      path: '/books/{id}',
      lang: 'typescript',
      label: 'node',
      source: 'client.books.list(id, { ...params })',
    },
  ]);
  const go = line(
    'get /b',
    'client.B.<a href="https://x">Get</a>(ctx <a>context</a>.Context, f (x)) (\\*<a>b</a>.P, error)',
  );
  expect(listedCalls(go, 'go')[0]?.source).toBe('client.B.Get(ctx context.Context, f (x))');
  const python = line('get /b', 'client.b.<a href="b.py">get</a>(\\*\\*<a href="p.py">params</a>) -> P');
  expect(listedCalls(python, 'python')[0]?.source).toBe('client.b.get(**params)');
});

test.each([
  ['', { 'x-codeSamples': [{ lang: 'ts', label: 'typescript', source: 'x()' }] }],
  ['{ code_samples: mintlify }', { 'x-codeSamples': [{ lang: 'ts', label: 'typescript', source: 'x()' }] }],
  [
    '{ code_samples: readme }',
    {
      'x-readme': {
        'explorer-enabled': false,
        'code-samples': [{ language: 'ts', name: 'typescript', code: 'x()' }],
      },
    },
  ],
  [
    '{ code_samples: { stainless: true, readme: false, redocly: true } }',
    {
      'x-codeSamples': [{ lang: 'ts', label: 'typescript', source: 'x()' }],
      'x-stainless-snippets': { typescript: 'x()' },
    },
  ],
  ['{ code_samples: { gitbook: false } }', {}],
  ['{ code_sample_languages: { typescript: false } }', {}],
])('the config file chooses the form of samples and their languages: %s', (openapi, expected) => {
  const own = { responses: {}, 'x-readme': { 'explorer-enabled': false } };
  const document = JSON.stringify({ paths: { '/pets': { get: own } } });
  const sample = { method: 'get', path: '/pets', lang: 'ts', label: 'typescript', source: 'x()' };
  const { config, problems } = readConfig(openapi === '' ? '' : `openapi: ${openapi}`);
  expect(problems).toEqual([]);
  const made = JSON.parse(withCodeSamples(document, [sample], sampleSettings(config.openapi)));
  expect(made.paths['/pets'].get).toEqual({ ...own, ...expected });
});
