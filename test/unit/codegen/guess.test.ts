import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { configDiagnostics } from '../../../src/codegen/config-diagnostics.ts';
import { guessConfig } from '../../../src/codegen/guess/index.ts';
import { parseConfigFile } from '../../../src/contract/config-file.ts';

const context = { project: 'books-api', targets: { go: {}, typescript: { package_name: '@acme/books' } } };
const guessed = (description: unknown) => parseYaml(guessConfig(description, context));

test('guesses the config file of the example', () => {
  const description = parseYaml(readFileSync('examples/bookstore/openapi.yml', 'utf8'));
  expect(guessed(description)).toMatchObject({
    organization: { name: 'Bookstore', contact: 'developers@bookstore.example' },
    targets: context.targets,
    client_settings: {
      default_env_prefix: 'BOOKS',
      opts: { api_key: { auth: { security_scheme: 'bearer' }, read_env: 'BOOKS_API_KEY' } },
    },
    environments: {
      production: 'https://api.bookstore.example/v1',
      sandbox: 'https://sandbox.bookstore.example/v1',
    },
    resources: {
      $shared: { models: { review: '#/components/schemas/Review' } },
      books: {
        models: { book: '#/components/schemas/Book', book_page: '#/components/schemas/BookPage' },
        methods: {
          list: 'get /books',
          create: 'post /books',
          retrieve: 'get /books/{book_id}',
          update: 'patch /books/{book_id}',
          delete: 'delete /books/{book_id}',
        },
        subresources: {
          cover: {
            methods: { update: 'put /books/{book_id}/cover', delete: 'delete /books/{book_id}/cover' },
          },
          reviews: {
            methods: { list: 'get /books/{book_id}/reviews', create: 'post /books/{book_id}/reviews' },
          },
        },
      },
      orders: { methods: { cancel: 'post /orders/{order_id}/cancel' } },
    },
    pagination: [{ name: 'cursor_page', type: 'cursor', response: { next_cursor: { type: 'string' } } }],
    readme: {
      example_requests: { default: { endpoint: 'get /books' }, pagination: { endpoint: 'get /books' } },
    },
  });
});

test('what a response says of further pages, also within an object', () => {
  const integer = { type: 'integer' };
  const list = (parameter: string, properties: object) => ({
    get: {
      parameters: [{ name: parameter, in: 'query', schema: integer }],
      responses: {
        200: {
          content: {
            'application/json': {
              schema: { properties: { data: { type: 'array', items: {} }, ...properties } },
            },
          },
        },
      },
    },
  });
  const { pagination } = guessed({
    paths: {
      '/a': list('page', { total_pages: integer }),
      '/b': list('offset', { total: integer, has_more: { type: 'boolean' } }),
      '/c': list('cursor', { meta: { properties: { next_cursor: { type: ['string', 'null'] } } } }),
    },
  });
  const saying = (purpose: string) => ({ 'x-stainless-pagination-property': { purpose } });
  expect(pagination).toMatchObject([
    { type: 'page_number', response: { total_pages: saying('total_page_count_field') } },
    {
      type: 'offset',
      response: { total: saying('offset_total_count_field'), has_more: saying('has_next_page') },
    },
    { type: 'cursor', response: { meta: { properties: { next_cursor: saying('next_cursor_field') } } } },
  ]);
});

test('a list whose response has no cursor for the next page is not paginated by cursor', () => {
  const schema = { properties: { data: { type: 'array', items: {} } } };
  const list = {
    parameters: [{ name: 'cursor', in: 'query', schema: { type: 'string' } }],
    responses: { 200: { content: { 'application/json': { schema } } } },
  };
  expect(guessed({ paths: { '/a': { get: list } } }).pagination).toBeUndefined();
});

test('lists in queries are serialised as the description says', () => {
  const settings = (version: object, ...parameters: object[]) => {
    const all = parameters.map((parameter, at) => ({ name: `p${at}`, in: 'query', ...parameter }));
    return guessed({ ...version, paths: { '/a': { get: { parameters: all, responses: {} } } } })
      .query_settings;
  };
  const list = { schema: { type: 'array', items: { type: 'string' } } };
  const three = { openapi: '3.1.0' };
  expect(settings(three, { schema: { type: 'string' } })).toBeUndefined();
  expect(settings(three, list)).toEqual({ array_format: 'repeat' });
  expect(settings(three, { ...list, explode: false })).toEqual({ array_format: 'comma' });
  expect(settings(three, { ...list, style: 'pipeDelimited' })).toBeUndefined();
});

