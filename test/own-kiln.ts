import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Stainless from '@stainless-api/sdk';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import pg from 'pg';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../src/records/database.ts';
import { runApi } from '../src/roles/api.ts';
import { workflowCode } from '../src/roles/task-queues.ts';
import { runWorker } from '../src/roles/worker.ts';
import { type Config, readConfig } from '../src/runtime/config.ts';
import { migrate } from '../src/runtime/servers/migrate.ts';
import { freePort } from '../src/runtime/servers/ports.ts';
import { ensureGenerator } from '../src/runtime/toolchains/install.ts';
import { sharedTemporal } from './temporal.ts';

/** A separate Kiln with its own settings: an API and a worker, with their own database, namespace and data folder. */
export interface OwnKiln {
  readonly client: Stainless;
  readonly db: Database;
  /** Its current settings: a test may change limits between builds. */
  readonly config: { -readonly [Key in keyof Config]: Config[Key] };
  /** A request to a route that the published client does not know. */
  request(method: string, path: string, body?: unknown): Promise<Response>;
  stop(): Promise<void>;
}

const API_KEY = 'kiln-own-key';

/** `parent`: where its data folder is created; a sandbox hides the whole folder for temporary files. */
export async function startOwnKiln(settings: Partial<Config>, parent = tmpdir()): Promise<OwnKiln> {
  const { databaseUrl } = await ownServers();
  const dataDir = await mkdtemp(path.join(parent, 'kiln-own-'));
  await chmod(dataDir, 0o755);
  const config = {
    ...readConfig(),
    checksByDefault: false,
    logLevel: 'silent' as const,
    ...settings,
    dataDir,
    port: await freePort(),
    publicUrl: null,
    apiKey: API_KEY,
    org: 'acme',
  };
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  const servers = {
    databaseUrl,
    temporalAddress: inject('temporalAddress'),
    temporalKey: inject('temporalKey'),
  };
  const worker = await runWorker({
    config,
    ...servers,
    generatorJar: await ensureGenerator(config, () => {}),
    workflows: await workflowCode(),
  });
  const api = await runApi({ config, ...servers });
  const db = openDatabase(databaseUrl, 4);
  return {
    client: new Stainless({ apiKey: API_KEY, baseURL: api.address, maxRetries: 0 }),
    db,
    config,
    request: (method, route, body) =>
      fetch(api.address + route, {
        method,
        headers: {
          authorization: `Bearer ${API_KEY}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      }),
    async stop() {
      await api.stop();
      await worker.stop();
      await db.$disconnect();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A new database and namespace on the shared servers; roles started in this process use that namespace. */
export async function ownServers(): Promise<{ databaseUrl: string; namespace: string }> {
  const name = `own_${process.pid}_${Date.now().toString(36)}`;
  const databaseUrl = await createDatabase(name);
  await migrate(databaseUrl);
  await registerNamespace(name);
  // Affects only this process: Temporal's own settings are read when a role starts.
  process.env.TEMPORAL_NAMESPACE = name;
  return { databaseUrl, namespace: name };
}

async function createDatabase(name: string): Promise<string> {
  const url = new URL(inject('databaseUrl'));
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  url.pathname = `/${name}`;
  return url.href;
}

async function registerNamespace(namespace: string): Promise<void> {
  const connection = await Connection.connect(sharedTemporal());
  const workflowExecutionRetentionPeriod = msToTs('1 day');
  await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod });
  await connection.close();
}
