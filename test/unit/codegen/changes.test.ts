import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Change, changesBetween } from '../../../src/codegen/changes/index.ts';
import { changesMessage } from '../../../src/codegen/changes/message.ts';

type Schema = Record<string, unknown>;

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: Schema) => ({ content: { 'application/json': { schema } } });

/** Pets that are sent (`NewPet`) and read (`Pet`), and one schema that is both (`Tag`). */
function pets(edit: (document: ReturnType<typeof base>) => void = () => {}) {
  const document = base();
  edit(document);
  return document;
}

function base() {
  return {
    openapi: '3.0.3',
    info: { title: 'Pets', version: '1.0.0' } as Record<string, unknown>,
    security: [{ key: [] }] as unknown[],
    paths: {
      '/pets': {
        get: {
          operationId: 'listPets',
          tags: ['pets'],
          parameters: [
            { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 100 } },
            { name: 'sort', in: 'query', schema: { type: 'string', enum: ['name', 'age'] } },
          ] as Schema[],
          responses: { 200: { description: 'ok', ...json({ type: 'array', items: ref('Pet') }) } } as Schema,
        },
        post: {
          operationId: 'createPet',
          tags: ['pets'],
          requestBody: { required: true, ...json(ref('NewPet')) },
          responses: { 201: { description: 'made', ...json(ref('Pet')) } },
        },
      },
      '/pets/{id}': {
        get: {
          operationId: 'getPet',
          tags: ['pets'],
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          responses: { 200: { description: 'ok', ...json(ref('Pet')) }, 404: { description: 'no' } },
        },
      },
    } as Record<string, Record<string, Schema>>,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } } as Schema,
      schemas: {
        Pet: {
          type: 'object',
          required: ['id', 'kind'],
          properties: {
            id: { type: 'string' },
            kind: { type: 'string', enum: ['cat', 'dog'] },
            parent: ref('Pet'),
            tags: { type: 'array', items: ref('Tag') },
          },
        },
        NewPet: {
          type: 'object',
          required: ['kind'],
          properties: {
            id: { type: 'string', readOnly: true },
            kind: { type: 'string', enum: ['cat', 'dog'] },
            nick: { type: 'string', maxLength: 20 },
            tags: { type: 'array', items: ref('Tag') },
          },
        },
        Tag: { type: 'object', properties: { label: { type: 'string' } } },
      } as Record<
        string,
        { required?: string[]; properties: Record<string, Schema>; [key: string]: unknown }
      >,
    },
  };
}

const told = (changes: readonly Change[]) =>
  changes.flatMap(({ kind, name, breaking, details }) =>
    details.length === 0
      ? [`${name} ${kind}${breaking ? '!' : ''}`]
      : details.map(({ text, breaking: breaks }) => `${name}: ${text}${breaks ? '!' : ''}`),
  );

type Edit = (document: ReturnType<typeof base>) => void;
const operation = (document: ReturnType<typeof base>, path: string, method: string): Schema =>
  document.paths[path]?.[method] ?? {};
const schema = (document: ReturnType<typeof base>, name: string) => {
  const found = document.components.schemas[name];
  if (found === undefined) throw new Error(`There is no ${name}.`);
  return found;
};
const property =
  (name: string, key: string, value: Schema | null): Edit =>
  (document) => {
    const { properties } = schema(document, name);
    if (value === null) delete properties[key];
    else properties[key] = value;
  };

