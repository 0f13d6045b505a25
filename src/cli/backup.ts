import type { Command } from 'commander';
import { readConfig } from '../runtime/config.ts';
import { say } from './say.ts';

export function addBackup(program: Command): void {
  program
    .command('backup')
    .argument('<file>', 'file to write, for example kiln.tar.gz')
    .description('Write the whole data folder to one file; stop Kiln first.')
    .action(async (file: string) => {
      const { backUp } = await import('../runtime/servers/backup.ts');
      const config = readConfig();
      await backUp(config, file);
      say(`Wrote ${config.dataDir} to ${file}. It contains secrets: store it as securely as keys.`);
    });
  program
    .command('restore')
    .argument('<file>', 'a file written by kiln backup')
    .description('Restore a backup into a new data folder (KILN_DATA_DIR).')
    .action(async (file: string) => {
      const { restore } = await import('../runtime/servers/backup.ts');
      const config = readConfig();
      await restore(config, file);
      say(`Restored ${config.dataDir}. Start it with "kiln up".`);
    });
}
