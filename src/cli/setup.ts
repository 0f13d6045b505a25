import type { Command } from 'commander';
import { readConfig } from '../runtime/config.ts';
import { forgetGoBuilds } from '../runtime/go-programs.ts';
import { ensureGenerator, installToolchains } from '../runtime/setup.ts';
import { ensureTemporal } from '../runtime/temporal-program.ts';
import { say } from './say.ts';

export function addSetup(program: Command): void {
  program
    .command('setup')
    .description('get what Kiln needs, without starting anything')
    .option('--toolchains', 'also install what the checks of targets need (Debian, as root)')
    .option('--production', 'without the embedded Temporal server')
    .action(async (options: { toolchains?: boolean; production?: boolean }) => {
      const config = readConfig();
      await ensureGenerator(config, say);
      if (options.production !== true) await ensureTemporal(config, say);
      await forgetGoBuilds(config);
      if (options.toolchains === true) await installToolchains(config, say);
      say('Everything is there.');
    });
}
