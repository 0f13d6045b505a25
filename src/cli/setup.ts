import type { Command } from 'commander';
import { readConfig } from '../runtime/config.ts';
import { ensureTemporal } from '../runtime/servers/temporal-binary.ts';
import { forgetGoBuilds } from '../runtime/toolchains/go-programs.ts';
import { ensureGenerator, ensureSandbox, installToolchains } from '../runtime/toolchains/install.ts';
import { say } from './say.ts';

export function addSetup(program: Command): void {
  program
    .command('setup')
    .description('Install what Kiln needs, without starting anything.')
    .option('--toolchains', 'also install the toolchains for checks (Debian, as root)')
    .option('--production', 'without the embedded Temporal server')
    .action(async (options: { toolchains?: boolean; production?: boolean }) => {
      const config = readConfig();
      await ensureGenerator(config, say);
      if (options.production !== true) await ensureTemporal(config, say);
      await forgetGoBuilds(config);
      await ensureSandbox(config, say);
      if (options.toolchains === true) await installToolchains(config, say);
      say('Everything is installed.');
    });
}
