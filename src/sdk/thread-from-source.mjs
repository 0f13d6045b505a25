// Loads thread.ts in a thread without compiled code: under the tests.
import { tsImport } from 'tsx/esm/api';

export const { check, diagnose, generate, guess, input, message, render } = await tsImport(
  './thread.ts',
  import.meta.url,
);
