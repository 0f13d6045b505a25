import { isAway, TRY_AGAIN } from '../runtime/away.ts';
import { ExpectedError } from '../runtime/expected-error.ts';
import { createProgram } from './program.ts';

try {
  const program = await createProgram(process.argv[2]);
  await program.parseAsync();
} catch (error) {
  const told =
    error instanceof Error ? (error instanceof ExpectedError ? error.message : error.stack) : error;
  process.stderr.write(`kiln: ${String(told)}\n`);
  process.exitCode = isAway(error) ? TRY_AGAIN : 1;
}