test.each<[string, Edit, string[]]>([
  [
    'an operation',
    (d) => {
      d.paths['/x'] = { get: { operationId: 'x' } };
    },
    ['GET /x added'],
  ],
  ['no operation', (d) => delete d.paths['/pets']?.post, ['POST /pets removed!']],
  [
    'another method name',
    (d) => Object.assign(operation(d, '/pets', 'get'), { operationId: 'all' }),
    ['GET /pets: operation id changed from `listPets` to `all`!'],
  ],
  [
    'a required parameter',
    (d) =>
      Object.assign(operation(d, '/pets', 'get'), {
        parameters: [
          { name: 'limit', in: 'query', required: true, schema: { type: 'integer', maximum: 50 } },
          { name: 'sort', in: 'query', schema: { type: 'string', enum: ['name'] } },
          { name: 'page', in: 'query', schema: { type: 'integer' } },
          { name: 'shop', in: 'header', required: true, schema: { type: 'string' } },
        ],
      }),
    [
      'GET /pets: query parameter `limit` became required!',
      'GET /pets: query parameter `limit`: maximum changed from `100` to `50`!',
      'GET /pets: query parameter `sort`: value `"age"` removed!',
      'GET /pets: query parameter `page` added',
      'GET /pets: required header parameter `shop` added!',
    ],
  ],
  [
    'another name of a path parameter',
    (d) => {
      const item = structuredClone(d.paths['/pets/{id}'] ?? {});
      delete d.paths['/pets/{id}'];
      const get = {
        ...item.get,
        parameters: [{ name: 'pet', in: 'path', required: true, schema: { type: 'string' } }],
      };
      d.paths['/pets/{pet}'] = { get };
    },
    ['GET /pets/{pet}: path parameter `id` renamed to `pet`!'],
  ],
  [
    'responses',
    (d) => Object.assign(operation(d, '/pets/{id}', 'get'), { responses: { 204: { description: 'none' } } }),
    [
      'GET /pets/{id}: response 200 removed!',
      'GET /pets/{id}: response 404 removed',
      'GET /pets/{id}: response 204 added',
    ],
  ],
  ['prose', (d) => Object.assign(operation(d, '/pets', 'get'), { summary: 'All' }), ['GET /pets documented']],
  [
    'prose of the API',
    (d) => {
      d.info.description = 'x';
    },
    ['the API documented'],
  ],
  [
    'a version',
    (d) => {
      d.info.version = '2';
    },
    ['version: from `1.0.0` to `2`'],
  ],
  [
    'another way in',
    (d) => {
      d.security = [{ key: [], other: [] }];
    },
    ['GET /pets', 'POST /pets', 'GET /pets/{id}'].map((name) => `${name}: authentication changed!`),
  ],
  [
    'no key',
    (d) => {
      d.security = [];
    },
    ['GET /pets', 'POST /pets', 'GET /pets/{id}'].map((name) => `${name}: authentication changed`),
  ],
  ['a property that is read', property('Pet', 'age', { type: 'integer' }), ['Pet: property `age` added']],
  ['no property that is read', property('Pet', 'tags', null), ['Pet: property `tags` removed!']],
  [
    'another type',
    property('Tag', 'label', { type: 'integer' }),
    ['Tag: `label`: type changed from string to integer!'],
  ],
  [
    'fewer values that are read',
    property('Pet', 'kind', { type: 'string', enum: ['cat'] }),
    ['Pet: `kind`: value `"dog"` removed'],
  ],
  [
    'fewer values that are sent',
    property('NewPet', 'kind', { type: 'string', enum: ['cat'] }),
    ['NewPet: `kind`: value `"dog"` removed!'],
  ],
  [
    'more values',
    property('Pet', 'kind', { type: 'string', enum: ['cat', 'dog', 'eel'] }),
    ['Pet: `kind`: value `"eel"` added'],
  ],
  [
    'null that is read',
    property('Pet', 'id', { type: 'string', nullable: true }),
    ['Pet: `id`: may be null!'],
  ],
  [
    'null that is sent',
    property('NewPet', 'nick', { type: ['string', 'null'], maxLength: 20 }),
    ['NewPet: `nick`: may be null'],
  ],
  [
    'a shorter name',
    property('NewPet', 'nick', { type: 'string', maxLength: 5 }),
    ['NewPet: `nick`: maxLength changed from `20` to `5`!'],
  ],
  [
    'a longer name',
    property('NewPet', 'nick', { type: 'string' }),
    ['NewPet: `nick`: maxLength changed from `20` to none'],
  ],
  [
    'required to send',
    (d) => {
      schema(d, 'NewPet').required = ['kind', 'nick'];
    },
    ['NewPet: property `nick` became required!'],
  ],
  [
    'required, but only read',
    (d) => {
      schema(d, 'NewPet').required = ['kind', 'id'];
    },
    ['NewPet: property `id` became required'],
  ],
  [
    'required to read',
    (d) => {
      schema(d, 'Pet').required = ['id', 'kind', 'tags'];
    },
    ['Pet: property `tags` became required'],
  ],
  [
    'not sure to be there',
    (d) => {
      schema(d, 'Pet').required = ['id'];
    },
    ['Pet: property `kind` became optional!'],
  ],
  [
    'a schema in parts',
    (d) => {
      const pet = schema(d, 'Pet');
      d.components.schemas.Being = { type: 'object', properties: { parent: pet.properties.parent ?? {} } };
      delete pet.properties.parent;
      Object.assign(pet, { allOf: [ref('Being')] });
    },
    ['Being added', 'Pet documented'],
  ],
])('%s', (_, edit, expected) => {
  expect(told(changesBetween(pets(), pets(edit)))).toEqual(expected);
});

