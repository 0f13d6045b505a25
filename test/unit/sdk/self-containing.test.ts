import { expect, test } from 'vitest';
import { apiOf } from './api-of.ts';

const CONFIG =
  'resources: { nodes: { models: { node: "#/components/schemas/Node" }, methods: { get: get /nodes } } }';

/** Models of a description whose only method returns a `Node`, by name. */
function modelsOf(schemas: string) {
  const { api, diagnostics } = apiOf(
    `
openapi: 3.0.3
info: { title: Acme, version: "1" }
paths:
  /nodes: { get: { responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Node" } } } } } } }
components: { schemas: ${schemas} }
`,
    CONFIG,
  );
  expect(diagnostics.filter(({ level }) => level === 'error')).toEqual([]);
  return new Map([...api.models.values()].map(({ name, type }) => [name, type]));
}

/** The types of an object's properties: the model's id for a model. */
function propertiesOf(
  type: ReturnType<typeof modelsOf> extends Map<string, infer T> ? T | undefined : never,
) {
  if (type?.kind !== 'object') throw new Error(`not an object: ${type?.kind}`);
  return Object.fromEntries(
    type.properties.map(({ name, type: own }) => [name, own.kind === 'model' ? own.model : own.kind]),
  );
}

test('a property that adds to the schema that it is in has a type of its own', () => {
  const models = modelsOf(`{
    Node: { properties: { id: { type: string }, child: { allOf: [{ $ref: "#/components/schemas/Node" }, { properties: { more: { type: integer } } }] } } }
  }`);
  expect(propertiesOf(models.get('node'))).toEqual({ id: 'string', child: '$client.node_child' });
  expect(propertiesOf(models.get('node_child'))).toEqual({
    id: 'string',
    child: '$client.node_child',
    more: 'integer',
  });
});

test('two such properties of one schema each have one', () => {
  const part = (more: string) =>
    `{ allOf: [{ $ref: "#/components/schemas/Node" }, { properties: { ${more}: { type: integer } } }] }`;
  const models = modelsOf(`{ Node: { properties: { left: ${part('a')}, right: ${part('b')} } } }`);
  const sides = { left: '$client.node_left', right: '$client.node_right' };
  expect(propertiesOf(models.get('node'))).toEqual(sides);
  expect(propertiesOf(models.get('node_left'))).toEqual({ ...sides, a: 'integer' });
  expect(propertiesOf(models.get('node_right'))).toEqual({ ...sides, b: 'integer' });
});

test('a recursive property that a subtype declares again has the type of the subtype', () => {
  const models = modelsOf(`{
    Base: { properties: { id: { type: string }, parent: { $ref: "#/components/schemas/Base" } } },
    Node: { allOf: [{ $ref: "#/components/schemas/Base" }, { properties: { parent: { $ref: "#/components/schemas/Node" } } }] }
  }`);
  expect(propertiesOf(models.get('node'))).toEqual({ id: 'string', parent: 'nodes.node' });
});

test('a recursive property that unrelated schemas declare ends', () => {
  const models = modelsOf(`{
    A: { properties: { next: { $ref: "#/components/schemas/Node" } } },
    B: { properties: { next: { $ref: "#/components/schemas/B" }, b: { type: string } } },
    Node: { allOf: [{ $ref: "#/components/schemas/A" }, { $ref: "#/components/schemas/B" }] }
  }`);
  expect(propertiesOf(models.get('node'))).toEqual({ next: 'nodes.node', b: 'string' });
});
