import { describe, expect, it } from 'vitest';
import { describingCalls } from '../../../src/sdk/api/describing-calls.ts';

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

function describing(schema: unknown, components: Readonly<Record<string, unknown>>) {
  const content = { 'application/json': { schema } };
  const get = { responses: { 200: { description: 'ok', content } } };
  return { openapi: '3.1.0', info: { title: 'A', version: '1' }, paths: { '/a': { get } }, components };
}

/** Names of the schemas that are left. */
function left(schema: unknown, schemas: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(keptOf(describing(schema, { schemas })).schemas ?? {});
}

function keptOf(description: ReturnType<typeof describing>): Readonly<Record<string, object>> {
  const kept = describingCalls(description);
  expect(kept).toMatchObject({ openapi: '3.1.0', paths: description.paths });
  return (kept as { components: Record<string, object> }).components;
}

describe('a description for calls', () => {
  it('has what the operations use, through others and in a circle', () => {
    const schemas = {
      Unused: { properties: { a: reference('Also') } },
      Also: {},
      A: { properties: { b: reference('B') } },
      B: { items: reference('A') },
    };
    expect(left(reference('A'), schemas)).toEqual(['A', 'B']);
  });

  it.each([
    ['a part of it', { $ref: '#/components/schemas/A/properties/b' }],
    ['escapes', { $ref: '#/components/schemas/%41' }],
    ['a discriminator', { discriminator: { propertyName: 'k', mapping: { a: '#/components/schemas/A' } } }],
    ['a discriminator by name', { discriminator: { propertyName: 'k', mapping: { a: 'A' } } }],
  ])('has a schema that is used by %s', (_, schema) => {
    expect(left(schema, { A: {}, Other: {} })).toEqual(['A']);
  });

  it.each([
    ['an anchor', { $ref: '#a' }],
    ['a dynamic reference', { $dynamicRef: '#a' }],
  ])('is whole if a schema is used by %s', (_, schema) => {
    expect(left(schema, { A: { $anchor: 'a' }, Other: {} })).toEqual(['A', 'Other']);
  });

  it('has all security schemes and extensions', () => {
    const components = { securitySchemes: { key: {} }, 'x-more': { a: 1 }, examples: { one: {} } };
    expect(keptOf(describing({}, components))).toEqual({ ...components, examples: {} });
  });

  it('is read without recursion', () => {
    const names = Array.from({ length: 100_000 }, (_, i) => `S${i}`);
    const schemas = Object.fromEntries(names.map((name, i) => [name, reference(`S${i + 1}`)]));
    expect(left({ anyOf: [reference('S0')] }, schemas)).toHaveLength(100_000);
  });
});
