import { expect, it } from 'vitest';
import { apiOf, methodOf } from './api-of.ts';

const CONFIG = `
pagination:
  - name: page
    type: page_number
    request: { page: { type: integer, x-stainless-pagination-property: { purpose: page_number_param } } }
    response: { ITEMS }
resources: { pets: { methods: { list: get /pets, get: get /pet } } }
`;

/** Two methods with the same parameter; only the first returns a list in the place of the items. */
it.each([
  [
    'a field of the response',
    'data: { type: array, items: {}, x-stainless-pagination-property: { purpose: items } }',
    [
      '{ type: object, properties: { data: { type: array, items: { type: string } } } }',
      '{ type: object, properties: { data: { type: object } } }',
    ],
  ],
  [
    'the response itself',
    'items: { type: array, items: {}, x-stainless-pagination-property: { purpose: items, is_top_level_array: true } }',
    ['{ type: array, items: { type: string } }', '{ type: object, properties: { name: { type: string } } }'],
  ],
])('a method is paginated only if the items are a list: %s', (_, items, [list, other]) => {
  const operation = (schema: string | undefined) =>
    `{ get: { parameters: [{ name: page, in: query, schema: { type: integer } }], responses: { "200": { description: ok, content: { application/json: { schema: ${schema} } } } } } }`;
  const built = apiOf(
    `{ openapi: 3.1.0, info: { title: Pets, version: "1" }, paths: { /pets: ${operation(list)}, /pet: ${operation(other)} } }`,
    CONFIG.replace('ITEMS', items),
  );
  expect(methodOf(built, 'pets.list').result.kind).toBe('page');
  expect(methodOf(built, 'pets.get').result.kind).toBe('value');
  expect(built.diagnostics.filter(({ level }) => level === 'error')).toEqual([]);
});
