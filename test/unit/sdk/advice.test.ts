import { expect, test } from 'vitest';
import { singular } from '../../../src/sdk/names/casing.ts';
import { configFor } from '../../../src/sdk/prepare.ts';
import { apiOf } from './api-of.ts';

const PETS = `
info: { title: Pets, version: '1' }
paths:
  /pets:
    get:
      parameters: [{ name: cursor, in: query, schema: { type: string } }]
      responses: { '200': { content: { application/json: { schema: { type: array, items: { type: string } } } } } }
  /owners:
    get:
      parameters: [{ name: page, in: query, schema: { type: integer } }]
      responses: { '200': { content: { application/json: { schema: { type: array, items: { type: string } } } } } }
components:
  schemas:
    Kind: { type: string, enum: [cat] }
    Either:
      oneOf:
        - { type: object, properties: { a: { type: string } } }
        - { type: object, properties: { b: { type: string } } }
        - { type: object, title: third, properties: { c: { type: string } } }
`;

const found = (config: string) =>
  apiOf(PETS, config).diagnostics.map(({ code, level, configRef, oasRef, line, ignored }) => [
    code,
    level,
    configRef ?? oasRef,
    line,
    ignored ?? false,
  ]);

test('reports name collisions, constant models and unnamed variants with their positions', () => {
  const config = `resources:
  pets:
    models: { kind: Kind, either: Either, pet-kind: '#/components/schemas/Either/oneOf/2', petKind: Either }
    methods: { list: get /pets }
    subresources:
      List: { methods: { all: get /owners } }
`;
  expect(found(config)).toEqual(
    expect.arrayContaining([
      ['Name/Collision', 'warning', '#/resources/pets/models/petKind', 3, false],
      ['Name/Collision', 'warning', '#/resources/pets/subresources/List', 6, false],
      ['Model/IsConstant', 'note', '#/resources/pets/models/kind', 3, true],
      [
        'Schema/CannotInferUnionVariantName',
        'warning',
        '#/components/schemas/Either/oneOf/0',
        undefined,
        false,
      ],
      [
        'Schema/CannotInferUnionVariantName',
        'warning',
        '#/components/schemas/Either/oneOf/1',
        undefined,
        false,
      ],
    ]),
  );
  expect(found(config).filter(([, , place]) => String(place).endsWith('oneOf/2'))).toEqual([]);
});

test('reports pagination schemes without a matching list, and lists without a matching scheme', () => {
  const config = `pagination:
  - { name: used, type: cursor, request: { cursor: {} }, response: { items: { type: array, x-stainless-pagination-property: { purpose: items, is_top_level_array: true } } } }
  - { name: idle, type: offset, request: { offset: {}, limit: {} }, response: { data: { type: array } } }
resources:
  pets: { methods: { list: get /pets } }
  owners:
    methods:
      list: get /owners
      all: { endpoint: get /owners, paginated: false }
`;
  const ofPages = found(config).filter(([code]) => String(code).startsWith('Pagination/'));
  expect(ofPages).toEqual([
    ['Pagination/SchemeNotUsed', 'note', '#/pagination/1', 3, false],
    ['Pagination/NotConfigured', 'note', '#/resources/owners/methods/list', 8, true],
  ]);
});

test('if the organisation is in another script, the client is named after the project or by the config file', () => {
  const name = (config: string) =>
    configFor(config, {}, 'nihon-shop').config.client_settings?.default_client_name;
  expect(name('organization: { name: 日本Co }')).toBe('NihonShop');
  expect(name('organization: { name: 日本Co }\nclient_settings: { default_client_name: Nihon }')).toBe(
    'Nihon',
  );
  expect(name('organization: { name: Größe & Söhne }')).toBeUndefined();
});

test('diagnostics is the plural of diagnostic, as in published packages', () => {
  expect(singular('build-diagnostics')).toBe('build diagnostic');
});
