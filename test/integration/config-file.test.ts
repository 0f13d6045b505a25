import type Stainless from '@stainless-api/sdk';
import { expect, test } from 'vitest';
import { buildFiles as build, conclusions, diagnosticsOf } from '../built.ts';
import { description, firstBuild, newProject } from '../service.ts';

/** The linter warns about an operation without an id. */
function withoutIds(...paths: string[]): string {
  const document = JSON.parse(description(['listPets', ...paths]));
  for (const path of paths) delete document.paths[`/${path}`].get.operationId;
  return JSON.stringify(document);
}

test('an unknown key makes its build or target end note; an ignored key does not', async () => {
  const project = await newProject(['typescript', 'go']);
  await firstBuild(project);
  const known =
    'pagination: []\nreadme: {}\ntargets: {typescript: {publish: {npm: true}}, go: {generator: openapi-generator}}\n';
  const clean = await build(project, known, description(['listPets', 'one']));
  expect(conclusions(clean)).toEqual({ typescript: 'success', go: 'success' });
  expect(
    (await diagnosticsOf(clean)).map(({ code, ignored, config_ref }) => [code, ignored, config_ref]),
  ).toEqual([
    ['Config/UnusedKey', true, '#/pagination'],
    ['Config/UnusedKey', true, '#/readme'],
    ['Config/UnusedKey', true, '#/targets/typescript/publish/npm'],
  ]);

  const mistyped = 'targets:\n  typescript: {}\n  go:\n    packge_name: pets\n';
  const noted = await build(project, mistyped, description(['listPets', 'two']));
  expect(conclusions(noted)).toEqual({ typescript: 'success', go: 'note' });
  expect(await diagnosticsOf(noted)).toMatchObject([
    {
      code: 'Config/UnknownKey',
      level: 'note',
      ignored: false,
      config_ref: '#/targets/go/packge_name',
      line: 4,
      message: expect.stringContaining('Did you mean "package_name"?'),
    },
  ]);
  const everywhere = await build(
    project,
    'tragets: 1\ntargets: {go: {}}',
    description(['listPets', 'three']),
  );
  expect(conclusions(everywhere)).toEqual({ go: 'note' });
});

test('ignored diagnostics are listed and do not affect conclusions', async () => {
  const project = await newProject(['typescript', 'go']);
  await firstBuild(project);
  const both = 'targets: {typescript: {}, go: {}}\n';
  const rules = (places: string) =>
    `diagnostics: {ignored: {OpenAPI/operation-operationId: ${places}}}\n${both}`;
  const ignoredOf = async (one: Stainless.Build) => (await diagnosticsOf(one)).map(({ ignored }) => ignored);

  const counted = await build(project, both, withoutIds('a', 'b'));
  expect(conclusions(counted)).toEqual({ typescript: 'warning', go: 'warning' });
  expect(await ignoredOf(counted)).toEqual([false, false]);

  const byCode = await build(project, rules('true'), withoutIds('a', 'c'));
  expect(conclusions(byCode)).toEqual({ typescript: 'success', go: 'success' });
  expect(await ignoredOf(byCode)).toEqual([true, true]);

  const byPlace = await build(project, rules('["#/paths/~1a"]'), withoutIds('a', 'd'));
  expect(conclusions(byPlace)).toEqual({ typescript: 'warning', go: 'warning' });
  expect(await ignoredOf(byPlace)).toEqual([true, false]);

  const byTarget = await build(project, rules('[{target: go, reason: r}]'), withoutIds('a', 'e'));
  expect(conclusions(byTarget)).toEqual({ typescript: 'warning', go: 'success' });
  expect(await ignoredOf(byTarget)).toEqual([false, false]);

  await expect(build(project, rules('maybe'))).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('diagnostics.ignored.OpenAPI/operation-operationId'),
  });
});

test('rejects generator options that read or write elsewhere', async () => {
  const project = await newProject(['java']);
  const first = await firstBuild(project);
  for (const [key, value] of [
    ['templateDir', '/etc'],
    ['sourceFolder', '../../escaped'],
  ]) {
    const config = `targets: {java: {options: {${key}: ${value}}}}`;
    await expect(build(project, config)).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining(`targets.java.options.${key}`),
    });
  }
  expect((await firstBuild(project)).id).toBe(first.id);
});
