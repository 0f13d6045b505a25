import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/sdk/config/read.ts';
import { languages } from '../../../src/sdk/languages/index.ts';
import { ownTargets } from '../../../src/targets/index.ts';
import { apiOf, methodOf, shown, typeOfSchema } from './api-of.ts';

const PETS = `
info: { title: Pets, version: '1' }
paths:
  /pets:
    get:
      parameters:
        - { name: limit, in: query, schema: { type: integer } }
        - { name: after, in: query, schema: { type: string } }
      responses: { '200': { content: { application/json: { schema: { $ref: '#/components/schemas/Pets' } } } } }
    post:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
      responses: { '201': { content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } }
  /pets/{id}/toys/{toy}:
    put:
      deprecated: true
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      requestBody: { content: { application/json: { schema: { type: object, properties: { id: { type: integer } } } } } }
      responses: { '204': { description: done } }
  /chat:
    post:
      requestBody:
        content: { application/json: { schema: { type: object, properties: { stream: { type: boolean } } } } }
      responses:
        '200':
          content:
            application/json: { schema: { type: object, properties: { data: { type: string } } } }
            text/event-stream: { schema: { $ref: '#/components/schemas/Pet' } }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
    old: { type: http, scheme: basic, x-stainless-auth: { scheme_keyword: Token, disable_base64: true } }
  schemas:
    Pet: { type: object, required: [name], properties: { name: { type: string }, friend: { $ref: '#/components/schemas/Pet' } } }
    Pets:
      allOf:
        - { type: object, properties: { data: { type: array, items: { $ref: '#/components/schemas/Pet' } } } }
        - { type: object, properties: { last: { type: string }, total: { type: integer } } }
    Unlisted: { type: object, properties: { next: { $ref: '#/components/schemas/Unlisted' } } }
`;

const CONFIG = `
organization: { name: acme-sdk }
client_settings:
  opts:
    key: { type: string, auth: { security_scheme: key }, read_env: ACME_KEY, nullable: true }
pagination:
  - name: page
    type: cursor
    request: { after: { type: string, x-stainless-pagination-property: { purpose: next_cursor_param } } }
    response:
      data: { type: array, items: {} }
      last: { type: string, x-stainless-pagination-property: { purpose: next_cursor_field } }
resources:
  pets:
    models: { pet: Pet }
    methods:
      list: get /pets
      all: { endpoint: get /pets, paginated: false }
      create: post /pets
      make: { type: alias, to: create }
      hidden: { endpoint: post /pets, skip: [typescript] }
      python_only: { endpoint: post /pets, only: [python] }
      whole: { endpoint: post /pets, body_param_name: pet }
    subresources:
      toys: { methods: { set: 'put /pets/{id}/toys/{toy}' } }
  chat:
    methods:
      create: { endpoint: post /chat, unwrap_response: data, streaming: { param_discriminator: stream } }
`;

