// thread.ts for a thread where nothing is compiled: under the tests.
import { tsImport } from 'tsx/esm/api';

export const { check, diagnose, generate, guess, input, message, render } = await tsImport(
  './thread.ts',
  import.meta.url,
);
