import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { ExpectedError } from '../expected-error.ts';
import { PACKAGE_ROOT } from '../package-root.ts';

/** The database was created by a newer version of Kiln, or by another program. */
export class MigrationError extends ExpectedError {
  override readonly name = 'MigrationError';
}

/** Whether a database has exactly the migrations of this version, so that none has to be applied. */
export async function isCurrent(databaseUrl: string): Promise<boolean> {
  const { migrationDirectories } = await loadMigrations();
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ migration_name: string; checksum: string }>(
      `SELECT migration_name, checksum FROM _prisma_migrations
       WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
    );
    const wanted = migrationDirectories.map(({ path: name, migrationFile: { content } }) => [
      name,
      createHash('sha256')
        .update(content.tag === 'ok' ? content.value : '')
        .digest('hex'),
    ]);
    const applied = rows.map(({ migration_name, checksum }) => [migration_name, checksum]);
    return JSON.stringify(applied) === JSON.stringify(wanted);
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === UNDEFINED_TABLE) return false;
    throw error;
  } finally {
    await client.end();
  }
}

const UNDEFINED_TABLE = '42P01';

/** The migrations of this version, in order, in the form of Prisma's schema engine. */
export async function loadMigrations(): Promise<MigrationList> {
  const baseDir = path.join(PACKAGE_ROOT, 'prisma', 'migrations');
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  return {
    baseDir,
    lockfile: {
      path: 'migration_lock.toml',
      content: await readFile(path.join(baseDir, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.map(async (name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: {
            tag: 'ok' as const,
            value: await readFile(path.join(baseDir, name, 'migration.sql'), 'utf8'),
          },
        },
      })),
    ),
  };
}
