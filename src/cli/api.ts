import type { Command } from 'commander';
import { readConfig } from '../runtime/config.ts';
import { of, roleOptions, serve } from './role.ts';
import { say } from './say.ts';

export function addApi(program: Command): void {
  program
    .command('api')
    .description('Run only the API, on DATABASE_URL and TEMPORAL_ADDRESS.')
    .addOption(of())
    .action(async (given: { of?: string }) => {
      const [options, { runApi }] = await Promise.all([
        roleOptions(readConfig(), given.of),
        import('../roles/api.ts'),
      ]);
      const api = await runApi({ ...options, withTicket: process.send !== undefined });
      if (process.send === undefined) {
        say(`The API is listening at ${api.address}.`);
        if (api.newKey !== null) say(`API key (shown only once): ${api.newKey}`);
      }
      await serve(api, api.newKey);
    });
}
