import path from 'node:path';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { migrate, schemaSql } from '../../src/runtime/migrate.ts';
import { isCurrent, MigrationError } from '../../src/runtime/migrations.ts';
import { PACKAGE_ROOT } from '../../src/runtime/paths.ts';

async function withDatabase(name: string, work: (url: string) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: inject('databaseUrl') });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  try {
    await work(inject('databaseUrl').replace(/\/kiln$/, `/${name}`));
  } finally {
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  }
}

test('the migration makes what the schema says', async () => {
  const first = path.join(PACKAGE_ROOT, 'prisma/migrations/20261124000000_first/migration.sql');
  // `vitest run test/integration/migrate.test.ts -u` writes it anew.
  await expect(await schemaSql(inject('databaseUrl'))).toMatchFileSnapshot(first);
});

test('migrations are applied once, and a newer database is refused', async () => {
  await withDatabase('migrate_test', async (url) => {
    expect(await isCurrent(url)).toBe(false);
    expect(await migrate(url)).toEqual(['20261124000000_first']);
    expect(await isCurrent(url)).toBe(true);
    expect(await migrate(url)).toEqual([]);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
      VALUES ('x', 'x', '29990101000000_newer', now(), 1)`);
    await client.end();
    expect(await isCurrent(url)).toBe(false);
    await expect(migrate(url)).rejects.toThrow(MigrationError);
    await expect(migrate(url)).rejects.toThrow('29990101000000_newer');
  });
});
