import type { Command } from 'commander';
import { readConfig } from '../runtime/config.ts';
import { ensureGenerator, ensureTemporal, installToolchains } from '../runtime/setup.ts';
import { say } from './say.ts';

export function addSetup(program: Command): void {
  program
    .command('setup')
    .description('get what Kiln needs, without starting anything')
    .option('--toolchains', 'also install what the checks of targets need (Debian, as root)')
    .action(async (options: { toolchains?: boolean }) => {
      const config = readConfig();
      await ensureGenerator(config, say);
      await ensureTemporal(config, say);
      if (options.toolchains === true) await installToolchains(config, say);
      say('Everything is there.');
    });
}
