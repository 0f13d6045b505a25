import type { JOB_SCOPES } from '../../contract/trusted-repositories.ts';
import type { TrustedRepository } from '../kiln-sdk/resources/orgs/trusted-repositories.ts';
import { CommandError, EXIT } from '../people/exit.ts';
import { print } from '../people/print.ts';
import { type Common, type Session, withSession } from '../people/session.ts';
import { say } from '../say.ts';
import { table } from '../table.ts';

export interface TrustOptions {
  readonly url?: string;
  readonly json?: boolean;
  readonly issuer: string;
  readonly number?: string;
  readonly ref?: string;
  readonly environment?: string;
  readonly scopes: (typeof JOB_SCOPES)[number][];
  readonly projects?: string[];
}

/** Trusts a repository, and prints the audience that its jobs must request for their tokens. */
export function trust(repository: string, options: TrustOptions): Promise<void> {
  const { issuer, number, ref, environment, scopes, projects } = options;
  return withSession(options, async (session) => {
    const made = await session.client.orgs.trustedRepositories.create(await orgOf(session), {
      repository,
      issuer,
      scopes,
      ...(number === undefined ? {} : { repository_id: number }),
      ...(ref === undefined ? {} : { ref }),
      ...(environment === undefined ? {} : { environment }),
      ...(projects === undefined ? {} : { projects }),
    });
    say(`Jobs of ${made.repository} are let in with ID tokens for the audience:`);
    print(options, made, () => `${made.audience}\n`);
  });
}

export function listTrusted(options: Common): Promise<void> {
  return withSession(options, async (session) => {
    const { data } = await session.client.orgs.trustedRepositories.list(await orgOf(session));
    print(options, data, () =>
      data.length === 0
        ? 'No repository is trusted. Trust one: kiln keys trust OWNER/NAME\n'
        : table(['ID', 'REPOSITORY', 'OF', 'SCOPES', 'PROJECTS', 'ONLY', 'USED'], data.map(row)),
    );
  });
}

export function distrust(id: string, options: Common): Promise<void> {
  return withSession(options, async (session) => {
    await session.client.orgs.trustedRepositories.delete(id, { org: await orgOf(session) });
    print(options, { deleted: id }, () => `${id} is trusted no more.\n`);
  });
}

/** The organisation of the key that a person is signed in with. */
async function orgOf({ client }: Session): Promise<string> {
  const { data } = await client.orgs.list();
  const [org] = data;
  if (org === undefined) throw new CommandError('This key has no organisation.', EXIT.key);
  return org.slug;
}

function row(one: TrustedRepository): string[] {
  const { id, repository, issuer, scopes, projects, ref, environment, last_used_at } = one;
  const only = [ref, environment].filter((term) => term !== null).join(', ');
  return [
    id,
    repository,
    new URL(issuer).host,
    scopes.join(','),
    projects.length === 0 ? 'all' : projects.join(','),
    only === '' ? '–' : only,
    last_used_at?.slice(0, 10) ?? 'never',
  ];
}
