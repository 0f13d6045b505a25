import type { Command } from 'commander';
import { createTicket } from '../records/device-logins.ts';
import { adminKey } from '../records/keys.ts';
import { publicUrl, readConfig } from '../runtime/config.ts';
import { withRecord } from './record.ts';
import { UsageError } from './usage.ts';

export function addOpen(program: Command): void {
  program
    .command('open')
    .description('Print a URL that signs you in to the page; it works once, within an hour.')
    .option('--org <org>', 'the organisation (default: KILN_ORG)')
    .action(async (options: { org?: string }) => {
      const config = readConfig();
      const org = options.org ?? config.org;
      await withRecord(config, async (db) => {
        const keyId = await adminKey(db, org);
        if (keyId === null) {
          throw new UsageError(
            `--org: ${org} has no valid key with the scope admin; create one with "kiln keys create NAME --org ${org} --scopes read,build,admin".`,
          );
        }
        const ticket = await createTicket(db, keyId);
        process.stdout.write(`${publicUrl(config)}/sign-in?ticket=${ticket}\n`);
      });
    });
}
