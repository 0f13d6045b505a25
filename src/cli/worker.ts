import type { Command } from 'commander';
import { ConfigurationError, readConfig } from '../runtime/config.ts';
import { QUEUES, type Queue } from '../workflows/ids.ts';
import { of, roleOptions, serve } from './role.ts';
import { say } from './say.ts';

export function addWorker(program: Command): void {
  program
    .command('worker')
    .description('run builds and checks, on DATABASE_URL and TEMPORAL_ADDRESS')
    .option('--queues <names>', 'what to serve, with commas between: builds, checks', 'builds,checks')
    .addOption(of())
    .action(async (given: { queues: string; of?: string }) => {
      const config = readConfig();
      const queues = parseQueues(given.queues);
      const { DefaultLogger, Runtime } = await import('@temporalio/worker');
      const { ensureGenerator } = await import('../runtime/setup.ts');
      const { runWorker } = await import('../roles/worker.ts');
      const { workflowCode } = await import('../worker.ts');
      const logger = new DefaultLogger('WARN', ({ level, message }) => {
        // The queue of checks has no workflows, on purpose.
        if (!message.startsWith('No workflows registered')) say(`temporal ${level}: ${message}`);
      });
      Runtime.install({ logger, shutdownSignals: [] });
      const workflows = await workflowCode();
      const options = await roleOptions(config, given.of);
      const generatorJar = await ensureGenerator(config, say);
      const worker = await runWorker({ ...options, generatorJar, workflows, queues });
      if (process.send === undefined) say(`The worker runs: ${queues.join(', ')}.`);
      await serve(worker, null, worker.ended);
    });
}

/** Queues as they are written on the command line. Throws `ConfigurationError` for one that is not there. */
export function parseQueues(text: string): Queue[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !QUEUES.some((queue) => queue === name));
  if (unknown !== undefined) {
    throw new ConfigurationError(
      `--queues: there is no queue ${JSON.stringify(unknown)}; there are ${QUEUES.join(' and ')}.`,
    );
  }
  return QUEUES.filter((queue) => names.includes(queue));
}