test('new required properties of a response-only schema are not breaking, and renamed schemas are compared', () => {
  const after = pets((document) => {
    const { Pet, ...rest } = document.components.schemas;
    const text = JSON.stringify({ ...rest, Animal: Pet }).replaceAll('schemas/Pet', 'schemas/Animal');
    document.components.schemas = JSON.parse(text);
    document.paths = JSON.parse(JSON.stringify(document.paths).replaceAll('schemas/Pet', 'schemas/Animal'));
    schema(document, 'Animal').required = ['id', 'kind', 'tags'];
  });
  expect(told(changesBetween(pets(), after))).toEqual(
    expect.arrayContaining(['Animal added', 'Pet removed!']),
  );
  const operations = changesBetween(pets(), after).filter(({ subject }) => subject === 'operation');
  expect(operations.every(({ breaking }) => !breaking)).toBe(true);
  expect(told(operations)).toContain('GET /pets/{id}: response 200: property `tags` became required');
});

// Random descriptions

const name = fc.constantFrom('A', 'B', 'C', 'D');
const anySchema: fc.Arbitrary<Schema> = fc.letrec<{ schema: Schema }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Schema>(
      { type: 'string' },
      { type: 'integer', nullable: true },
      { type: 'string', enum: ['x', 'y'] },
      {},
    ),
    name.map(ref),
    tie('schema').map((items) => ({ type: 'array', items })),
    fc.array(tie('schema'), { maxLength: 2 }).map((allOf) => ({ allOf })),
    fc.array(tie('schema'), { maxLength: 3 }).map((oneOf) => ({ oneOf })),
    fc
      .record({
        properties: fc.dictionary(fc.constantFrom('p', 'q', '__proto__', 'constructor'), tie('schema')),
        required: fc.subarray(['p', 'q']),
      })
      .map((object) => ({ type: 'object', ...object })),
  ),
})).schema;

const anyOperation = fc.record({
  operationId: fc.constantFrom('one', 'two'),
  parameters: fc.array(
    fc.record({ name, in: fc.constantFrom('query', 'header'), required: fc.boolean(), schema: anySchema }),
    { maxLength: 2 },
  ),
  requestBody: fc.record({ content: fc.record({ 'application/json': fc.record({ schema: anySchema }) }) }),
  responses: fc.dictionary(
    fc.constantFrom('200', '404'),
    fc.record({ content: fc.record({ 'application/json': fc.record({ schema: anySchema }) }) }),
  ),
});

