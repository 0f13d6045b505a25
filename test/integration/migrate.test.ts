import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { loadBuild } from '../../src/records/builds.ts';
import { openDatabase } from '../../src/records/database.ts';
import { migrate, schemaSql } from '../../src/runtime/servers/migrate.ts';
import { isCurrent, loadMigrations, MigrationError } from '../../src/runtime/servers/migrations.ts';

const { migrationDirectories } = await loadMigrations();
const MIGRATIONS = migrationDirectories.map(({ path }) => path);
const FIRST = '20261124000000_first';

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

/** The structure of a database in PostgreSQL's catalogue: columns, indexes, constraints and enums. */
async function catalogue(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(`
    SELECT concat_ws(' ', 'column', table_name, column_name, udt_name, is_nullable, column_default,
      datetime_precision) AS line
      FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
    UNION ALL SELECT concat_ws(' ', conname, conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace AND conrelid <> 0 AND conrelid::regclass::text <> '_prisma_migrations'
    UNION ALL SELECT concat_ws(' ', 'enum', t.typname, e.enumlabel, rank() OVER (PARTITION BY t.oid ORDER BY e.enumsortorder))
      FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid
    ORDER BY 1`);
  return rows.map(({ line }) => line);
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The sessions that wait for a table. */
async function whoWaits(client: pg.Client): Promise<number[]> {
  const { rows } = await client.query<{ pid: number }>(`SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event = 'relation'`);
  return rows.map(({ pid }) => pid);
}

test('migrations produce the same database as the schema', async () => {
  await withDatabase('migrated', async (migrated) => {
    await withDatabase('from_schema', async (fromSchema) => {
      await migrate(migrated);
      const sql = await schemaSql(fromSchema);
      await connected(fromSchema, (client) => client.query(sql));
      const made = await connected(migrated, catalogue);
      expect(made).toEqual(await connected(fromSchema, catalogue));
      expect(made.length).toBeGreaterThan(100);
    });
  });
});

test('migrations apply to a database with data', async () => {
  await withDatabase('migrate_data', async (url) => {
    expect(await migrate(url, FIRST)).toEqual([FIRST]);
    await connected(url, (client) =>
      client.query(`
        INSERT INTO "Organization" ("id", "slug") VALUES ('o', 'acme');
        INSERT INTO "ApiKey" ("id", "organizationId", "name", "hash", "hint", "scopes") VALUES ('k', 'o', 'k', 'h', 'h', '{read}');
        INSERT INTO "Project" ("id", "organizationId", "slug", "targets") VALUES ('p', 'o', 'pets', '{go}');
        INSERT INTO "Branch" ("projectId", "name", "configCommit", "updatedAt") VALUES ('p', 'main', 'c', now());
        INSERT INTO "Build" ("id", "projectId", "branch", "configCommit") VALUES ('b', 'p', 'main', 'c');
        INSERT INTO "BuildTarget" ("buildId", "target") VALUES ('b', 'go');
        INSERT INTO "BuildStep" ("buildId", "target", "step") VALUES ('b', 'go', 'codegen');
        INSERT INTO "GeneratedTree" ("key", "projectId", "target", "treeOid") VALUES ('g', 'p', 'go', 't');
        INSERT INTO "CheckResult" ("key", "conclusion", "log") VALUES ('r', 'success', 'l');`),
    );
    expect(await migrate(url)).toEqual(MIGRATIONS.slice(1));
    expect(await isCurrent(url)).toBe(true);
    const db = openDatabase(url);
    try {
      const build = await loadBuild(db, 'b');
      expect(build.project.organization.slug).toBe('acme');
      expect(build.targets.map(({ target }) => target)).toEqual(['go']);
    } finally {
      await db.$disconnect();
    }
  });
});

test('applies an interrupted migration completely at the next attempt', async () => {
  await withDatabase('migrate_broken', async (url) => {
    await migrate(url, FIRST);
    const before = await connected(url, catalogue);
    await connected(url, async (client) => {
      // The migration waits for this table, near its end, until its session is terminated.
      await client.query('BEGIN; LOCK TABLE "CheckResult" IN ACCESS EXCLUSIVE MODE');
      const broken = expect(migrate(url)).rejects.toThrow();
      let waiting: number[] = [];
      while (waiting.length === 0) waiting = await connected(url, whoWaits);
      await client.query('SELECT pg_terminate_backend($1)', [waiting[0]]);
      await broken;
      await client.query('ROLLBACK');
    });
    expect(await connected(url, catalogue)).toEqual(before);
    expect(await migrate(url)).toEqual(MIGRATIONS.slice(1));
    expect(await isCurrent(url)).toBe(true);
  });
});

test('serialises concurrent migrations', async () => {
  await withDatabase('migrate_twice', async (url) => {
    await migrate(url, FIRST);
    await connected(url, async (client) => {
      await client.query('BEGIN; LOCK TABLE "CheckResult" IN ACCESS EXCLUSIVE MODE');
      const first = migrate(url);
      while ((await connected(url, whoWaits)).length === 0) await wait(50);
      // The second must not take the first one's running migration for an interrupted one.
      const second = migrate(url);
      await wait(1_000);
      await client.query('ROLLBACK');
      expect((await Promise.all([first, second])).flat()).toEqual(MIGRATIONS.slice(1));
    });
    expect(await isCurrent(url)).toBe(true);
  });
});

test('applies migrations once, and rejects a newer database', async () => {
  await withDatabase('migrate_test', async (url) => {
    expect(await isCurrent(url)).toBe(false);
    expect(await migrate(url)).toEqual(MIGRATIONS);
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
