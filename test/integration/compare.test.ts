import { Stainless } from '@stainless-api/sdk';
import { expect, test } from 'vitest';
import { client, completed, description, newProject } from '../service.ts';

test('compare builds both sides on new branches, also if one side is unchanged', async () => {
  const project = await newProject(['cli']);
  const { base, head } = await client().builds.compare({
    project,
    base: { branch: 'ephemeral-1/main', revision: 'main' },
    head: {
      branch: 'ephemeral-1/head',
      revision: { 'openapi.json': { content: description(['listPets', 'getPet']) } },
      commit_message: 'feat: get a pet',
    },
    targets: ['cli'],
  });
  const main = await client().projects.branches.retrieve('main', { project });
  expect(base.config_commit).toBe(main.config_commit.sha);
  expect(head.config_commit).not.toBe(base.config_commit);
  const trees = await Promise.all(
    [base, head].map(async ({ id }) => {
      const step = (await completed(id)).targets.cli?.commit;
      return step?.status === 'completed' ? step.commit?.tree_oid : undefined;
    }),
  );
  expect(trees.every((tree) => typeof tree === 'string')).toBe(true);
  expect(trees[0]).not.toBe(trees[1]);
  expect((await client().projects.branches.retrieve('ephemeral-1/head', { project })).latest_build?.id).toBe(
    head.id,
  );
});

test('compare rejects two sides on one branch', async () => {
  const project = await newProject(['cli']);
  const side = { branch: 'same', revision: 'main' };
  const compared = client().builds.compare({ project, base: side, head: side });
  await expect(compared).rejects.toThrow(Stainless.BadRequestError);
});

test('compare creates nothing if one side is invalid, and names the side', async () => {
  const project = await newProject(['openapi']);
  const sides = {
    base: { branch: 'only/base', revision: 'main' },
    head: { branch: 'only/head', revision: 'nowhere' },
  };
  await expect(client().builds.compare({ project, ...sides })).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining('head.revision: there is no branch "nowhere"'),
  });
  await expect(client().projects.branches.retrieve('only/base', { project })).rejects.toMatchObject({
    status: 404,
  });
  expect((await client().builds.list({ project, branch: 'only/base' })).data).toEqual([]);
});
