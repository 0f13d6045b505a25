import { isAway } from '../runtime/away.ts';
import { ConfigurationError } from '../runtime/config.ts';
import { MigrationError } from '../runtime/migrations.ts';
import { TRY_AGAIN } from '../runtime/roles.ts';
import { SetupError } from '../runtime/setup.ts';
import { createProgram } from './program.ts';
import { UsageError } from './usage.ts';

try {
  await createProgram().parseAsync();
} catch (error) {
  const expected = [ConfigurationError, SetupError, MigrationError, UsageError].some(
    (kind) => error instanceof kind,
  );
  process.stderr.write(
    `kiln: ${error instanceof Error ? (expected ? error.message : error.stack) : String(error)}\n`,
  );
  process.exitCode = isAway(error) ? TRY_AGAIN : 1;
}
