import { readFileSync } from 'node:fs';
import { expect, inject, test } from 'vitest';
import { client, completed, firstBuild, newProject, request } from '../service.ts';

test('a project with a guessed config file builds', async () => {
  const from = await newProject(['cli', 'go']);
  const spec = readFileSync('examples/bookstore/openapi.yml', 'utf8');
  const guessed = await client().projects.configs.guess({ project: from, spec });
  expect(Object.keys(guessed)).toEqual(['stainless.yml']);
  const content = guessed['stainless.yml']?.content ?? '';
  expect(content).toContain('list: get /books');

  const project = `${from}-guessed`;
  await client().projects.create({
    org: inject('org'),
    slug: project,
    display_name: 'Guessed',
    targets: ['cli'],
    revision: { 'openapi.yml': { content: spec }, 'stainless.yml': { content } },
  });
  const build = await firstBuild(project);
  expect(build.targets.cli?.commit).toMatchObject({ status: 'completed', conclusion: 'success' });
  const { id } = await client().builds.create({ project, revision: 'main', targets: ['go'] });
  expect((await completed(id)).targets.go?.commit).toMatchObject({ conclusion: 'success' });
});

test('rejects an invalid description and an unknown branch with the name of the field', async () => {
  const path = `/v0/projects/${await newProject(['cli'])}/configs/guess`;
  for (const [body, status, field] of [
    [{ spec: 'a: [' }, 400, 'spec: is not YAML'],
    [{ spec: '{"a": ' }, 400, 'spec: is not JSON'],
    [{ spec: 'hello' }, 400, 'spec: is not an OpenAPI description'],
    [{}, 400, 'spec'],
    [{ spec: readFileSync('examples/bookstore/openapi.yml', 'utf8'), branch: 'none' }, 404, 'branch'],
  ] as const) {
    expect(await request('POST', path, body)).toMatchObject({
      status,
      body: { message: expect.stringContaining(field) },
    });
  }
});
