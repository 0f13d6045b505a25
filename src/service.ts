import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { Workspaces } from './activities/workspaces.ts';
import { type RunningApi, startApi } from './api/server.ts';
import type { Generator } from './codegen/generator.ts';
import { createOpenApiGenerator } from './codegen/openapi-generator/client.ts';
import { Repositories } from './git/repositories.ts';
import { type Database, openDatabase } from './records/database.ts';
import { ensureFirstKey } from './records/keys.ts';
import type { Config } from './runtime/config.ts';
import { openDataFolder } from './runtime/data-folder.ts';
import { Logs } from './runtime/logs.ts';
import { type RunningWorker, startWorker } from './worker.ts';
import { ensureReconciler } from './workflows/client.ts';

export interface ServiceOptions {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  /** Path of OpenAPI Generator's jar. */
  readonly generatorJar: string;
  readonly workflowBundle?: WorkflowBundleOption;
}

export interface Service {
  readonly api: RunningApi;
  readonly worker: RunningWorker;
  readonly db: Database;
  /** A key that was made now, to be shown once; null where there was one. */
  readonly newKey: string | null;
  stop(): Promise<void>;
}

/** The API and a worker in this process, on a database and a Temporal server that run already. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { config, databaseUrl, temporalAddress } = options;
  const db = openDatabase(databaseUrl);
  const newKey = await ensureFirstKey(db, config.org, config.apiKey);
  const folder = await openDataFolder(config.dataDir);
  const generator = await createGenerator(options, folder.work);
  const workspaces = new Workspaces(path.join(folder.work, 'checks'));
  await workspaces.clear();
  const connection = Connection.lazy({ address: temporalAddress });
  const temporal = new Client({ connection });
  const deps = {
    config,
    db,
    temporal,
    repositories: new Repositories(folder.repositories),
    generator,
    logs: new Logs(folder.logs),
    workspaces,
  };
  const [api, worker] = await Promise.all([
    startApi({ config, db, temporal, folder }),
    startWorker({ deps, temporalAddress, workflowBundle: options.workflowBundle }),
  ]);
  await ensureReconciler(temporal);
  return {
    api,
    worker,
    db,
    newKey,
    async stop() {
      await api.stop();
      await worker.stop();
      await generator.close();
      await connection.close();
      await db.$disconnect();
    },
  };
}

async function createGenerator({ config, generatorJar }: ServiceOptions, work: string): Promise<Generator> {
  const workDir = path.join(work, 'codegen');
  await rm(workDir, { recursive: true, force: true });
  return createOpenApiGenerator({
    jar: generatorJar,
    classesDir: path.join(config.cacheDir, 'generator-classes'),
    workDir,
    memoryMb: config.generatorMemoryMb,
  });
}
