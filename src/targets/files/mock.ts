import path from 'node:path';
import { PACKAGE_ROOT } from '../../runtime/package-root.ts';
import type { Command } from '../definition.ts';

/**
 * A command of a test check with a mock server beside it, which is made from a description of the checkout. The command
 * finds it by TEST_API_BASE_URL. `mock.json` in the description's folder says how lists and objects stand in queries
 * and forms: `{"arrays": "comma", "objects": "brackets", "formArrays": "comma"}`.
 */
export function withMock(command: Command, description = 'tests/openapi.json'): Command {
  const runner = path.join(PACKAGE_ROOT, 'src', 'targets', 'files', 'with-mock.mjs');
  return { ...command, argv: ['node', runner, description, '--', ...command.argv] };
}
