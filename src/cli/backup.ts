import type { Command } from 'commander';
import { readConfig } from '../runtime/config.ts';
import { say } from './say.ts';

export function addBackup(program: Command): void {
  program
    .command('backup')
    .argument('<file>', 'where to write it, e.g. kiln.tar.gz')
    .description('write the whole data folder into one file, while Kiln is stopped')
    .action(async (file: string) => {
      const { backUp } = await import('../runtime/backup.ts');
      const config = readConfig();
      await backUp(config, file);
      say(`${config.dataDir} is in ${file}. It holds secrets: keep it as you keep keys.`);
    });
  program
    .command('restore')
    .argument('<file>', 'a file that kiln backup wrote')
    .description('make a new data folder (KILN_DATA_DIR) of a backup')
    .action(async (file: string) => {
      const { restore } = await import('../runtime/backup.ts');
      const config = readConfig();
      await restore(config, file);
      say(`${config.dataDir} is restored. Start it with "kiln up".`);
    });
}