describe('the API of a description and a config file', () => {
  const built = apiOf(PETS, CONFIG);

  it('refers to a model wherever its schema is used, also within itself', () => {
    expect(built.api.resources[0]?.models.map(({ id, type }) => [id, shown(type)])).toEqual([
      ['pets.pet', '{ name: string, friend?: pets.pet }'],
    ]);
  });

  it('paginates methods whose parameters and response match a scheme', () => {
    const { result } = methodOf(built, 'pets.list');
    expect(result).toMatchObject({
      kind: 'page',
      scheme: 'page',
      item: { kind: 'model', model: 'pets.pet' },
    });
    expect(methodOf(built, 'pets.all').result.kind).toBe('value');
  });

  it('omits what skip and only exclude for the target', () => {
    const names = (target: string) =>
      apiOf(PETS, CONFIG, target).api.resources[0]?.methods.map(({ name }) => name);
    expect(names('typescript')).toEqual(['list', 'all', 'create', 'make', 'whole']);
    expect(names('node')).toEqual(['list', 'all', 'create', 'make', 'whole']);
    expect(names('python')).toContain('python_only');
  });

  it('makes the last path parameter positional, and distinguishes arguments of the same name by location', () => {
    const { arguments: all, deprecated } = methodOf(built, 'pets.toys.set');
    expect(all.map(({ name, in: place, label, positional }) => [name, place, label, positional])).toEqual([
      ['id', 'path', 'path_id', null],
      ['toy', 'path', 'toy', 0],
      ['id', 'body', 'body_id', null],
    ]);
    expect(deprecated).toBe('');
  });

  it('spreads an object body, or takes it as one argument under the configured name', () => {
    expect(methodOf(built, 'pets.create').arguments.map(({ name }) => name)).toEqual(['name', 'friend']);
    expect(methodOf(built, 'pets.whole').arguments).toMatchObject([
      { name: 'pet', type: { model: 'pets.pet' } },
    ]);
  });

  it('streams by a discriminator, and unwraps the response otherwise', () => {
    expect(methodOf(built, 'chat.create').result).toMatchObject({
      kind: 'stream',
      discriminator: 'stream',
      event: { model: 'pets.pet' },
      otherwise: { kind: 'value', unwrap: 'data', type: { kind: 'string' } },
    });
  });

  it('counts an endpoint once, whatever methods use it', () => {
    expect(built.api.configuredEndpoints).toBe(4);
  });

  it('reads words of credentials', () => {
    expect(built.api.client.securitySchemes[1]).toMatchObject({
      kind: 'basic',
      keyword: 'Token',
      base64: false,
    });
    expect(built.api.client.options).toMatchObject([
      { name: 'key', env: 'ACME_KEY', auth: { role: 'value' } },
    ]);
  });
});

describe('diagnostics', () => {
  const codes = (config: string) =>
    apiOf(PETS, config).diagnostics.map(({ code, level, configRef, line }) => [code, level, configRef, line]);

  it('have code, level, pointer and line', () => {
    const config = `resources:
  pets:
    models:
      pet: Nope
    methods:
      list: get /cats
      trace: trace /pets
unspecified_endpoints: [post /chat]
settings:
  disable_tests: 3
`;
    const found = codes(config);
    expect(found).toContainEqual(['Config/InvalidValue', 'error', '#/settings/disable_tests', 10]);
    expect(found).toContainEqual([
      'Config/OpenAPIReferenceInvalid',
      'error',
      '#/resources/pets/models/pet',
      4,
    ]);
    expect(found).toContainEqual(['Endpoint/NotFound', 'error', '#/resources/pets/methods/list', 6]);
    expect(found).toContainEqual(['Endpoint/NotHttp', 'error', '#/resources/pets/methods/trace', 7]);
    expect(found.map(([code]) => code)).toEqual(
      expect.arrayContaining(['Endpoint/IsIgnored', 'Endpoint/NotConfigured']),
    );
  });

  it('omit an invalid value, and keep its siblings', () => {
    const { config, problems } = readConfig(
      'resources: { a: { methods: { x: { endpoint: get /a, default_request_options: { max_retries: no }, deprecated: yes it is } } } }',
    );
    expect(problems.map(({ path }) => path.join('.'))).toEqual([
      'resources.a.methods.x.default_request_options.max_retries',
    ]);
    expect(config.resources?.a?.methods?.x).toMatchObject({ endpoint: 'get /a', deprecated: 'yes it is' });
  });
});

