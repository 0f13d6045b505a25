import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readConfig } from '../src/runtime/config.ts';
import { PACKAGE_ROOT } from '../src/runtime/package-root.ts';
import { schemaSql } from '../src/runtime/servers/migrate.ts';
import { startPostgres } from '../src/runtime/servers/postgres.ts';

/**
 * `npm run migration NAME`: writes a migration from the schema as it was committed to the schema as it is in the
 * working tree. Read it before it is committed: what it does to data is for a person to judge.
 */
const [name = ''] = process.argv.slice(2);
if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error('Name the migration, e.g. npm run migration quotas.');
const before = execFileSync('git', ['show', 'HEAD:prisma/schema.prisma'], {
  cwd: PACKAGE_ROOT,
  encoding: 'utf8',
});
const dataDir = mkdtempSync(path.join(tmpdir(), 'kiln-migration-'));
const postgres = await startPostgres({ ...readConfig(), dataDir });
try {
  const sql = await schemaSql(postgres.url, before);
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = path.join(PACKAGE_ROOT, 'prisma', 'migrations', `${stamp}_${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'migration.sql'), sql);
  process.stdout.write(`${path.relative(PACKAGE_ROOT, folder)}/migration.sql\n`);
} finally {
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}
