import { Command } from 'commander';
import { ConfigurationError } from '../runtime/config.ts';
import { MigrationError } from '../runtime/migrations.ts';
import { SetupError } from '../runtime/setup.ts';
import { VERSION } from '../runtime/version.ts';
import { addApi } from './api.ts';
import { addDemo } from './demo-command.ts';
import { addDoctor } from './doctor.ts';
import { addMigrate } from './migrate.ts';
import { addSetup } from './setup.ts';
import { addTest } from './test.ts';
import { addUp } from './up.ts';
import { addWorker } from './worker.ts';

const program = new Command('kiln').description('A durable, self-hosted SDK build service.').version(VERSION);
for (const add of [addUp, addDemo, addApi, addWorker, addMigrate, addSetup, addDoctor, addTest]) add(program);

try {
  await program.parseAsync();
} catch (error) {
  const expected =
    error instanceof ConfigurationError || error instanceof SetupError || error instanceof MigrationError;
  process.stderr.write(
    `kiln: ${expected ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exitCode = 1;
}
