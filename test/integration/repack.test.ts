import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { expect, inject, test } from 'vitest';
import { ageOf } from '../../src/git/repack.ts';
import { file } from '../../src/git/store/file-tree.ts';
import { Repository } from '../../src/git/store/repository.ts';
import { BUILD_QUEUE } from '../../src/temporal/ids.ts';
import type { repack } from '../../src/workflows/repack.ts';
import { client, completed, firstBuild, newProject } from '../service.ts';
import { sharedTemporal } from '../temporal.ts';

test('the repack workflow finds aged repositories and repacks them', async () => {
  const project = await newProject(['cli']);
  await firstBuild(project);
  const gitDir = path.join(inject('dataDir'), 'repositories', inject('org'), `${project}-cli.git`);
  const repository = new Repository(gitDir);
  for (let n = 0; n < 12; n++) await repository.writeTree(new Map([['n', file(`${n}\n`)]]));
  expect((await ageOf(repository)).packs).toBeGreaterThan(12);

  const connection = await Connection.connect(sharedTemporal());
  const { workflow } = new Client({ connection });
  const options = { taskQueue: BUILD_QUEUE, workflowId: `repack-${project}` };
  expect(await workflow.execute<typeof repack>('repack', options)).toBeGreaterThanOrEqual(1);
  await connection.close();
  expect((await ageOf(repository)).packs).toBeLessThan(8);
  // The worker, which had read the packs that are gone, goes on.
  const { id } = await client().builds.create({ project, revision: 'main' });
  expect((await completed(id)).targets.cli?.commit).toMatchObject({ conclusion: 'noop' });
});
