import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { inject } from 'vitest';
import { createBuildActivities } from '../src/activities/index.ts';
import { createWorkerCache } from '../src/activities/inputs/worker-cache.ts';
import { attempts } from '../src/activities/interceptor.ts';
import { Repositories } from '../src/git/store/repositories.ts';
import { openDatabase } from '../src/records/database.ts';
import { workflowsPath } from '../src/roles/task-queues.ts';
import { type Config, readConfig } from '../src/runtime/config.ts';
import { openProcessFolder } from '../src/runtime/processes/process-folder.ts';
import { Workspaces } from '../src/runtime/processes/workspaces.ts';
import { Logs } from '../src/runtime/storage/check-logs.ts';
import { openDataFolder } from '../src/runtime/storage/data-folder.ts';
import { PackageStore } from '../src/runtime/storage/package-store.ts';
import { SecretBox } from '../src/runtime/storage/secret-box.ts';
import { Links } from '../src/runtime/storage/signed-links.ts';
import { Descriptions } from '../src/sdk/descriptions.ts';
import { sharedTemporal } from './temporal.ts';

// Failing activities are the subject of some tests.
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });

export type Execute = (workflow: string, ...args: unknown[]) => Promise<unknown>;

let queues = 0;

/**
 * A worker on the shared servers with its own queue and settings, for workflows that generate nothing. `execute` runs
 * a workflow there and returns its result.
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
      packages: new PackageStore(folder.packages, own.path),
      secretBox: new SecretBox(folder.secret),
      workspaces: new Workspaces(own),
      temporary: own.path,
      sweep: async () => {},
      cache: createWorkerCache(),
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
