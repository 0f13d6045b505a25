import type { Command } from 'commander';
import { ConfigurationError, readConfig } from '../runtime/config.ts';
import { putBehind } from '../runtime/processes/priority.ts';
import { QUEUES, type Queue } from '../temporal/ids.ts';
import { of, roleOptions, serve } from './role.ts';
import { say } from './say.ts';

/** Niceness of a worker beside an API, and so of its generator and checks: the API answers first. */
const BEHIND = 10;

export function addWorker(program: Command): void {
  program
    .command('worker')
    .description('Run builds and checks, on DATABASE_URL and TEMPORAL_ADDRESS.')
    .option('--queues <names>', 'queues to serve, comma-separated: builds, checks', 'builds,checks')
    .addOption(of())
    .action(async (given: { queues: string; of?: string }) => {
      const config = readConfig();
      const queues = parseQueues(given.queues);
      const [options, { DefaultLogger, Runtime }, { ensureGenerator }, { runWorker }, { workflowCode }] =
        await Promise.all([
          roleOptions(config, given.of),
          import('@temporalio/worker'),
          import('../runtime/toolchains/install.ts'),
          import('../roles/worker.ts'),
          import('../roles/task-queues.ts'),
        ]);
      // Loaded here and not earlier: loading this code is the longest part of a start.
      if (given.of !== undefined) putBehind(process.pid, BEHIND);
      const logger = new DefaultLogger('WARN', ({ level, message }) => {
        // The queue of checks has no workflows, on purpose.
        if (!message.startsWith('No workflows registered')) say(`temporal ${level}: ${message}`);
      });
      Runtime.install({ logger, shutdownSignals: [] });
      const workflows = await workflowCode();
      const generatorJar = await ensureGenerator(config, say);
      const worker = await runWorker({ ...options, generatorJar, workflows, queues });
      if (process.send === undefined) say(`The worker is running: ${queues.join(', ')}.`);
      await serve(worker, null, worker.ended);
    });
}

/** Queues as named on the command line. Throws `ConfigurationError` for an unknown one. */
export function parseQueues(text: string): Queue[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !QUEUES.some((queue) => queue === name));
  if (unknown !== undefined) {
    throw new ConfigurationError(
      `--queues: there is no queue ${JSON.stringify(unknown)}; the queues are ${QUEUES.join(' and ')}.`,
    );
  }
  return QUEUES.filter((queue) => names.includes(queue));
}
