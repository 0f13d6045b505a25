import type { Command } from 'commander';
import { z } from 'zod';
import type { Database } from '../records/database.ts';
import { createKey, type KeyRecord, listKeys, revokeKey, SCOPES } from '../records/keys.ts';
import { findUser } from '../records/organizations.ts';
import type { Scope } from '../records/prisma/client.ts';
import { readConfig } from '../runtime/config.ts';
import { withRecord } from './record.ts';
import { say } from './say.ts';
import { day, table } from './table.ts';
import { by, organizationOf, UsageError } from './usage.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const Name = z.string().trim().min(1, 'must not be empty').max(100, 'must be at most 100 characters');
const Scopes = z
  .string()
  .transform((text) => [...new Set(text.split(',').map((scope) => scope.trim()))])
  .pipe(z.array(z.enum(SCOPES, `must be some of ${SCOPES.join(', ')}, with commas between`)).min(1));
/** `30d`: in so many days; a date, or a date with a time. */
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

interface Options {
  readonly org: string;
  readonly scopes: Scope[];
  readonly user?: string;
  readonly expires?: Date;
}

/** `kiln keys …`: API keys. A key is printed once, alone on standard output, and kept hashed. */
export function addKeys(program: Command): void {
  const keys = program.command('keys').description('make, list and revoke API keys');

  keys
    .command('create')
    .argument('<name>', 'what it is for', by(Name))
    .description('make a key and print it: this once')
    .requiredOption('--org <org>', 'the organisation that it belongs to')
    .option('--scopes <scopes>', `some of ${SCOPES.join(', ')}`, by(Scopes), ['read', 'build'])
    .option('--user <email>', 'the person whose it is')
    .option('--expires <when>', 'days (30d), or a date; without it, never', by(Expiry))
    .action(async (name: string, options: Options) => {
      const expiresAt = options.expires ?? null;
      await withRecord(readConfig(), async (db) => {
        const { id: organizationId } = await organizationOf(db, options.org);
        const userId = options.user === undefined ? null : await userOf(db, organizationId, options);
        const { scopes } = options;
        const made = await createKey(db, { organizationId, name, scopes, userId, expiresAt });
        say(`Key ${made.id} of ${options.org}, allowed to ${scopes.join(', ')}. It is not shown again:`);
        process.stdout.write(`${made.key}\n`);
      });
    });

  keys
    .command('list')
    .description('keys with what they may do and when they were last used')
    .option('--org <org>', 'of this organisation alone')
    .action(async (options: { org?: string }) => {
      await withRecord(readConfig(), async (db) => {
        const org = options.org === undefined ? null : await organizationOf(db, options.org);
        const now = new Date();
        const rows = (await listKeys(db, org?.id)).map((key) => row(key, now));
        process.stdout.write(table(['ID', 'ORG', 'NAME', 'KEY', 'SCOPES', 'USED', 'STATE'], rows));
      });
    });

  keys
    .command('revoke <id>')
    .description('a key is refused from now on; its id is in the list')
    .action(async (id: string) => {
      await withRecord(readConfig(), async (db) => {
        const key = await revokeKey(db, id);
        if (key === null) throw new UsageError(`id: there is no key ${id}; see "kiln keys list".`);
        say(`Revoked ${key.name} (…${key.hint}) of ${key.organization.slug}.`);
      });
    });
}

async function userOf(db: Database, organizationId: string, { org, user = '' }: Options): Promise<string> {
  const found = await findUser(db, organizationId, user);
  if (found === null) {
    throw new UsageError(
      `--user: ${org} has no ${user}; make them known with "kiln users create ${user} --org ${org}".`,
    );
  }
  return found.id;
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
