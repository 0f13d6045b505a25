import { bundleWorkflowCode, DefaultLogger, Runtime } from '@temporalio/worker';
import type { Command } from 'commander';
import { type Config, readConfig } from '../runtime/config.ts';
import { type Stack, startStack } from '../runtime/stack.ts';
import { type Service, startService } from '../service.ts';
import { workflowsPath } from '../worker.ts';
import { say } from './say.ts';

export interface Up {
  readonly stack: Stack;
  readonly service: Service;
  stop(): Promise<void>;
}

/** Starts everything on this machine: the embedded servers, the API and a worker. */
export async function up(config: Config): Promise<Up> {
  const logger = new DefaultLogger('WARN', ({ level, message }) => say(`temporal ${level}: ${message}`));
  Runtime.install({ logger, shutdownSignals: [] });
  const stack = await startStack(config, say);
  try {
    const quiet = new DefaultLogger('ERROR');
    const workflowBundle = await bundleWorkflowCode({ workflowsPath: workflowsPath(), logger: quiet });
    const service = await startService({ config, ...stack, workflowBundle });
    return {
      stack,
      service,
      async stop() {
        await service.stop();
        await stack.stop();
      },
    };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

export function describe({ stack, service }: Up): string[] {
  const { address } = service.api;
  return [
    `API          ${address}`,
    `Reference    ${address}/reference`,
    ...(stack.temporalUiUrl === null ? [] : [`Temporal UI  ${stack.temporalUiUrl}`]),
    ...(service.newKey === null
      ? []
      : ['', `API key      ${service.newKey}`, '             It is kept hashed and not shown again.']),
  ];
}

/** Settles at the first SIGINT or SIGTERM; a second one ends the process at once. */
export function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    const onSignal = () => {
      process.once('SIGINT', () => process.exit(130));
      resolve();
    };
    process.once('SIGINT', onSignal);
    process.once('SIGTERM', onSignal);
  });
}

export function addUp(program: Command): void {
  program
    .command('up')
    .description('start everything on this machine: PostgreSQL, Temporal with its UI, a worker, the API')
    .action(async () => {
      const signal = untilSignal();
      const running = await up(readConfig());
      for (const line of describe(running)) say(line);
      await signal;
      say('Stopping.');
      await running.stop();
      process.exit(0);
    });
}
