import type { Command } from 'commander';
import { readConfig } from '../runtime/config.ts';
import { roleOptions, serve } from './role.ts';
import { say } from './say.ts';

export function addWorker(program: Command): void {
  program
    .command('worker')
    .description('run builds and checks, on DATABASE_URL and TEMPORAL_ADDRESS')
    .action(async () => {
      const config = readConfig();
      const options = roleOptions(config);
      const { DefaultLogger, Runtime } = await import('@temporalio/worker');
      const { ensureGenerator } = await import('../runtime/setup.ts');
      const { runWorker } = await import('../roles/worker.ts');
      const { workflowCode } = await import('../worker.ts');
      const logger = new DefaultLogger('WARN', ({ level, message }) => {
        // The queue of checks has no workflows, on purpose.
        if (!message.startsWith('No workflows registered')) say(`temporal ${level}: ${message}`);
      });
      Runtime.install({ logger, shutdownSignals: [] });
      const generatorJar = await ensureGenerator(config, say);
      const worker = await runWorker({ ...options, generatorJar, workflows: workflowCode() });
      if (process.send === undefined) say('The worker runs.');
      await serve(worker, null, worker.ended);
    });
}
