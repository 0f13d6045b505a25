import { Option } from 'commander';
import type { RoleOptions } from '../roles/connections.ts';
import { type Config, ConfigurationError } from '../runtime/config.ts';
import { containUnhandledRejections } from '../runtime/processes/unhandled.ts';
import { tellReady, toldServers } from '../runtime/servers/role-processes.ts';
import { say } from './say.ts';
import { onceEnding } from './signals.ts';

/**
 * Hidden option of a role that `kiln up` starts: the list of processes shows whose it is, and the role waits to be told
 * its servers.
 */
export const of = () => new Option('--of <folder>').hideHelp();

/**
 * The settings with the servers that a role depends on: told by `kiln up` if it started the role (`of`), otherwise
 * those of the settings. Throws `ConfigurationError` if one is missing.
 */
export async function roleOptions(config: Config, of: string | undefined): Promise<RoleOptions> {
  if (of !== undefined) {
    const { apiKey, ...servers } = await toldServers();
    return { config: { ...config, apiKey }, ...servers };
  }
  const { databaseUrl, temporalAddress } = config;
  if (databaseUrl === null || temporalAddress === null) {
    const missing = databaseUrl === null ? 'DATABASE_URL' : 'TEMPORAL_ADDRESS';
    throw new ConfigurationError(
      `${missing} is not set. Set it, or run "kiln up", which starts its own servers.`,
    );
  }
  return { config, databaseUrl, temporalAddress, temporalKey: null };
}

/** Serves until a signal arrives, or until the process that started this one is gone. */
export async function serve(
  role: { stop(): Promise<void>; readonly ticket?: string | null },
  newKey: string | null,
  ended?: Promise<void>,
) {
  containUnhandledRejections(say);
  const told = new Promise<void>((resolve) => {
    onceEnding(resolve);
    process.once('disconnect', resolve);
  });
  tellReady(newKey, role.ticket ?? null);
  await Promise.race([told, ...(ended === undefined ? [] : [ended])]);
  await role.stop();
  process.exit(0);
}
