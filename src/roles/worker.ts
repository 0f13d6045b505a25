import path from 'node:path';
import { createRecent } from '../activities/recent.ts';
import { Workspaces } from '../activities/workspaces.ts';
import { Descriptions } from '../codegen/descriptions.ts';
import type { Generator } from '../codegen/generator.ts';
import { createOpenApiGenerator } from '../codegen/openapi-generator/client.ts';
import { Repositories } from '../git/repositories.ts';
import { publicUrl } from '../runtime/config.ts';
import { Links } from '../runtime/links.ts';
import { Logs } from '../runtime/logs.ts';
import { PackageStore } from '../runtime/package-store.ts';
import { sweepProcessFolders } from '../runtime/process-folder.ts';
import { Seal } from '../runtime/seal.ts';
import { temporalConnection } from '../runtime/temporal-connection.ts';
import { startWorker, type WorkflowCode } from '../worker.ts';
import { QUEUES, type Queue } from '../workflows/ids.ts';
import { ensureNamespace } from '../workflows/namespace.ts';
import { ensureSearchAttributes } from '../workflows/search-attributes.ts';
import { ensureUpkeep } from '../workflows/upkeep.ts';
import { openParts, type RoleOptions } from './parts.ts';
import { keepVersion, leaveVersion } from './versions.ts';

export interface WorkerRoleOptions extends RoleOptions {
  /** Path of OpenAPI Generator's jar. */
  readonly generatorJar: string;
  readonly workflows: WorkflowCode;
  /** What this process serves; absent: everything. */
  readonly queues?: readonly Queue[];
}

export interface WorkerRole {
  /** Settles when the worker ended by itself, which it should not. */
  readonly ended: Promise<void>;
  /** Hands over what runs, within the grace time. */
  stop(): Promise<void>;
}

/** Runs workflows and activities in this process. */
export async function runWorker(options: WorkerRoleOptions): Promise<WorkerRole> {
  const { config } = options;
  const parts = await openParts(options);
  const { db, temporal, folder, own } = parts;
  await ensureNamespace(parts.connection, temporal.options.namespace);
  await ensureSearchAttributes(temporal, parts.connection.operatorService);
  const generator = await createGenerator(options, own.path);
  const descriptions = new Descriptions();
  const queues = options.queues ?? QUEUES;
  const worker = await startWorker({
    deps: {
      config,
      db,
      temporal,
      repositories: new Repositories(folder.repositories, own.path),
      descriptions,
      generator,
      links: new Links(publicUrl(config), folder.secret),
      logs: new Logs(folder.logs),
      packages: new PackageStore(folder.packages),
      seal: new Seal(folder.secret),
      workspaces: new Workspaces(own),
      temporary: own.path,
      sweep: () => sweepProcessFolders(folder.work),
      recent: createRecent(),
    },
    temporal: temporalConnection(options.temporalAddress, options.temporalKey),
    workflows: options.workflows,
    queues,
  });
  const hasWorkflows = queues.includes('builds');
  const stopping = new AbortController();
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const { buildId } = options.workflows;
  const kept = hasWorkflows ? keepVersion(temporal, buildId, stopping.signal, say) : null;
  await ensureUpkeep(temporal);
  return {
    ended: worker.ended,
    async stop() {
      stopping.abort();
      await kept;
      await worker.stop();
      if (hasWorkflows) await leaveVersion(temporal, buildId, say);
      await generator.close();
      await descriptions.close();
      await parts.close();
    },
  };
}

async function createGenerator(
  { config, generatorJar }: WorkerRoleOptions,
  work: string,
): Promise<Generator> {
  return createOpenApiGenerator({
    jar: generatorJar,
    classesDir: path.join(config.cacheDir, 'generator-classes'),
    workDir: path.join(work, 'codegen'),
    memoryMb: config.generatorMemoryMb,
  });
}
