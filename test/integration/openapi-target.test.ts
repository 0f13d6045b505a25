import { load } from 'js-yaml';
import { expect, inject, test } from 'vitest';
import { Repositories } from '../../src/git/store/repositories.ts';
import { needs } from '../needs.ts';
import { client, completed, description, firstBuild, newProject, request } from '../service.ts';

const confined = await needs('sandbox', 'npm');

confined.test(
  'the target openapi commits the prepared description, and lints, bundles and compares it',
  async () => {
    const project = await newProject(['openapi']);
    await firstBuild(project);
    const { id } = await client().builds.create({
      project,
      branch: 'main',
      targets: ['openapi'],
      revision: {
        'openapi.json': { content: description(['listPets', 'getPet']).replace('3.0.3', '3.1.0') },
        'stainless.yml': { content: 'targets: {openapi: {checks: true}}\n' },
      },
    });
    const { openapi } = (await completed(id)).targets;
    expect(openapi?.commit).toMatchObject({ status: 'completed', conclusion: 'success' });
    for (const check of [openapi?.lint, openapi?.build, openapi?.test]) {
      expect(check).toMatchObject({ status: 'completed', conclusion: 'success' });
    }
    const step = openapi?.commit;
    const sha = step?.status === 'completed' ? (step.commit?.sha ?? '') : '';
    const files = await new Repositories(`${inject('dataDir')}/repositories`)
      .get(inject('org'), project, 'openapi')
      .readTree(sha);
    expect([...files.keys()].sort()).toEqual(
      [
        '.gitignore',
        '.kiln/provenance.json',
        'LICENSE',
        'README.md',
        'openapi.json',
        'openapi.yml',
        'redocly.yaml',
      ].sort(),
    );
    const json = JSON.parse(files.get('openapi.json')?.content.toString('utf8') ?? '');
    expect(json).toMatchObject({ openapi: '3.1.0', paths: { '/getPet': {} } });
    expect(load(files.get('openapi.yml')?.content.toString('utf8') ?? '')).toEqual(json);
  },
);

confined.test('a linter error fails the lint of the target openapi', async () => {
  const project = await newProject(['openapi']);
  const twice = description(['listPets', 'getPet']).replace(
    '"operationId":"getPet"',
    '"operationId":"listPets"',
  );
  const { id } = await client().builds.create({
    project,
    branch: 'main',
    revision: {
      'openapi.json': { content: twice },
      'stainless.yml': { content: 'targets: {openapi: {checks: true}}\n' },
    },
  });
  const { openapi } = (await completed(id)).targets;
  expect(openapi?.lint).toMatchObject({ conclusion: 'failure' });
  expect(openapi?.test).toMatchObject({ conclusion: 'success' });
});

test('rejects the target sql as unsupported', async () => {
  const project = await newProject(['openapi']);
  const answer = await request('POST', '/v0/builds', { project, revision: 'main', targets: ['sql'] });
  expect(answer).toMatchObject({
    status: 400,
    body: { message: 'targets: sql is not an SDK target of this service.' },
  });
});
