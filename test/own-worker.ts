import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { inject } from 'vitest';
import { attempts } from '../src/activities/attempts.ts';
import { createBuildActivities } from '../src/activities/index.ts';
import { createRecent } from '../src/activities/recent.ts';
import { Workspaces } from '../src/activities/workspaces.ts';
import { Descriptions } from '../src/codegen/descriptions.ts';
import { Repositories } from '../src/git/repositories.ts';
import { openDatabase } from '../src/records/database.ts';
import { type Config, readConfig } from '../src/runtime/config.ts';
import { openDataFolder } from '../src/runtime/data-folder.ts';
import { Links } from '../src/runtime/links.ts';
import { Logs } from '../src/runtime/logs.ts';
import { PackageStore } from '../src/runtime/package-store.ts';
import { openProcessFolder } from '../src/runtime/process-folder.ts';
import { Seal } from '../src/runtime/seal.ts';
import { workflowsPath } from '../src/worker.ts';
import { sharedTemporal } from './temporal.ts';

// That activities fail is what some tests are about.
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });

export type Execute = (workflow: string, ...args: unknown[]) => Promise<unknown>;

let queues = 0;

/**
 * A worker on the shared servers with a queue and settings of its own, for workflows that generate nothing
 * themselves. `execute` runs a workflow there and gives its result.
 */
export async function withWorker(
  settings: Partial<Config>,
  work: (execute: Execute) => Promise<void>,
): Promise<void> {
  const config = { ...readConfig(), ...settings, dataDir: inject('dataDir') };
  const folder = await openDataFolder(config.dataDir);
  const own = await openProcessFolder(folder.work);
  const [db, native, connection] = [
    openDatabase(inject('databaseUrl'), 4),
    await NativeConnection.connect(sharedTemporal()),
    await Connection.connect(sharedTemporal()),
  ];
  const temporal = new Client({ connection });
  queues += 1;
  const taskQueue = `own-${process.pid}-${queues}`;
  const worker = await Worker.create({
    connection: native,
    taskQueue,
    interceptors: { activity: [attempts(config)] },
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: workflowsPath(),
      logger: new DefaultLogger('ERROR'),
    }),
    activities: createBuildActivities({
      config,
      db,
      temporal,
      repositories: new Repositories(folder.repositories, own.path),
      descriptions: new Descriptions(),
      links: new Links(inject('baseUrl'), folder.secret),
      logs: new Logs(folder.logs),
      packages: new PackageStore(folder.packages),
      seal: new Seal(folder.secret),
      workspaces: new Workspaces(own),
      temporary: own.path,
      sweep: async () => {},
      recent: createRecent(),
      generator: {
        name: 'none',
        version: 'none',
        generate: () => Promise.reject(new Error('This worker generates nothing.')),
        close: async () => {},
      },
    }),
  });
  let runs = 0;
  try {
    await worker.runUntil(() =>
      work((workflow, ...args) => {
        runs += 1;
        return temporal.workflow.execute(workflow, { taskQueue, workflowId: `${taskQueue}-${runs}`, args });
      }),
    );
  } finally {
    await connection.close();
    await native.close();
    await db.$disconnect();
    await own.remove();
  }
}
