import type { Command } from 'commander';
import { z } from 'zod';
import type { Database } from '../records/database.ts';
import { createKey, type KeyRecord, listKeys, revokeKey, SCOPES } from '../records/keys.ts';
import { findUser } from '../records/organizations.ts';
import type { Scope } from '../records/prisma/client.ts';
import { readConfig } from '../runtime/config.ts';
import { print } from './people/print.ts';
import { withRecord } from './record.ts';
import { say } from './say.ts';
import { day, table } from './table.ts';
import { addTrust } from './trust.ts';
import { by, organizationOf, UsageError } from './usage.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const Name = z.string().trim().min(1, 'must not be empty').max(100, 'must be at most 100 characters');
const Scopes = z
  .string()
  .transform((text) => [...new Set(text.split(',').map((scope) => scope.trim()))])
  .pipe(z.array(z.enum(SCOPES, `must be a comma-separated list of ${SCOPES.join(', ')}`)).min(1));
/** `30d`: in so many days; otherwise a date, or a date with a time. */
const Expiry = z
  .union(
    [
      z
        .string()
        .regex(/^[1-9]\d{0,3}d$/)
        .transform((days) => new Date(Date.now() + Number.parseInt(days, 10) * DAY_MS)),
      z.iso.date().transform((date) => new Date(date)),
      z.iso.datetime({ offset: true }).transform((date) => new Date(date)),
    ],
    'must be days (30d), a date (2027-01-31) or a date with a time',
  )
  .refine((date) => date > new Date(), 'must be in the future');

const JSON_OPTION = 'print JSON on standard output';
const REMOTE = 'use the API that you are signed in to, not the database of this machine';

interface Options {
  readonly org?: string;
  readonly remote?: boolean;
  readonly json?: boolean;
  readonly scopes: Scope[];
  readonly user?: string;
  readonly expires?: Date;
}

const EXAMPLES = `
Examples:
  kiln keys create laptop --remote --scopes read,build
  kiln keys list --org acme --json
  kiln keys revoke 01kb3v6qm8w2x4y6z8a0b2c4d6`;

/** `kiln keys …`: API keys. A key is printed once, alone on standard output; only its hash is stored. */
export function addKeys(program: Command): void {
  const keys = program.command('keys').description('Manage API keys.').addHelpText('after', EXAMPLES);

  keys
    .command('create')
    .argument('<name>', 'name of the key: what it is for', by(Name))
    .description('Create a key; it is shown only once.')
    .option('--org <org>', 'organisation of the key; required without --remote')
    .option('--remote', REMOTE)
    .option('--json', JSON_OPTION)
    .option('--scopes <scopes>', `comma-separated: ${SCOPES.join(', ')}`, by(Scopes), ['read', 'build'])
    .option('--user <email>', 'the user that the key belongs to')
    .option('--expires <when>', 'days (30d) or a date (default: never)', by(Expiry))
    .action(async (name: string, options: Options) => {
      const { org, user, scopes, expires } = options;
      if (options.remote === true) {
        if (org !== undefined || user !== undefined || expires !== undefined)
          throw new UsageError('--remote: cannot be combined with --org, --user or --expires.');
        return (await import('./commands/remote-keys.ts')).createRemoteKey(name, options);
      }
      if (org === undefined)
        throw new UsageError(
          '--org: is required, unless you use --remote for the organisation that you are signed in to.',
        );
      await withRecord(readConfig(), async (db) => {
        const { id: organizationId } = await organizationOf(db, org);
        const userId = user === undefined ? null : await userOf(db, organizationId, org, user);
        const made = await createKey(db, {
          organizationId,
          name,
          scopes,
          userId,
          expiresAt: expires ?? null,
        });
        say(`Created key ${made.id} of ${org} with the scopes ${scopes.join(', ')}. It is shown only once:`);
        print(options, { id: made.id, key: made.key, org, name, scopes }, () => `${made.key}\n`);
      });
    });

  keys
    .command('list')
    .description('List keys with their scopes and last use.')
    .option('--org <org>', 'only keys of this organisation')
    .option('--remote', REMOTE)
    .option('--json', JSON_OPTION)
    .action(async (options: { org?: string; remote?: boolean; json?: boolean }) => {
      if (options.remote === true) return (await import('./commands/remote-keys.ts')).listRemoteKeys(options);
      await withRecord(readConfig(), async (db) => {
        const org = options.org === undefined ? null : await organizationOf(db, options.org);
        const now = new Date();
        const found = await listKeys(db, org?.id);
        print(options, found.map(view), () =>
          table(
            ['ID', 'ORG', 'NAME', 'KEY', 'SCOPES', 'USED', 'STATE'],
            found.map((key) => row(key, now)),
          ),
        );
      });
    });

  keys
    .command('revoke <id>')
    .description('Revoke a key by its id; requests with it are rejected from now on.')
    .option('--remote', REMOTE)
    .option('--json', JSON_OPTION)
    .action(async (id: string, options: { remote?: boolean; json?: boolean }) => {
      if (options.remote === true)
        return (await import('./commands/remote-keys.ts')).revokeRemoteKey(id, options);
      await withRecord(readConfig(), async (db) => {
        const key = await revokeKey(db, id);
        if (key === null) throw new UsageError(`id: there is no key ${id}; see "kiln keys list".`);
        say(`Revoked ${key.name} (…${key.hint}) of ${key.organization.slug}.`);
        print(options, { id, revoked: true }, () => '');
      });
    });

  addTrust(keys);
}

async function userOf(db: Database, organizationId: string, org: string, user: string): Promise<string> {
  const found = await findUser(db, organizationId, user);
  if (found === null) {
    throw new UsageError(
      `--user: ${org} has no user ${user}; create them with "kiln users create ${user} --org ${org}".`,
    );
  }
  return found.id;
}

/** A key for programs, with the same names as in the API. */
function view(key: KeyRecord) {
  const { id, organization, user, name, hint, scopes, lastUsedAt, expiresAt, revokedAt } = key;
  return {
    id,
    org: organization.slug,
    user: user?.email ?? null,
    name,
    hint,
    scopes,
    last_used_at: lastUsedAt,
    expires_at: expiresAt,
    revoked_at: revokedAt,
  };
}

function row(key: KeyRecord, now: Date): string[] {
  const { id, organization, user, name, hint, scopes, lastUsedAt, expiresAt, revokedAt } = key;
  const state =
    revokedAt !== null
      ? `revoked ${day(revokedAt)}`
      : expiresAt === null
        ? 'valid'
        : `${expiresAt > now ? 'until' : 'expired'} ${day(expiresAt)}`;
  const whose = user === null ? name : `${name} (${user.email})`;
  return [id, organization.slug, whose, `…${hint}`, scopes.join(','), day(lastUsedAt, 'never'), state];
}
