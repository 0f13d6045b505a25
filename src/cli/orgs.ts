import type { Command } from 'commander';
import { z } from 'zod';
import { OrgSlug } from '../contract/orgs.ts';
import {
  createOrganization,
  listOrganizations,
  type OrganizationSettings,
  updateOrganization,
} from '../records/organizations.ts';
import { usedIn } from '../records/quotas.ts';
import { readConfig } from '../runtime/config.ts';
import { withRecord } from './record.ts';
import { say } from './say.ts';
import { table } from './table.ts';
import { by, UsageError } from './usage.ts';

const Name = z.string().trim().min(1, 'must not be empty').max(200, 'must be at most 200 characters');
const Quota = z.string().regex(/^(none|\d{1,9})$/, 'must be a whole number, or none for no limit');
const OnOff = z.enum(['on', 'off'], 'must be on or off').transform((word) => word === 'on');

interface Options {
  readonly displayName?: string;
  readonly monthlyTargetBuilds?: string;
  readonly aiCommitMessages?: boolean;
}

/** `kiln orgs …`: operators create organisations and change their settings. */
export function addOrgs(program: Command): void {
  const orgs = program.command('orgs').description('Manage organisations.');

  const withSettings = (command: Command) =>
    command
      .option('--display-name <name>', 'display name', by(Name))
      .option(
        '--monthly-target-builds <number>',
        'quota of target builds per calendar month (UTC), or none',
        by(Quota),
      )
      .option(
        '--ai-commit-messages <on|off>',
        'by default, write commit messages from the changes of the API',
        by(OnOff),
      );

  withSettings(orgs.command('create <org>').description('Create an organisation.')).action(
    async (org: string, options: Options) => {
      const slug = OrgSlug.safeParse(org);
      if (!slug.success) throw new UsageError(`org: ${slug.error.issues[0]?.message}.`);
      await withRecord(readConfig(), async (db) => {
        const made = await createOrganization(db, slug.data, settingsOf(options));
        if (made === null) throw new UsageError(`org: the organisation ${org} already exists.`);
        say(`Created ${org}. Create a key for it: kiln keys create NAME --org ${org}`);
      });
    },
  );

  withSettings(orgs.command('update <org>').description('Change settings of an organisation.')).action(
    async (org: string, options: Options) => {
      await withRecord(readConfig(), async (db) => {
        const changed = await updateOrganization(db, org, settingsOf(options));
        if (changed === null) throw new UsageError(`org: there is no organisation ${org}.`);
        say(`Set ${org}.`);
      });
    },
  );

  orgs
    .command('list')
    .description('List organisations with their quota and their usage this month.')
    .action(async () => {
      await withRecord(readConfig(), async (db) => {
        const now = new Date();
        const rows = (await listOrganizations(db)).map((org) => [
          org.slug,
          org.displayName ?? '–',
          `${usedIn(org, now)} of ${org.monthlyTargetBuilds ?? 'any'}`,
          org.enableAiCommitMessages ? 'on' : 'off',
        ]);
        process.stdout.write(table(['ORG', 'NAME', 'TARGET BUILDS', 'AI MESSAGES'], rows));
      });
    });
}

function settingsOf({
  displayName,
  monthlyTargetBuilds: quota,
  aiCommitMessages: enableAiCommitMessages,
}: Options): OrganizationSettings {
  const monthlyTargetBuilds = quota === 'none' ? null : quota === undefined ? undefined : Number(quota);
  return { displayName, monthlyTargetBuilds, enableAiCommitMessages };
}
