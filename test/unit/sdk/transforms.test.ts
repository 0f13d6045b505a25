import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/sdk/config/read.ts';
import { transformed } from '../../../src/sdk/transforms/apply.ts';

const description = () => ({
  paths: { '/pets/{id}': { get: { tags: ['a', 'b'], summary: 'Old' } } },
  components: {
    schemas: {
      Pet: { type: 'object', properties: { id: { type: 'string' }, secret: { type: 'string' } } },
      Cat: { type: 'object', properties: { kind: { type: 'string', const: 'cat' } } },
      Dog: { type: 'object', properties: { kind: { type: 'string', enum: ['dog'] } } },
      Any: { oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }] },
    },
  },
});

function apply(...transforms: readonly object[]) {
  const { config } = readConfig(JSON.stringify({ openapi: { transforms } }));
  return transformed(description(), config);
}

describe('transforms', () => {
  it.each([
    ['update', { target: '$.paths.*.get.summary', value: 'New' }, 'paths./pets/{id}.get.summary', 'New'],
    [
      'update',
      { target: '$.paths.*.get.summary', template: true, value: '{{value}}!' },
      'paths./pets/{id}.get.summary',
      'Old!',
    ],
    [
      'append',
      { target: '#/paths/~1pets~1{id}/get/tags', value: ['c'] },
      'paths./pets/{id}.get.tags',
      ['a', 'b', 'c'],
    ],
    [
      'merge',
      { target: '$.components.schemas.Pet', value: { title: 'T' } },
      'components.schemas.Pet.title',
      'T',
    ],
    [
      'mergeObject',
      { target: ['$.components.schemas.Pet'], object: { properties: { id: { format: 'uuid' } } } },
      'components.schemas.Pet.properties.id',
      { type: 'string', format: 'uuid' },
    ],
    [
      'remove',
      { target: '$.components.schemas.Pet.properties', keys: ['secret'] },
      'components.schemas.Pet.properties',
      { id: { type: 'string' } },
    ],
    ['remove', { target: '$.paths.*.get.tags[*]' }, 'paths./pets/{id}.get.tags', []],
    [
      'replaceProperties',
      { filter: { only: ['$.components.schemas.Pet.type'] }, value: 'x' },
      'components.schemas.Pet.type',
      'x',
    ],
    [
      'renameValue',
      { filter: { only: ['$.components.schemas.Pet'] }, rename: { go: { property_name: 'P' } } },
      'components.schemas.Pet.x-stainless-naming',
      { go: { property_name: 'P' } },
    ],
    [
      'extractToRefs',
      { ref: { target: '$.components.schemas.Pet.properties.id', name: 'Id' } },
      'components.schemas.Pet.properties.id',
      { $ref: '#/components/schemas/Id' },
    ],
    ['oneOfToAnyOf', {}, 'components.schemas.Any.oneOf', undefined],
    ['guessDiscriminantUnions', {}, 'components.schemas.Any.discriminator', { propertyName: 'kind' }],
    [
      'copy',
      { from: '$.components.schemas.Pet', to: ['#/components/schemas/Copy'] },
      'components.schemas.Copy.type',
      'object',
    ],
    [
      'move',
      { from: '$.components.schemas.Pet', to: '#/components/schemas/Moved' },
      'components.schemas.Pet',
      undefined,
    ],
  ])('%s %j', (command, args, at, expected) => {
    const { description: made, problems } = apply({ command, reason: 'r', args });
    expect(problems).toEqual([]);
    const found = at
      .split(/\.(?![^{]*json)/)
      .reduce<unknown>((value, key) => Reflect.get(Object(value), key), made);
    expect(found).toEqual(expected);
  });

  it('reports a target that matches nothing, and continues', () => {
    const { description: made, problems } = apply(
      { command: 'remove', args: { target: '$.nothing' } },
      { command: 'remove', args: { target: '$.components.schemas.Pet' } },
    );
    expect(problems).toMatchObject([
      { code: 'Transform/TargetNotFound', config: ['openapi', 'transforms', 0] },
    ]);
    expect(made).not.toHaveProperty('components.schemas.Pet');
  });

  it('does not execute code in a path', () => {
    const { problems } = apply({ command: 'remove', args: { target: '$..[?(process.exit(1))]' } });
    expect(problems).toMatchObject([{ code: 'Transform/Invalid' }]);
  });

  it('does not modify the given description, and does not overwrite existing values', () => {
    const given = description();
    const { config } = readConfig(
      JSON.stringify({
        openapi: {
          transformations: [
            { command: 'append', args: { target: '$.components.schemas.Pet', value: { type: 'x' } } },
          ],
        },
      }),
    );
    expect(transformed(given, config).problems).toHaveLength(1);
    expect(given).toEqual(description());
  });
});
