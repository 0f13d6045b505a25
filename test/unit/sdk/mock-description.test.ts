import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { mockDescription } from '../../../src/sdk/api/mock-description.ts';
import { apiOf } from './api-of.ts';

/** A description of one method that answers with the content. */
function describing(content: string, schemas: string): string {
  return `
openapi: 3.1.0
info: { title: Pets, version: "1" }
paths:
  /pets: { get: { responses: { "200": { description: ok, content: { application/json: ${content} } } } } }
components: { schemas: ${schemas}, examples: { two: { value: [{ total: 2 }] } } }
`;
}

/** The content of the answer, and the schemas, in the description for the mock server. */
function forMock(description: string, config = 'resources: { pets: { methods: { list: get /pets } } }') {
  const given: unknown = parse(description);
  const made = mockDescription(given, apiOf(description, config).api);
  return { made, isUnchanged: made === given };
}

const LIST =
  '{ List: { type: object, required: [total], properties: { total: { type: integer, minimum: 5 }, next: { type: string, format: uri } } } }';
const SCHEMA = 'schema: { $ref: "#/components/schemas/List" }';
const inContent = (content: unknown) => ({
  paths: { '/pets': { get: { responses: { 200: { content: { 'application/json': content } } } } } },
});

describe('the description for the mock server', () => {
  it.each([
    `{ ${SCHEMA}, example: { total: 1 } }`,
    `{ ${SCHEMA}, example: { total: 1, undefinedInTheSchema: true } }`,
    `{ ${SCHEMA}, example: { total: 1, next: /relative } }`,
    `{ ${SCHEMA} }`,
  ])('is the same if the answer is valid: %s', (content) => {
    expect(forMock(describing(content, LIST)).isUnchanged).toBe(true);
  });

  it.each([
    ['of a list instead of an object', 'example: [{ total: 2 }]'],
    ['by reference', 'examples: { first: { $ref: "#/components/examples/two" } }'],
    ['without a required property', 'example: { count: 2 }'],
    ['of text instead of a number', 'example: { total: "2," }'],
  ])('has a valid example in place of one %s', (_, example) => {
    const { made } = forMock(describing(`{ ${SCHEMA}, ${example} }`, LIST));
    expect(made).toMatchObject(inContent({ example: { total: 5 } }));
    expect(made).not.toMatchObject(inContent({ examples: expect.anything() }));
  });

  it('has an example where a part of an `allOf` defines what the whole requires', () => {
    const parts = '{ List: { required: [total], allOf: [{ properties: { total: { type: integer } } }] } }';
    expect(forMock(describing(`{ ${SCHEMA} }`, parts)).made).toMatchObject(
      inContent({ example: { total: 0 } }),
    );
  });

  it('has no invalid examples of schemas', () => {
    const dates =
      '{ List: { type: object, properties: { since: { type: string, format: date-time, example: 2021-01-01 } } } }';
    const since = { since: { type: 'string', format: 'date-time' } };
    const { made } = forMock(describing(`{ ${SCHEMA} }`, dates));
    expect(made).toHaveProperty('components.schemas.List.properties', since);
  });

  it('has an example of the field that a method unwraps', () => {
    const config =
      'resources: { pets: { methods: { list: { endpoint: get /pets, unwrap_response: total } } } }';
    const { made } = forMock(describing(`{ ${SCHEMA}, example: { total: "2," } }`, LIST), config);
    expect(made).toMatchObject(inContent({ example: { total: 5 } }));
  });
});
