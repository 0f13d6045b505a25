import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exampleArguments, exampleOf } from '../../../src/sdk/api/examples.ts';
import { textMatching } from '../../../src/sdk/api/pattern-example.ts';
import { apiOf, methodOf, typeOfSchema } from './api-of.ts';

const ajv = new Ajv2020({ strict: false, logger: false, validateFormats: false });
const none = { models: new Map(), direction: 'sent' } as const;

/** Schemas of every kind, with satisfiable bounds. */
const schemas = fc.letrec((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<object>(
      { type: 'boolean' },
      { type: 'null' },
      { const: 'fixed' },
      {},
      { type: 'object' },
    ),
    fc.record({
      type: fc.constant('string'),
      minLength: fc.nat(30),
      maxLength: fc.integer({ min: 30, max: 40 }),
    }),
    fc.record({
      type: fc.constant('string'),
      pattern: fc.constantFrom('^[a-z]+$', '^\\d{3}-\\d{2,4}$', '^(?:a|b)c*$', '^[A-Z]{2}[^x]?$', 'x'),
    }),
    fc.record({ type: fc.constant('integer'), minimum: fc.integer({ min: -50, max: 50 }) }),
    fc.record({ type: fc.constant('integer'), exclusiveMaximum: fc.integer({ min: -50, max: 50 }) }),
    fc.record({
      type: fc.constant('number'),
      minimum: fc.double({ min: -9, max: 9, noNaN: true }),
      multipleOf: fc.constantFrom(1, 0.5, 2),
    }),
    fc.record({
      type: fc.constantFrom('string', ['string', 'null']),
      enum: fc.constantFrom(['a', 'b'], ['', 'x']),
    }),
    fc.record({ type: fc.constant('array'), items: tie('schema'), minItems: fc.nat(2) }),
    fc.record({ type: fc.constant('object'), additionalProperties: tie('schema') }),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record({
      type: fc.constant('object'),
      properties: fc.dictionary(fc.string({ maxLength: 6 }), tie('schema'), { maxKeys: 4 }),
      additionalProperties: fc.boolean(),
    }),
    fc.record({
      type: fc.constant('object'),
      properties: fc.record({ a: tie('schema'), b: tie('schema') }),
      required: fc.constantFrom(['a'], ['a', 'b'], []),
    }),
  ),
})).schema;

describe('examples', () => {
  it.each(['required', 'all'] as const)('are valid for their schema: %s', (include) => {
    fc.assert(
      fc.property(schemas, (schema) => {
        const value = exampleOf(typeOfSchema(schema), 'name', { ...none, include });
        expect(value).not.toBeUndefined();
        expect(
          ajv.validate(schema as object, value),
          `${JSON.stringify(schema)} ${JSON.stringify(value)}`,
        ).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('uses the description’s example only if it is valid', () => {
    const example = (schema: object) => exampleOf(typeOfSchema(schema), 'name', { ...none, include: 'all' });
    expect(example({ type: 'integer', example: 7 })).toBe(7);
    expect(example({ type: 'integer', example: 'seven' })).toBe(0);
    expect(example({ type: 'string', maxLength: 3, example: 'abcd' })).toBe('nam');
  });

  it('has one of several sets of properties if the schema requires any of them', () => {
    const properties = { kind: { type: 'string' }, id: { type: 'integer' }, name: { type: 'string' } };
    const either = [{ required: ['id'] }, { required: ['name'] }];
    for (const alternatives of [{ oneOf: either }, { anyOf: either }]) {
      const type = typeOfSchema({ type: 'object', properties, required: ['kind'], ...alternatives });
      expect(exampleOf(type, 'item', { ...none, include: 'required' })).toEqual({ kind: 'kind', id: 0 });
    }
  });

  it('ends at a recursive schema', () => {
    const built = apiOf(
      `
paths:
  /nodes:
    post:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Node' } } } }
      responses: { '204': { description: ok } }
components:
  schemas:
    Node:
      type: object
      required: [op, all]
      properties:
        op: { type: string }
        all: { type: array, items: { $ref: '#/components/schemas/Node' } }
        left: { oneOf: [{ $ref: '#/components/schemas/Node' }, { type: string }] }
`,
      'resources: { nodes: { methods: { create: post /nodes } } }',
    );
    const values = exampleArguments(methodOf(built, 'nodes.create'), built.api.models, 'all');
    expect([...values].map(([{ name }, value]) => [name, value])).toMatchObject([
      ['op', 'op'],
      ['all', [{ op: 'op', all: [] }]],
      ['left', { op: 'op' }],
    ]);
  });

  it('finds no value if there is no finite one', () => {
    const built = apiOf(
      `
paths:
  /a: { get: { responses: { '200': { content: { application/json: { schema: { $ref: '#/components/schemas/A' } } } } } } }
components: { schemas: { A: { type: object, required: [a], properties: { a: { $ref: '#/components/schemas/A' } } } } }
`,
      'resources: { a: { models: { a: A }, methods: { get: get /a } } }',
    );
    const { result } = methodOf(built, 'a.get');
    if (result.kind !== 'value') throw new Error(result.kind);
    const options = { ...none, models: built.api.models, include: 'all' } as const;
    expect(exampleOf(result.type, 'a', options)).toBeUndefined();
  });

  it('gives a method its required arguments, without response-only properties', () => {
    const built = apiOf(
      `
paths:
  /pets/{id}:
    put:
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
        - { name: dry, in: query, schema: { type: boolean } }
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [name, createdAt]
              properties:
                name: { type: string }
                createdAt: { type: string, format: date-time, readOnly: true }
                tags: { type: array, items: { type: string } }
      responses: { '204': { description: ok } }
`,
      "resources: { pets: { methods: { update: 'put /pets/{id}' } } }",
    );
    const names = (include: 'required' | 'all') =>
      [...exampleArguments(methodOf(built, 'pets.update'), built.api.models, include).keys()].map(
        ({ name }) => name,
      );
    expect(names('required')).toEqual(['id', 'name']);
    expect(names('all')).toEqual(['id', 'dry', 'name', 'tags']);
  });
});

describe('text for a pattern', () => {
  it.each([
    '^[a-z][a-z0-9-]{2,30}$',
    '^\\+[1-9]\\d{1,14}$',
    '^(?:[0-9A-F]{2}:){5}[0-9A-F]{2}$',
    '^v\\d+(?:\\.\\d+)*(?:-rc\\d)?$',
    '^[^/]+/[^/]+$',
    '^\\p{L}+$',
    '^(?!-)[a-z-]+$',
    '^#[0-9a-fA-F]{6}$',
    'https?://\\S+',
  ])('matches %s', (pattern) => {
    const text = textMatching(pattern, 0, 100);
    expect(text).not.toBeNull();
    expect(text ?? '').toMatch(new RegExp(pattern, 'u'));
  });

  it('respects length bounds', () => {
    expect(textMatching('^[a-z]+$', 12, 20)).toMatch(/^[a-z]{12,20}$/);
  });
});
