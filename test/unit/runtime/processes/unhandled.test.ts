import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('an unhandled rejection fails only its own request or piece of work', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    'test/unhandled-main.ts',
  ]);
  expect(JSON.parse(stdout)).toEqual({
    stray: 500,
    fine: 200,
    work: 'Error: of the library',
    logged: [
      'unhandled rejection in POST /stray: Error: left behind',
      'unhandled rejection in no request or step: Error: of the library',
    ],
  });
});