test('the path of a server without a host is kept', () => {
  expect(guessed({ servers: [{ url: '/api/v3/' }], paths: {} }).environments).toEqual({
    production: 'http://localhost/api/v3',
  });
});

test.each(['apiKey', 'http bearer', 'http basic', 'oauth2', 'openIdConnect'])('a client for %s', (kind) => {
  const [type, scheme] = kind.split(' ');
  const securitySchemes = { 'my-scheme': { type, scheme, flows: { clientCredentials: {} } } };
  const { client_settings } = guessed({ paths: {}, components: { securitySchemes } });
  const names = Object.keys(client_settings.opts);
  expect(names).toEqual(
    {
      apiKey: ['api_key'],
      'http bearer': ['api_key'],
      'http basic': ['username', 'password'],
      oauth2: ['client_id', 'client_secret'],
      openIdConnect: ['access_token'],
    }[kind],
  );
});

const segment = fc.constantFrom(
  'pets',
  'Owners',
  'get-all',
  'cancel',
  '{id}',
  '{pet_id}',
  'v1',
  '__proto__',
  'constructor',
  '…',
  '',
);
const path = fc.array(segment, { maxLength: 5 }).map((segments) => `/${segments.join('/')}`);
const operation = fc.record(
  {
    operationId: fc.string(),
    tags: fc.array(fc.string(), { maxLength: 1 }),
    parameters: fc.array(fc.record({ name: fc.string(), in: fc.constant('query'), required: fc.boolean() })),
    responses: fc.constantFrom(
      {},
      { 200: { content: { 'application/json': { schema: { type: 'array' } } } } },
    ),
  },
  { requiredKeys: [] },
);
const methods = fc.dictionary(fc.constantFrom('get', 'post', 'put', 'patch', 'delete', 'head'), operation);

test('for any paths, the file has each operation once and no diagnostics that count', () => {
  fc.assert(
    fc.property(fc.dictionary(path, methods), fc.string(), (paths, title) => {
      const text = guessConfig({ info: { title }, paths }, context);
      expect(parseConfigFile(text)).toMatchObject({ ok: true });
      const found = configDiagnostics(new Map([['stainless.yml', text]]));
      expect(found.filter(({ ignored }) => ignored !== true)).toEqual([]);
      const operations = Object.entries(paths).flatMap(([path, item]) =>
        Object.keys(item).map((method) => `${method} ${path}`),
      );
      expect(endpointsIn(parseYaml(text).resources).sort()).toEqual(operations.sort());
    }),
  );
});

interface Guessed {
  readonly methods?: Record<string, string>;
  readonly subresources?: Record<string, Guessed>;
}

function endpointsIn(resources: Record<string, Guessed> = {}): string[] {
  return Object.values(resources).flatMap(({ methods = {}, subresources = {} }) => [
    ...Object.values(methods),
    ...endpointsIn(subresources),
  ]);
}

test('schemas that are used in several places get names, where they are used', () => {
  const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });
  const object = (properties: Record<string, unknown>) => ({ type: 'object', properties });
  const answer = (name: string) => ({ responses: { 200: json(reference(name)) } });
  const description = {
    openapi: '3.1.0',
    paths: {
      '/orders/{id}': { get: answer('Order') },
      '/customers/{id}': {
        get: answer('Customer'),
        put: { requestBody: json(reference('CustomerInput')), ...answer('Customer') },
        post: { requestBody: json(reference('CustomerInput')), ...answer('Customer') },
      },
    },
    components: {
      schemas: {
        Order: object({ from: reference('Address'), to: reference('Address'), note: reference('Text') }),
        Customer: object({ home: reference('Address'), kind: reference('Kind'), was: reference('Kind') }),
        // Used once, and as a body, whose fields become arguments.
        CustomerInput: object({ once: reference('Once') }),
        Address: object({ street: reference('Text') }),
        Kind: { type: 'string', enum: ['a', 'b'] },
        Once: object({ a: { type: 'string' } }),
        Text: { type: 'string' },
        'kind ': object({ a: reference('kind ') }),
      },
    },
  };
  expect(guessed(description).resources).toMatchObject({
    $shared: { models: { address: '#/components/schemas/Address' } },
    orders: { models: { order: '#/components/schemas/Order' } },
    customers: {
      models: {
        customer: '#/components/schemas/Customer',
        kind: '#/components/schemas/Kind',
        once: '#/components/schemas/Once',
      },
    },
  });
  expect(JSON.stringify(guessed(description).resources)).not.toMatch(/Text|CustomerInput|kind /);
});
