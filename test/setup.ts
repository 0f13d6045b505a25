import { chmodSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { TestProject } from 'vitest/node';
import { readConfig } from '../src/runtime/config.ts';
import { freePort } from '../src/runtime/ports.ts';
import { startStack } from '../src/runtime/stack.ts';
import { startService } from '../src/service.ts';
import { workflowsPath } from '../src/worker.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    apiKey: string;
    baseUrl: string;
    org: string;
    databaseUrl: string;
    temporalAddress: string;
  }
}

/** One real stack for every test: PostgreSQL, Temporal, the generator, a worker and the API. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'kiln-test-'));
  chmodSync(dataDir, 0o755);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const config = {
    ...readConfig(),
    dataDir,
    port: await freePort(),
    publicUrl: null,
    databaseUrl: null,
    temporalAddress: null,
    apiKey: 'kiln-test-key',
    org: 'acme',
    checks: false,
    logLevel: 'warn' as const,
  };
  const stack = await startStack(config, say);
  const workflowBundle = await bundleWorkflowCode({ workflowsPath: workflowsPath(), logger: undefined });
  const service = await startService({ config, ...stack, workflowBundle });
  project.provide('apiKey', 'kiln-test-key');
  project.provide('baseUrl', service.api.address);
  project.provide('org', 'acme');
  project.provide('databaseUrl', stack.databaseUrl);
  project.provide('temporalAddress', stack.temporalAddress);
  return async () => {
    await service.stop();
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
