import type { Command } from 'commander';
import { ConfigurationError, readConfig } from '../runtime/config.ts';

export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('Migrate the database in DATABASE_URL to the schema of this version.')
    .action(async () => {
      const { databaseUrl } = readConfig();
      if (databaseUrl === null)
        throw new ConfigurationError('DATABASE_URL: is required; it names the database to migrate.');
      const { migrate } = await import('../runtime/servers/migrate.ts');
      const applied = await migrate(databaseUrl);
      for (const name of applied) process.stdout.write(`Applied migration ${name}.\n`);
      if (applied.length === 0) process.stdout.write('The database is up to date.\n');
    });
}
