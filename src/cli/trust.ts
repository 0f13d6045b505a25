import type { Command } from 'commander';
import { z } from 'zod';
import { GITHUB } from '../contract/issuers.ts';
import { JOB_SCOPES } from '../contract/trusted-repositories.ts';
import type { TrustOptions } from './commands/trusted.ts';
import { by } from './usage.ts';

const listOf = (text: string) => [...new Set(text.split(',').map((part) => part.trim()))];
const Scopes = z
  .string()
  .transform(listOf)
  .pipe(z.array(z.enum(JOB_SCOPES, `must be some of ${JOB_SCOPES.join(', ')}, with commas between`)).min(1));
const Projects = z.string().transform(listOf);

const EXAMPLES = `
Examples:
  kiln keys trust acme/shop-api --projects shop
  kiln keys trust acme/shop-api --ref refs/heads/main --environment release
  kiln keys trust acme/apis/shop --issuer https://gitlab.com`;

/** `kiln keys trust …`: repositories whose CI jobs need no key, on the Kiln that a person is signed in to. */
export function addTrust(keys: Command): void {
  const common = (command: Command) =>
    command
      .option('--json', 'print JSON on standard output')
      .option('--url <address>', 'the Kiln to ask (default: KILN_URL, or where you signed in)');

  common(keys.command('trust <repository>'))
    .description("Let a repository's CI jobs in without a key, by their ID tokens (OIDC).")
    .option('--issuer <address>', 'who signs the tokens', GITHUB)
    .option('--scopes <scopes>', `some of ${JOB_SCOPES.join(', ')}`, by(Scopes), [...JOB_SCOPES])
    .option('--projects <slugs>', 'the only projects that they may use, with commas between', by(Projects))
    .option('--ref <ref>', 'only jobs of this ref, e.g. refs/heads/main or refs/tags/*')
    .option('--environment <name>', 'only jobs in this deployment environment')
    .option(
      '--number <id>',
      "the host's number of the repository, so that a later one of that name is not let in",
    )
    .addHelpText('after', EXAMPLES)
    .action(async (repository: string, options: TrustOptions) =>
      (await import('./commands/trusted.ts')).trust(repository, options),
    );

  common(keys.command('trusted'))
    .description('List the repositories that are let in.')
    .action(async (options: { url?: string; json?: boolean }) =>
      (await import('./commands/trusted.ts')).listTrusted(options),
    );

  common(keys.command('distrust <id>'))
    .description('Let a repository in no more, from the next request on.')
    .action(async (id: string, options: { url?: string; json?: boolean }) =>
      (await import('./commands/trusted.ts')).distrust(id, options),
    );
}
