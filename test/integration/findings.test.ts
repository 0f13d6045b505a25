import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildFiles, conclusions, diagnosticsOf } from '../built.ts';
import { description, firstBuild, newProject } from '../service.ts';

/** `listPets`, with a schema on which OpenAPI Generator has something to say. */
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

test('what the generator says is a diagnostic of its target, in a build from the cache too', async () => {
  const project = await newProject(['typescript', 'go']);
  await firstBuild(project);
  const config = 'targets: {typescript: {}, go: {}}\n';
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

test('the example has nothing that counts', async () => {
  const project = await newProject(['typescript']);
  await firstBuild(project);
  const example = (name: string) =>
    readFileSync(new URL(`../../examples/bookstore/${name}`, import.meta.url), 'utf8');
  const build = await buildFiles(project, example('stainless.yml'), example('openapi.yml'));
  expect(new Set(Object.values(conclusions(build)))).toEqual(new Set(['success']));
  expect((await diagnosticsOf(build)).filter(({ ignored }) => !ignored)).toEqual([]);
}, 300_000);
