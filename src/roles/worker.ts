import path from 'node:path';
import { createWorkerCache } from '../activities/inputs/worker-cache.ts';
import type { Generator } from '../codegen/generator.ts';
import { createOpenApiGenerator } from '../codegen/openapi-generator/index.ts';
import { Repositories } from '../git/store/repositories.ts';
import { publicUrl } from '../runtime/config.ts';
import { jvmSandbox, requireSandbox, watchJvm } from '../runtime/confinement/command-sandbox.ts';
import { sweepProcessFolders } from '../runtime/processes/process-folder.ts';
import { Workspaces } from '../runtime/processes/workspaces.ts';
import { Logs } from '../runtime/storage/check-logs.ts';
import { PackageStore } from '../runtime/storage/package-store.ts';
import { SecretBox } from '../runtime/storage/secret-box.ts';
import { Links } from '../runtime/storage/signed-links.ts';
import { Descriptions } from '../sdk/descriptions.ts';
import { temporalConnection } from '../temporal/connection.ts';
import { QUEUES, type Queue } from '../temporal/ids.ts';
import { ensureUpkeep } from '../temporal/maintenance-schedules.ts';
import { ensureNamespace } from '../temporal/namespace.ts';
import { ensureSearchAttributes } from '../temporal/search-attributes.ts';
import { deliverWhenNoted } from '../temporal/start-deliveries.ts';
import { openParts, type RoleOptions } from './connections.ts';
import { keepVersion, leaveVersion } from './keep-version-current.ts';
import { startWorker, type WorkflowCode } from './task-queues.ts';

export interface WorkerRoleOptions extends RoleOptions {
  /** Path of OpenAPI Generator's jar. */
  readonly generatorJar: string;
  readonly workflows: WorkflowCode;
  /** Queues that this process serves; absent: all. */
  readonly queues?: readonly Queue[];
}

export interface WorkerRole {
  /** Settles if the worker stops by itself, which it should not. */
  readonly ended: Promise<void>;
  /** Hands running activities over to other workers, within the grace period. */
  stop(): Promise<void>;
}

/** Runs workflows and activities in this process. */
export async function runWorker(options: WorkerRoleOptions): Promise<WorkerRole> {
  const { config } = options;
  if (config.sandbox === 'on' && (options.queues ?? QUEUES).includes('checks')) await requireSandbox();
  const parts = await openParts(options);
  const { db, temporal, folder, own } = parts;
  deliverWhenNoted(parts);
  await ensureNamespace(parts.connection, temporal.options.namespace);
  await ensureSearchAttributes(temporal, parts.connection.operatorService);
  const generator = await createGenerator(options, own.path);
  // Steps have shorter limits of their own.
  const descriptions = new Descriptions({ limitMs: Math.max(2 * config.prepareTimeoutMs, 60_000) });
  descriptions.warmUp();
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
      packages: new PackageStore(folder.packages, own.path),
      secretBox: new SecretBox(folder.secret),
      workspaces: new Workspaces(own),
      temporary: own.path,
      sweep: () => sweepProcessFolders(folder.work),
      cache: createWorkerCache(),
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
  temporary: string,
): Promise<Generator> {
  const options = {
    jar: generatorJar,
    classesDir: path.join(config.cacheDir, 'generator-classes'),
    workDir: path.join(temporary, 'codegen'),
    memoryMb: config.generatorMemoryMb,
    confine: await jvmSandbox(config),
    watch: watchJvm(config),
  };
  return createOpenApiGenerator(options, temporary);
}
