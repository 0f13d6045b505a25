import { CommanderError } from 'commander';
import { ExpectedError } from '../runtime/expected-error.ts';
import { isAway, TRY_AGAIN } from '../runtime/outages.ts';
import { CommandError, EXIT } from './people/exit.ts';
import { createProgram } from './program.ts';

// The reader of the output is gone (`| head`, a closed terminal): the work continues and ends in order.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

try {
  const program = await createProgram(process.argv[2]);
  await program.parseAsync();
} catch (error) {
  // Commander has printed the error, or the requested help.
  if (error instanceof CommanderError) {
    process.exit(error.exitCode === 0 || error.code === 'commander.help' ? EXIT.ok : EXIT.usage);
  }
  const told =
    error instanceof Error ? (error instanceof ExpectedError ? error.message : error.stack) : error;
  process.stderr.write(`kiln: ${String(told)}\n`);
  process.exitCode = error instanceof CommandError ? error.exitCode : isAway(error) ? TRY_AGAIN : 1;
}
