import { setTimeout as wait } from 'node:timers/promises';
import { type Database, openDatabase } from '../records/database.ts';
import type { Config } from '../runtime/config.ts';
import { isCurrent, MigrationError } from '../runtime/servers/migrations.ts';
import { embeddedUrl, startPostgres } from '../runtime/servers/postgres.ts';
import { lock } from '../runtime/storage/pid-lock.ts';
import { SetupError } from '../runtime/toolchains/programs.ts';

const STARTED_WITHIN_MS = 60_000;

/**
 * Runs `work` on the record, whether or not Kiln is running: on the configured database; or on the embedded one of
 * the data folder if a Kiln is running there; otherwise PostgreSQL alone is started for the duration. Throws
 * `MigrationError` if the configured database does not have this version's schema.
 */
export async function withRecord<T>(config: Config, work: (db: Database) => Promise<T>): Promise<T> {
  if (config.databaseUrl !== null) {
    if (await isCurrent(config.databaseUrl)) return using(config.databaseUrl, work);
    throw new MigrationError('The database schema is not that of this version: run "kiln migrate".');
  }
  const until = Date.now() + STARTED_WITHIN_MS;
  for (;;) {
    const locked = await lock(config.dataDir, 'command');
    if (locked.held) {
      try {
        return await alone(config, work);
      } finally {
        await locked.release();
      }
    }
    // Another command stops its PostgreSQL when it ends, so wait for it. A Kiln that serves may be about to start its
    // own.
    const url = locked.purpose === 'serve' ? await embeddedUrl(config.dataDir) : null;
    if (url !== null && (await isCurrent(url).catch(() => false))) return using(url, work);
    if (Date.now() > until) {
      throw new SetupError(
        `Process ${locked.pid} uses ${config.dataDir}, and its PostgreSQL does not respond. Stop it, or try again.`,
      );
    }
    await wait(100);
  }
}

/** PostgreSQL without the rest. */
async function alone<T>(config: Config, work: (db: Database) => Promise<T>): Promise<T> {
  const server = await startPostgres(config);
  try {
    if (!(await isCurrent(server.url))) {
      const { migrate } = await import('../runtime/servers/migrate.ts');
      await migrate(server.url);
    }
    return await using(server.url, work);
  } finally {
    await server.stop();
  }
}

async function using<T>(url: string, work: (db: Database) => Promise<T>): Promise<T> {
  const db = openDatabase(url, 2);
  try {
    return await work(db);
  } finally {
    await db.$disconnect();
  }
}
