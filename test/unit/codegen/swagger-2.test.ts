import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { prepareDescription } from '../../../src/codegen/prepare-description.ts';
import { asOpenApi30 } from '../../../src/codegen/swagger-2.ts';

const DESCRIPTION = `
swagger: "2.0"
info: { title: Pets, version: "1" }
host: pets.test
basePath: /v1
schemes: [https, http]
produces: [application/json]
x-more: kept
parameters:
  Limit: { name: limit, in: query, type: integer, default: 10 }
responses:
  Missing: { description: none, schema: { $ref: "#/definitions/Error" } }
securityDefinitions:
  basic: { type: basic }
  key: { type: apiKey, name: X-Key, in: header }
  oauth: { type: oauth2, flow: accessCode, authorizationUrl: https://a.test, tokenUrl: https://t.test, scopes: { a: b } }
security: [{ key: [] }]
paths:
  /pets/{id}:
    parameters: [{ name: id, in: path, required: true, type: string, format: uuid }]
    get:
      operationId: getPet
      parameters:
        - { $ref: "#/parameters/Limit" }
        - { name: tags, in: query, type: array, items: { type: string }, collectionFormat: multi }
        - { name: ids, in: query, type: array, items: { type: integer } }
      produces: [application/xml]
      responses:
        "200":
          description: ok
          schema: { $ref: "#/definitions/Pet" }
          headers: { X-Rate: { type: integer, description: left } }
          examples: { application/xml: <pet/> }
        "404": { $ref: "#/responses/Missing" }
    put:
      consumes: [application/json, application/xml]
      parameters: [{ name: pet, in: body, required: true, description: the pet, schema: { $ref: "#/definitions/Pet" } }]
      responses: { "204": { description: done } }
  /pets/{id}/photo:
    post:
      parameters:
        - { name: file, in: formData, type: file, required: true, description: a photo }
        - { name: labels, in: formData, type: array, items: { type: string }, collectionFormat: multi }
      responses: { "200": { description: ok, schema: { type: file } } }
  /login: { post: { parameters: [{ name: user, in: formData, type: string, enum: [a] }], responses: {} } }
definitions:
  Pet:
    type: object
    discriminator: type
    properties:
      type: { type: string }
      discriminator: { type: string, x-nullable: true }
      owner: { $ref: "#/definitions/Owner" }
  Owner: { allOf: [{ $ref: "#/definitions/Pet" }, { type: object, example: { $ref: "#/definitions/Pet" } }] }
  Error: { type: object, additionalProperties: { $ref: "#/definitions/Pet" } }
`;

