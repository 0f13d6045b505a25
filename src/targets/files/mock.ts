import path from 'node:path';
import { PACKAGE_ROOT } from '../../runtime/package-root.ts';
import type { Command } from '../definition.ts';

/**
 * A command of a test check that runs beside a mock server, which is made from a description in the checkout. The
 * command gets the server's URL in TEST_API_BASE_URL. `mock.json` in the description's folder sets the formats of
 * lists and objects in queries and forms: `{"arrays": "comma", "objects": "brackets", "formArrays": "comma"}`.
 */
export function withMock(command: Command, description = 'tests/openapi.json'): Command {
  const runner = path.join(PACKAGE_ROOT, 'src', 'targets', 'files', 'with-mock.mjs');
  return { ...command, argv: ['node', runner, description, '--', ...command.argv] };
}
