import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { PACKAGE_ROOT } from '../package-root.ts';
import { loadMigrations, MigrationError } from './migrations.ts';

/** Node.js has it; its type definitions do not. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: Record<string, Record<string, unknown>>,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

const FILTERS = { externalTables: [], externalEnums: [] };
/** Key of the advisory lock with which only one process migrates a database: an arbitrary, unique number. */
const LOCK = 5_490_112;

/** Sends each script as a whole, so that it is one transaction: Prisma would send its statements one by one. */
class WholeScripts extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      await adapter.executeRaw({ sql: script, args: [], argTypes: [] });
    };
    return adapter;
  }
}

/**
 * Migrates a database to this version's schema by `prisma/migrations`, with Prisma's schema engine as WebAssembly, so
 * that nothing is downloaded. Returns the names of the newly applied migrations. `upTo` names the last one to apply.
 * A migration is applied completely or not at all; an interrupted one is applied again. Throws `MigrationError` if
 * the database has unknown migrations.
 */
export async function migrate(databaseUrl: string, upTo?: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  // The connection breaks if the server stops, which also ends the work under its lock.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    return await migrateAlone(databaseUrl, upTo);
  } finally {
    await client.end().catch(() => {});
  }
}

async function migrateAlone(databaseUrl: string, upTo: string | undefined): Promise<string[]> {
  const all = await loadMigrations();
  const migrations = {
    ...all,
    migrationDirectories: all.migrationDirectories.filter(
      ({ path: name }) => upTo === undefined || name <= upTo,
    ),
  };
  return withEngine(databaseUrl, async (schemaEngine) => {
    const { history, failedMigrationNames } = await schemaEngine.diagnoseMigrationHistory({
      migrationsList: migrations,
      optInToShadowDatabase: false,
      filters: FILTERS,
    });
    if (history !== null && history.diagnostic !== 'databaseIsBehind') {
      throw new MigrationError(
        `The database has migrations that are unknown to this version of Kiln (${history.unpersistedMigrationNames.join(', ')}): it was used by a newer version. Run that version, or restore a backup.`,
      );
    }
    for (const migrationName of failedMigrationNames) {
      await schemaEngine.markMigrationRolledBack({ migrationName });
    }
    const { appliedMigrationNames } = await schemaEngine.applyMigrations({
      migrationsList: migrations,
      filters: FILTERS,
    });
    return appliedMigrationNames;
  });
}

/** SQL that changes a database with the schema `before` into `prisma/schema.prisma`; null: from an empty one. */
export async function schemaSql(databaseUrl: string, before: string | null = null): Promise<string> {
  return withEngine(databaseUrl, async (schemaEngine) => {
    const schema = path.join(PACKAGE_ROOT, 'prisma', 'schema.prisma');
    const datamodel = (content: string) => ({
      tag: 'schemaDatamodel' as const,
      files: [{ path: schema, content }],
    });
    const { stdout } = await schemaEngine.diff({
      from: before === null ? { tag: 'empty' } : datamodel(before),
      to: datamodel(await readFile(schema, 'utf8')),
      script: true,
      exitCode: null,
      filters: FILTERS,
    });
    return stdout ?? '';
  });
}

let instantiated = false;

/** Runs work with Prisma's schema engine, whose connections are closed afterwards. */
async function withEngine<T>(
  databaseUrl: string,
  work: (schemaEngine: engine.SchemaEngine) => Promise<T>,
): Promise<T> {
  await instantiate();
  const schema = path.join(PACKAGE_ROOT, 'prisma', 'schema.prisma');
  const pool = new pg.Pool({ connectionString: databaseUrl });
  const schemaEngine = await engine.SchemaEngine.new(
    { datamodels: [[schema, await readFile(schema, 'utf8')]] },
    () => {},
    bindMigrationAwareSqlAdapterFactory(new WholeScripts(pool)),
  );
  try {
    return await work(schemaEngine);
  } finally {
    schemaEngine.free();
    // The engine's own lock belongs to its connection, which would stay open for ten seconds.
    await pool.end();
  }
}

async function instantiate(): Promise<void> {
  if (instantiated) return;
  const resolved = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm');
  const wasm = readFileSync(path.join(path.dirname(resolved), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': { ...engine } });
  engine.__wbg_set_wasm(instance.exports);
  const begin = instance.exports.__wbindgen_start;
  if (typeof begin === 'function') begin();
  instantiated = true;
}
