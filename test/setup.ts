import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { TestProject } from 'vitest/node';
import { runApi } from '../src/roles/api.ts';
import { workflowCode } from '../src/roles/task-queues.ts';
import { runWorker } from '../src/roles/worker.ts';
import { readConfig } from '../src/runtime/config.ts';
import { freePort } from '../src/runtime/servers/ports.ts';
import { startStack } from '../src/runtime/servers/stack.ts';
import { withLogin } from '../src/runtime/servers/temporal-ui.ts';
import { reservedPort } from './reserved-port.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    apiKey: string;
    baseUrl: string;
    org: string;
    databaseUrl: string;
    temporalAddress: string;
    temporalKey: string | null;
    dataDir: string;
    temporalUiUrl: string;
    gitHost: string;
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
    // Tests that need checks enable them in their config file.
    checks: true,
    checksByDefault: false,
    allowCommands: ['acme'],
    // Address of a test's Git server, which several files start in turn.
    gitHost: `http://127.0.0.1:${await reservedPort()}`,
    // All tests share keys and an address; rate limits are tested with separate APIs.
    readsPerMinute: 0,
    createsPerMinute: 0,
    wrongKeysPerMinute: 0,
    logLevel: 'warn' as const,
  };
  Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
  const stack = await startStack(config, say);
  const close: (() => Promise<void>)[] = [
    () => rm(dataDir, { recursive: true, force: true }),
    () => stack.stop(),
  ];
  const teardown = async () => {
    for (const end of close.splice(0).reverse()) await end();
  };
  // On a signal, Vitest exits at once, without a teardown.
  process.once('exit', () => endServers(dataDir));
  try {
    const worker = await runWorker({ config, ...stack, workflows: await workflowCode() });
    close.push(() => worker.stop());
    const api = await runApi({ config, ...stack });
    close.push(() => api.stop());
    project.provide('baseUrl', api.address);
  } catch (error) {
    await teardown();
    throw error;
  }
  project.provide('apiKey', 'kiln-test-key');
  project.provide('org', 'acme');
  project.provide('databaseUrl', stack.databaseUrl);
  project.provide('temporalAddress', stack.temporalAddress);
  project.provide('temporalKey', stack.temporalKey);
  project.provide('dataDir', dataDir);
  project.provide('gitHost', config.gitHost);
  const { temporalUiUrl, temporalKey } = stack;
  project.provide('temporalUiUrl', withLogin(temporalUiUrl ?? '', temporalKey ?? ''));
  return teardown;
}

/** Stops the servers of a data folder and removes it; does nothing if it is gone. */
function endServers(dataDir: string): void {
  for (const [file, signal] of [
    ['temporal.pid', 'SIGTERM'],
    ['postgres/data/postmaster.pid', 'SIGINT'],
  ] as const) {
    try {
      process.kill(Number.parseInt(readFileSync(path.join(dataDir, file), 'utf8'), 10), signal);
    } catch {
      // It has ended.
    }
  }
  rmSync(dataDir, { recursive: true, force: true });
}
