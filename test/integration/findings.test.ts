import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildFiles, conclusions, diagnosticsOf } from '../built.ts';
import { description, firstBuild, newProject } from '../service.ts';

/** `listPets`, with a schema about which OpenAPI Generator warns. */
function questionable(...operations: string[]): string {
  const document = JSON.parse(description(['listPets', ...operations]));
  Object.assign(document.components.schemas.Pet.properties, {
    age: { type: 'number', format: 'int32' },
    name: { type: 'string', minimum: 1 },
  });
  document.components.schemas.Error = { type: 'object', properties: { message: { type: 'string' } } };
  document.paths['/listPets'].get.responses.default = {
    description: 'error',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
  };
  return JSON.stringify(document);
}

test('warnings of the generator become diagnostics of the target, also from the cache', async () => {
  const project = await newProject(['typescript', 'go']);
  await firstBuild(project);
  const generator = '{generator: openapi-generator}';
  const config = `targets: {typescript: ${generator}, go: ${generator}}\n`;
  const first = await buildFiles(project, config, questionable());
  expect(conclusions(first)).toEqual({ typescript: 'note', go: 'note' });
  const listed = await diagnosticsOf(first);
  expect(listed.map(({ code, level, ignored }) => [code, level, ignored])).toEqual(
    expect.arrayContaining([
      ['Generator/UnknownFormat', 'note', false],
      ['Generator/NoEffect', 'note', false],
      ['Generator/Renamed', 'note', true],
    ]),
  );
  const again = await buildFiles(project, config, questionable());
  expect(conclusions(again)).toEqual({ typescript: 'noop', go: 'noop' });
  expect(await diagnosticsOf(again)).toEqual(listed);

  const rules =
    'diagnostics: {ignored: {Generator/UnknownFormat: true, Generator/NoEffect: [{target: go}]}}\n';
  const ruled = await buildFiles(project, rules + config, questionable('more'));
  expect(conclusions(ruled)).toEqual({ typescript: 'note', go: 'success' });
});

test("diagnostics of Kiln's own generator belong to the build, or to the only target that they concern", async () => {
  const project = await newProject(['typescript', 'python']);
  await firstBuild(project);
  const config = [
    'resources:',
    '  pets:',
    '    methods:',
    '      list: get /listPets',
    '      lost: {endpoint: get /nowhere, only: [python]}',
    'targets: {typescript: {}, python: {}}',
  ].join('\n');
  const first = await buildFiles(project, config, description(['listPets', 'getPet']));
  expect(conclusions(first)).toEqual({ typescript: 'note', python: 'error' });
  const listed = await diagnosticsOf(first);
  expect(listed.map(({ code, level }) => [code, level])).toEqual([
    ['Endpoint/NotConfigured', 'note'],
    ['Endpoint/NotFound', 'error'],
  ]);
  const again = await buildFiles(project, config, description(['listPets', 'getPet']));
  expect(conclusions(again)).toEqual({ typescript: 'noop', python: 'noop' });
  expect(await diagnosticsOf(again)).toEqual(listed);
});

test('the example has no diagnostics that count', async () => {
  const project = await newProject(['typescript']);
  await firstBuild(project);
  const example = (name: string) =>
    readFileSync(new URL(`../../examples/bookstore/${name}`, import.meta.url), 'utf8');
  const build = await buildFiles(project, example('stainless.yml'), example('openapi.yml'));
  expect(new Set(Object.values(conclusions(build)))).toEqual(new Set(['success']));
  expect((await diagnosticsOf(build)).filter(({ ignored }) => !ignored)).toEqual([]);
}, 300_000);
