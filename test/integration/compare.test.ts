import { Stainless } from '@stainless-api/sdk';
import { expect, test } from 'vitest';
import { client, completed, description, newProject } from '../service.ts';

test('compare builds two sides, on branches that it makes, also where one did not change', async () => {
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

test('compare refuses two sides on one branch', async () => {
  const project = await newProject(['cli']);
  const side = { branch: 'same', revision: 'main' };
  const compared = client().builds.compare({ project, base: side, head: side });
  await expect(compared).rejects.toThrow(Stainless.BadRequestError);
});
