import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Stainless from '@stainless-api/sdk';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { expect, inject, test } from 'vitest';
import type { Activities } from '../../src/activities/index.ts';
import type { SdkTarget } from '../../src/contract/targets.ts';
import { runApi } from '../../src/roles/api.ts';
import { workflowsPath } from '../../src/roles/task-queues.ts';
import { readConfig } from '../../src/runtime/config.ts';
import { freePort } from '../../src/runtime/servers/ports.ts';
import { BUILD_QUEUE, buildWorkflowId, CHECK_QUEUE } from '../../src/temporal/ids.ts';
import { ensureNamespace } from '../../src/temporal/namespace.ts';
import { ensureSearchAttributes } from '../../src/temporal/search-attributes.ts';
import { ownServers } from '../own-kiln.ts';
import { description } from '../service.ts';
import { sharedTemporal } from '../temporal.ts';

Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });

/** Activities that record their calls, and answer as in a successful build. */
function noting(asked: string[]) {
  const note = (...words: string[]) => asked.push(words.join(' '));
  const sha = 'c0ffee'.padEnd(40, '0');
  return {
    unchanged: async () => {
      note('unchanged');
      return asked.includes('prepare') ? {} : null;
    },
    prepare: async () => void note('prepare'),
    codegen: async ({ target }) => {
      note('codegen', target);
      return { ok: true, tree: `tree of ${target}` };
    },
    postgen: async ({ target }, tree) => {
      note('postgen', target, '<-', tree);
      return `completed ${tree}`;
    },
    commit: async ({ target }, tree) => {
      note('commit', target, '<-', tree);
      return { conclusion: 'success', sha, stages: [['lint', 'build'], ['test']] };
    },
    runCheck: async ({ target }, step, commit) => {
      note(step, target, '<-', commit.slice(0, 6));
      return 'success';
    },
    releaseWorkspace: async ({ target }) => void note('releaseWorkspace', target),
    endBuild: async () => void note('endBuild'),
  } satisfies Partial<Activities>;
}

test('a build runs from its request to the checks of each target', async () => {
  const asked: string[] = [];
  const { databaseUrl, namespace } = await ownServers();
  const connection = await Connection.connect(sharedTemporal());
  const temporal = new Client({ connection, namespace });
  await ensureNamespace(connection, namespace);
  await ensureSearchAttributes(temporal, connection.operatorService);
  const native = await NativeConnection.connect(sharedTemporal());
  const common = { connection: native, namespace, activities: noting(asked) };
  const code = await bundleWorkflowCode({
    workflowsPath: workflowsPath(),
    logger: new DefaultLogger('ERROR'),
  });
  const workers = [
    await Worker.create({ ...common, taskQueue: BUILD_QUEUE, workflowBundle: code }),
    await Worker.create({ ...common, taskQueue: CHECK_QUEUE }),
  ];
  const running = workers.map((worker) => worker.run());
  const dataDir = await mkdtemp(path.join(tmpdir(), 'kiln-way-'));
  const config = {
    ...readConfig(),
    dataDir,
    port: await freePort(),
    publicUrl: null,
    apiKey: 'k',
    org: 'acme',
  };
  const temporalServer = {
    temporalAddress: inject('temporalAddress'),
    temporalKey: inject('temporalKey'),
  };
  const api = await runApi({ config, databaseUrl, ...temporalServer });
  try {
    const client = new Stainless({ apiKey: 'k', baseURL: api.address, maxRetries: 0 });
    await client.projects.create({
      org: 'acme',
      slug: 'pets',
      display_name: 'Pets',
      targets: ['go', 'python'],
      revision: { 'openapi.json': { content: description() } },
    });
    const { data: builds } = await client.builds.list({ project: 'pets' });
    await temporal.workflow.getHandle(buildWorkflowId(builds[0]?.id ?? '')).result();

    // The description is prepared once, before every target; the build ends after every target.
    expect(asked.slice(0, 3)).toEqual(['unchanged', 'prepare', 'unchanged']);
    expect(asked.at(-1)).toBe('endBuild');
    const of = (target: SdkTarget) => asked.filter((line) => line.split(' ')[1] === target);
    for (const target of ['go', 'python'] as const) {
      const [codegen, postgen, commit, ...checks] = of(target);
      expect([codegen, postgen, commit]).toEqual([
        `codegen ${target}`,
        `postgen ${target} <- tree of ${target}`,
        `commit ${target} <- completed tree of ${target}`,
      ]);
      // Checks of one stage run concurrently, stages one after the other.
      expect(checks.slice(0, 2).sort()).toEqual([`build ${target} <- c0ffee`, `lint ${target} <- c0ffee`]);
      expect(checks.slice(2)).toEqual([`test ${target} <- c0ffee`, `releaseWorkspace ${target}`]);
    }
  } finally {
    await api.stop();
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
    await native.close();
    await connection.close();
    await rm(dataDir, { recursive: true, force: true });
  }
});
