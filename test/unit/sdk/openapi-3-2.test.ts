import { afterAll, expect, test } from 'vitest';
import { generatorInput } from '../../../src/codegen/description.ts';
import { prepareDescription } from '../../../src/codegen/prepare-description.ts';
import { typescript } from '../../../src/sdk/languages/typescript/index.ts';
import { completedApiOf } from './api-of.ts';
import { removeSdks, sdkOf, sentByTypeScript, textOf } from './sent.ts';

afterAll(removeSdks);

const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });
const pet = { $ref: '#/components/schemas/Pet' };
const event = {
  type: 'object',
  properties: { data: { type: 'string', contentMediaType: 'application/json', contentSchema: pet } },
};
const DESCRIPTION = {
  openapi: '3.2.0',
  $self: 'https://acme.test/openapi.json',
  info: { title: 'Acme', version: '1' },
  servers: [{ url: 'https://acme.test' }],
  paths: {
    '/pets': {
      query: {
        operationId: 'searchPets',
        requestBody: json({ type: 'object', properties: { name: { type: 'string' } } }),
        responses: { 200: { description: 'ok', ...json({ type: 'array', items: pet }) } },
      },
      additionalOperations: { COPY: { responses: { 204: { description: 'ok' } } } },
    },
    '/pets/events': {
      get: {
        responses: { 200: { description: 'ok', content: { 'text/event-stream': { itemSchema: event } } } },
      },
    },
    '/pets/lines': {
      get: {
        responses: { 200: { description: 'ok', content: { 'application/jsonl': { itemSchema: pet } } } },
      },
    },
  },
  components: { schemas: { Pet: { type: 'object', properties: { id: { type: 'string' } } } } },
};
const CONFIG = `organization: { name: acme }
environments: { production: https://acme.test }
resources:
  pets:
    models: { pet: '#/components/schemas/Pet' }
    methods: { search: query /pets, events: get /pets/events, lines: get /pets/lines }
`;

test('a description of OpenAPI 3.2 is prepared, and converted for other generators', async () => {
  const text = JSON.stringify(DESCRIPTION);
  const { document, diagnostics } = await prepareDescription(
    new Map([['openapi.json', text]]),
    'openapi.json',
  );
  expect(diagnostics.filter(({ level }) => level === 'fatal' || level === 'error')).toEqual([]);
  const input = JSON.parse(generatorInput(document));
  expect(input).toMatchObject({ openapi: expect.stringMatching(/^3\.0\./), paths: { '/pets': {} } });
  expect(JSON.stringify(input)).not.toMatch(/itemSchema|additionalOperations|"query"|\$self/);
});

test('streams have the type of their items', () => {
  const { api } = completedApiOf(DESCRIPTION, CONFIG);
  const results = api.resources.flatMap(({ methods }) => methods).map(({ result }) => result);
  expect(results).toMatchObject([
    { kind: 'value', type: { kind: 'array' } },
    { kind: 'stream', format: 'sse', event: { kind: 'model', model: 'pets.pet' } },
    { kind: 'stream', format: 'jsonl', event: { kind: 'model', model: 'pets.pet' } },
  ]);
});

test('an SDK sends QUERY with its body; its mock server gets a description that it knows', async () => {
  const files = sdkOf(typescript, 'typescript', DESCRIPTION, CONFIG);
  const sent = await sentByTypeScript(files, ({ pets }) => pets.search({ name: 'a' }));
  expect(sent.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual([
    'QUERY /pets {"name":"a"}',
  ]);
  expect(JSON.parse(textOf(files, 'tests/openapi.json'))).toMatchObject({ openapi: '3.1.1' });
});
