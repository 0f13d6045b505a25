import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg';
import { loadMigrations, MigrationError } from './migrations.ts';
import { PACKAGE_ROOT } from './paths.ts';

/** Node has it; the types for Node do not. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: Record<string, Record<string, unknown>>,
  ): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

const FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Brings a database to the schema of this version by the migrations in `prisma/migrations`, with Prisma's own
 * schema engine as WebAssembly, so that nothing is downloaded. Gives the names of those applied now.
 * `upTo` names the last one to apply. Throws `MigrationError` where the database has migrations that are not known
 * here.
 */
export async function migrate(databaseUrl: string, upTo?: string): Promise<string[]> {
  const all = await loadMigrations();
  const migrations = {
    ...all,
    migrationDirectories: all.migrationDirectories.filter(
      ({ path: name }) => upTo === undefined || name <= upTo,
    ),
  };
  const schemaEngine = await openEngine(databaseUrl);
  try {
    const { history } = await schemaEngine.diagnoseMigrationHistory({
      migrationsList: migrations,
      optInToShadowDatabase: false,
      filters: FILTERS,
    });
    if (history !== null && history.diagnostic !== 'databaseIsBehind') {
      throw new MigrationError(
        `The database has migrations that this version of Kiln does not know (${history.unpersistedMigrationNames.join(', ')}): it was used by a newer version. Run that version, or restore a backup.`,
      );
    }
    const { appliedMigrationNames } = await schemaEngine.applyMigrations({
      migrationsList: migrations,
      filters: FILTERS,
    });
    return appliedMigrationNames;
  } finally {
    schemaEngine.free();
  }
}

/** SQL that makes `prisma/schema.prisma` of a database with the schema `before`; null: of an empty one. */
export async function schemaSql(databaseUrl: string, before: string | null = null): Promise<string> {
  const schemaEngine = await openEngine(databaseUrl);
  try {
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
  } finally {
    schemaEngine.free();
  }
}

let instantiated = false;

async function openEngine(databaseUrl: string): Promise<engine.SchemaEngine> {
  if (!instantiated) {
    const resolved = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm');
    const wasm = readFileSync(path.join(path.dirname(resolved), 'schema_engine_bg.wasm'));
    const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': { ...engine } });
    engine.__wbg_set_wasm(instance.exports);
    const begin = instance.exports.__wbindgen_start;
    if (typeof begin === 'function') begin();
    instantiated = true;
  }
  const schema = path.join(PACKAGE_ROOT, 'prisma', 'schema.prisma');
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: databaseUrl }));
  return engine.SchemaEngine.new(
    { datamodels: [[schema, await readFile(schema, 'utf8')]] },
    () => {},
    adapter,
  );
}