test('a description of Swagger 2.0 becomes one of OpenAPI 3.0', () => {
  const pet = { $ref: '#/components/schemas/Pet' };
  const missing = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };
  expect(asOpenApi30(parse(DESCRIPTION))).toEqual({
    openapi: '3.0.3',
    info: { title: 'Pets', version: '1' },
    'x-more': 'kept',
    security: [{ key: [] }],
    servers: [{ url: 'https://pets.test/v1' }, { url: 'http://pets.test/v1' }],
    paths: {
      '/pets/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
        get: {
          operationId: 'getPet',
          parameters: [
            { name: 'limit', in: 'query', schema: { type: 'integer', default: 10 } },
            {
              name: 'tags',
              in: 'query',
              schema: { type: 'array', items: { type: 'string' } },
              style: 'form',
              explode: true,
            },
            {
              name: 'ids',
              in: 'query',
              schema: { type: 'array', items: { type: 'integer' } },
              style: 'form',
              explode: false,
            },
          ],
          responses: {
            200: {
              description: 'ok',
              headers: { 'X-Rate': { description: 'left', schema: { type: 'integer' } } },
              content: { 'application/xml': { schema: pet, example: '<pet/>' } },
            },
            404: { description: 'none', content: { 'application/xml': missing['application/json'] } },
          },
        },
        put: {
          requestBody: {
            required: true,
            description: 'the pet',
            content: { 'application/json': { schema: pet }, 'application/xml': { schema: pet } },
          },
          responses: { 204: { description: 'done' } },
        },
      },
      '/pets/{id}/photo': {
        post: {
          requestBody: {
            required: true,
            content: {
              'multipart/form-data': {
                schema: {
                  type: 'object',
                  properties: {
                    file: { type: 'string', format: 'binary', description: 'a photo' },
                    labels: { type: 'array', items: { type: 'string' } },
                  },
                  required: ['file'],
                },
                encoding: { labels: { style: 'form', explode: true } },
              },
            },
          },
          responses: {
            200: {
              description: 'ok',
              content: { 'application/json': { schema: { type: 'string', format: 'binary' } } },
            },
          },
        },
      },
      '/login': {
        post: {
          requestBody: {
            content: {
              'application/x-www-form-urlencoded': {
                schema: { type: 'object', properties: { user: { type: 'string', enum: ['a'] } } },
              },
            },
          },
          responses: {},
        },
      },
    },
    components: {
      schemas: {
        Pet: {
          type: 'object',
          discriminator: { propertyName: 'type' },
          properties: {
            type: { type: 'string' },
            discriminator: { type: 'string', nullable: true },
            owner: { $ref: '#/components/schemas/Owner' },
          },
        },
        Owner: { allOf: [pet, { type: 'object', example: { $ref: '#/definitions/Pet' } }] },
        Error: { type: 'object', additionalProperties: pet },
      },
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic' },
        key: { type: 'apiKey', name: 'X-Key', in: 'header' },
        oauth: {
          type: 'oauth2',
          flows: {
            authorizationCode: {
              authorizationUrl: 'https://a.test',
              tokenUrl: 'https://t.test',
              scopes: { a: 'b' },
            },
          },
        },
      },
    },
  });
});

test('what is prepared is OpenAPI 3.0, and its findings are about the file as it is', async () => {
  const { document, diagnostics } = await prepareDescription(
    new Map([['openapi.yml', DESCRIPTION]]),
    'openapi.yml',
  );
  expect(JSON.parse(document)).toEqual(asOpenApi30(parse(DESCRIPTION)));
  expect(diagnostics.filter(({ level }) => level === 'fatal' || level === 'error')).toEqual([]);
  expect(diagnostics.every(({ oasRef }) => oasRef?.startsWith('#/components') !== true)).toBe(true);
});

test.each([
  { paths: { '/a': null, '/b': { get: 1, parameters: [1, { in: 'body' }] } }, definitions: { A: 1 } },
  {
    host: 1,
    schemes: 'x',
    paths: [],
    parameters: [],
    responses: { '200': null },
    securityDefinitions: { a: 1 },
  },
])('anything else in it is no reason to fail: %j', (rest) => {
  expect(asOpenApi30({ swagger: '2.0', info: {}, ...rest })).toMatchObject({ openapi: '3.0.3' });
});

test('references to references are followed, and names may have any characters', () => {
  const description = {
    swagger: '2.0',
    parameters: { A: { $ref: '#/parameters/b~1%20c' }, 'b/ c': { name: 'b', in: 'query', type: 'string' } },
    responses: { R: { $ref: '#/responses/S' }, S: { description: 'found' }, T: { $ref: '#/responses/T' } },
    paths: {
      '/a': {
        get: {
          parameters: [{ $ref: '#/parameters/A' }],
          responses: { 200: { $ref: '#/responses/R' }, 400: { $ref: '#/responses/T' } },
        },
      },
    },
  };
  expect(asOpenApi30(description)).toMatchObject({
    paths: {
      '/a': {
        get: {
          parameters: [{ name: 'b', in: 'query', schema: { type: 'string' } }],
          responses: { 200: { description: 'found' }, 400: { description: '' } },
        },
      },
    },
  });
});

test('other descriptions are unchanged', () => {
  const description = { openapi: '3.1.0', paths: {} };
  expect(asOpenApi30(description)).toBe(description);
});
