import { isAway, TRY_AGAIN } from '../runtime/away.ts';
import { ExpectedError } from '../runtime/expected-error.ts';
import { createProgram } from './program.ts';

// Whoever read what is said has gone (`| head`, a terminal that was closed): what is done goes on, and ends in order.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

try {
  const program = await createProgram(process.argv[2]);
  await program.parseAsync();
} catch (error) {
  const told =
    error instanceof Error ? (error instanceof ExpectedError ? error.message : error.stack) : error;
  process.stderr.write(`kiln: ${String(told)}\n`);
  process.exitCode = isAway(error) ? TRY_AGAIN : 1;
}
