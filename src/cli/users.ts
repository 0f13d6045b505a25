import type { Command } from 'commander';
import { z } from 'zod';
import { listUsers, saveUser } from '../records/organizations.ts';
import { readConfig } from '../runtime/config.ts';
import { withRecord } from './record.ts';
import { say } from './say.ts';
import { table } from './table.ts';
import { by, organizationOf } from './usage.ts';

export const Email = z.email('must be an e-mail address').max(200, 'must be at most 200 characters');
const Name = z.string().trim().min(1, 'must not be empty').max(200, 'must be at most 200 characters');

/** `kiln users …`: people, who own keys. */
export function addUsers(program: Command): void {
  const users = program.command('users').description('Manage users.');

  users
    .command('create')
    .argument('<email>', 'e-mail address of the user', by(Email))
    .description('Create a user, or rename an existing one.')
    .requiredOption('--org <org>', 'organisation of the user')
    .option('--name <name>', 'name of the user', by(Name))
    .action(async (email: string, options: { org: string; name?: string }) => {
      await withRecord(readConfig(), async (db) => {
        const { id } = await organizationOf(db, options.org);
        await saveUser(db, id, email, options.name ?? null);
        say(`${email} is a user of ${options.org}.`);
      });
    });

  users
    .command('list')
    .description('List the users of one organisation, or of all.')
    .option('--org <org>', 'only users of this organisation')
    .action(async (options: { org?: string }) => {
      await withRecord(readConfig(), async (db) => {
        const org = options.org === undefined ? null : await organizationOf(db, options.org);
        const rows = (await listUsers(db, org?.id)).map(({ organization, email, name }) => [
          organization.slug,
          email,
          name ?? '–',
        ]);
        process.stdout.write(table(['ORG', 'EMAIL', 'NAME'], rows));
      });
    });
}
