import { Option } from 'commander';
import type { RoleOptions } from '../roles/parts.ts';
import { type Config, ConfigurationError } from '../runtime/config.ts';
import { tellReady, toldServers } from '../runtime/roles.ts';
import { onceEnding } from './signals.ts';

/** Says whose a process is that `kiln up` starts, in the list of processes, and that it is told its servers. */
export const of = () => new Option('--of <folder>').hideHelp();

/**
 * The settings with the servers that a role stands on: those that `kiln up` tells it where it started it (`of`), those
 * that the settings name where not. Throws `ConfigurationError` where one is not named.
 */
export async function roleOptions(config: Config, of: string | undefined): Promise<RoleOptions> {
  if (of !== undefined) return { config, ...(await toldServers()) };
  const { databaseUrl, temporalAddress } = config;
  if (databaseUrl === null || temporalAddress === null) {
    const missing = databaseUrl === null ? 'DATABASE_URL' : 'TEMPORAL_ADDRESS';
    throw new ConfigurationError(
      `${missing} is not set. Set it, or run "kiln up", which has servers of its own.`,
    );
  }
  return { config, databaseUrl, temporalAddress, temporalKey: null };
}

/** Serves until a signal comes, or until the process that started this one is gone. */
export async function serve(role: { stop(): Promise<void> }, newKey: string | null, ended?: Promise<void>) {
  const told = new Promise<void>((resolve) => {
    onceEnding(resolve);
    process.once('disconnect', resolve);
  });
  tellReady(newKey);
  await Promise.race([told, ...(ended === undefined ? [] : [ended])]);
  await role.stop();
  process.exit(0);
}