describe('types', () => {
  it.each([
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string?'],
    [{ type: ['integer', 'string', 'null'] }, '(integer | string)?'],
    [{ type: ['string', 'null'], enum: ['a', null] }, 'enum(a)?'],
    [{ oneOf: [{ const: 'a', title: 'A' }, { const: 'b' }] }, 'enum(a,b)'],
    [{ type: 'object', additionalProperties: true }, 'map<unknown>'],
    [{ type: 'object' }, 'unknown'],
    [{ allOf: [{ type: 'string' }], description: 'd' }, 'string'],
    [
      { properties: { a: { type: 'string' }, b: {} }, anyOf: [{ required: ['a'] }, { required: ['b'] }] },
      '{ a?: string, b?: unknown }',
    ],
    [
      {
        allOf: [
          { anyOf: [{ properties: { a: { type: 'string' } } }, { properties: { b: { type: 'string' } } }] },
          { type: 'object', properties: { c: { type: 'boolean' } } },
        ],
      },
      '({ c?: boolean, a?: string } | { c?: boolean, b?: string })',
    ],
    [
      {
        type: 'object',
        properties: { __proto__x: { type: 'string' } },
        additionalProperties: { type: 'integer' },
      },
      '{ __proto__x?: string, *: integer }',
    ],
  ])('%j', (schema, expected) => {
    expect(shown(typeOfSchema(schema))).toBe(expected);
  });

  it('a union that is a variant of itself adds nothing to itself', () => {
    const { api } = apiOf(
      `
paths: { /s: { get: { responses: { '200': { content: { application/json: { schema: { $ref: '#/components/schemas/S' } } } } } } } }
components:
  schemas:
    S:
      allOf:
        - oneOf: [{ $ref: '#/components/schemas/S' }, { properties: { x: { type: string } } }]
        - { type: object, properties: { y: { type: string } } }
`,
      'resources: { s: { methods: { get: get /s } } }',
    );
    expect([...api.models.values()].map(({ type }) => shown(type))).toEqual(['{ y?: string, x?: string }']);
  });

  it('a parent with a discriminator is a union of its children and itself', () => {
    const { api } = apiOf(
      `
paths: { /s: { get: { responses: { '200': { content: { application/json: { schema: { $ref: '#/components/schemas/S' } } } } } } } }
components:
  schemas:
    S:
      type: object
      required: [kind]
      discriminator: { propertyName: kind, mapping: { p: '#/components/schemas/P' } }
      properties: { kind: { type: string }, back: { $ref: '#/components/schemas/P' } }
    P: { allOf: [{ $ref: '#/components/schemas/S' }, { type: object, properties: { grams: { type: integer } } }] }
`,
      'resources: { s: { methods: { get: get /s } } }',
    );
    expect([...api.models.values()].map(({ id, type, implicit }) => [id, shown(type), implicit])).toEqual([
      ['$client.p', '{ kind: string, back?: $client.p, grams?: integer }', true],
      ['$client.s', '($client.p#p | { kind: string, back?: $client.p })', true],
    ]);
  });
});

it('a list pages by the ids of its items, which the scheme declares within them', () => {
  const built = apiOf(
    `
paths:
  /pets:
    get:
      parameters: [{ name: after, in: query, schema: { type: [string, 'null'] } }]
      responses: { '200': { content: { application/json: { schema: { properties: { data: { type: array, items: { $ref: '#/components/schemas/Pet' } }, has_more: { type: boolean } } } } } } }
components: { schemas: { Pet: { type: object, properties: { id: { type: string } } } } }
`,
    `
resources: { pets: { models: { pet: Pet }, methods: { list: get /pets } } }
pagination:
  - name: by_id
    type: cursor_id
    request: { after: { type: string, x-stainless-pagination-property: { purpose: next_cursor_id_param } } }
    response:
      data: { type: array, x-stainless-pagination-property: { purpose: items }, items: { type: object, properties: { id: { type: string, x-stainless-pagination-property: { purpose: cursor_item_id } } } } }
      has_more: { type: boolean, x-stainless-pagination-property: { purpose: has_next_page } }
`,
  );
  expect(methodOf(built, 'pets.list').result).toMatchObject({ kind: 'page', scheme: 'by_id' });
});

it('a target that Kiln generates has both an emitter and a definition', () => {
  for (const target of Object.keys(ownTargets)) expect(Object.keys(languages)).toContain(target);
});