const anyDescription = fc
  .record({
    openapi: fc.constant('3.1.0'),
    paths: fc.dictionary(fc.constantFrom('/a', '/b/{x}', '/c'), fc.record({ get: anyOperation }), {
      noNullPrototype: true,
    }),
    components: fc.record({ schemas: fc.dictionary(name, anySchema, { noNullPrototype: true }) }),
  })
  // Objects as JSON has them.
  .map((description): typeof description => JSON.parse(JSON.stringify(description)));

test('a description has no changes compared with itself, even if its members are reordered', () => {
  const reversed = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(reversed)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, member]) => [key, reversed(member)]),
          )
        : value;
  fc.assert(
    fc.property(anyDescription, (description) => {
      expect(changesBetween(description, structuredClone(description))).toEqual([]);
      expect(changesBetween(description, reversed(description))).toEqual([]);
    }),
  );
});

test('reports every difference; added operations and schemas are not breaking', () => {
  fc.assert(
    fc.property(anyDescription, anyDescription, anyOperation, anySchema, (one, other, more, schema) => {
      const changes = changesBetween(one, other);
      expect(changes.length === 0).toBe(JSON.stringify(sorted(one)) === JSON.stringify(sorted(other)));
      const bigger = {
        ...one,
        paths: { ...one.paths, '/new': { get: more } },
        components: { schemas: { ...one.components.schemas, New: schema } },
      };
      expect(changesBetween(one, bigger).every(({ breaking }) => !breaking)).toBe(true);
      const gone = changesBetween(bigger, one).find(({ name }) => name === 'GET /new');
      expect(gone).toMatchObject({ kind: 'removed', breaking: true });
    }),
  );
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => [key, sorted(member)]);
}

test('a message is a conventional commit: a short title, and a footer for breaking changes', () => {
  fc.assert(
    fc.property(anyDescription, anyDescription, (one, other) => {
      const changes = changesBetween(one, other);
      const message = changesMessage(changes);
      const [title = '', blank = ''] = message.split('\n');
      const breaking = changes.some((change) => change.breaking);
      expect(title.length).toBeLessThanOrEqual(72);
      expect(title).toMatch(/^(feat|docs|chore)\(api\)!?: \S/);
      expect(title.includes('!:')).toBe(breaking);
      expect(blank).toBe('');
      expect(/^BREAKING CHANGE: \S/m.test(message)).toBe(breaking);
    }),
  );
});

test('the message of a typical change', () => {
  const after = pets((document) => {
    document.paths['/pets/{id}/owners'] = { get: { operationId: 'listOwners', tags: ['pets'] } };
    delete document.paths['/pets']?.post;
    Object.assign(schema(document, 'Pet').properties, { age: { type: 'integer' }, id: { type: 'integer' } });
  });
  expect(changesMessage(changesBetween(pets(), after))).toBe(
    `feat(api)!: add GET /pets/{id}/owners, remove POST /pets

Added operations:
- GET /pets/{id}/owners

Removed operations:
- POST /pets

Changed schemas:
- Pet
  - \`id\`: type changed from string to integer (breaking)
  - property \`age\` added

BREAKING CHANGE: code that uses these has to change:
- POST /pets removed
- Pet: \`id\`: type changed from string to integer`,
  );
});

test('names that do not fit are counted, and a single change needs no list', () => {
  const many = pets((document) => {
    for (let i = 0; i < 60; i++)
      document.paths[`/a/rather/long/path/${i}`] = { get: { operationId: `o${i}` } };
  });
  const message = changesMessage(changesBetween(pets(), many));
  expect(message.split('\n')[0]).toBe('feat(api): add 60 operations');
  expect(message).toContain('- and 20 more');
  const one = pets((document) => {
    document.paths['/x'] = { get: { operationId: 'x' } };
  });
  expect(changesMessage(changesBetween(pets(), one))).toBe('feat(api): add GET /x');
  expect(changesMessage([])).toBe('chore(api): generate from an unchanged description');
});
