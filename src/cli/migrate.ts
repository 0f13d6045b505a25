import type { Command } from 'commander';
import { ConfigurationError, readConfig } from '../runtime/config.ts';

export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the database of DATABASE_URL to the schema of this version')
    .action(async () => {
      const { databaseUrl } = readConfig();
      if (databaseUrl === null) throw new ConfigurationError('DATABASE_URL: names the database to migrate.');
      const { migrate } = await import('../runtime/migrate.ts');
      const applied = await migrate(databaseUrl);
      for (const name of applied) process.stdout.write(`Applied migration ${name}.\n`);
      if (applied.length === 0) process.stdout.write('The database is up to date.\n');
    });
}
