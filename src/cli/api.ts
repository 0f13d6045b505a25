import type { Command } from 'commander';
import { readConfig } from '../runtime/config.ts';
import { of, roleOptions, serve } from './role.ts';
import { say } from './say.ts';

export function addApi(program: Command): void {
  program
    .command('api')
    .description('serve the API alone, on DATABASE_URL and TEMPORAL_ADDRESS')
    .addOption(of())
    .action(async (given: { of?: string }) => {
      const [options, { runApi }] = await Promise.all([
        roleOptions(readConfig(), given.of),
        import('../roles/api.ts'),
      ]);
      const api = await runApi(options);
      if (process.send === undefined) {
        say(`The API serves at ${api.address}.`);
        if (api.newKey !== null) say(`API key, shown this once: ${api.newKey}`);
      }
      await serve(api, api.newKey);
    });
}
