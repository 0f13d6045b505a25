import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { OWN_DESCRIPTION, ownDescription } from '../../scripts/openapi.ts';
import { isOwnSdkCurrent } from '../../scripts/own-sdk.ts';

test('the description in examples/kiln is current (npm run openapi)', async () => {
  expect(await ownDescription()).toBe(await readFile(OWN_DESCRIPTION, 'utf8'));
});

test('the SDK of the command line is current (npm run openapi)', async () => {
  expect(await isOwnSdkCurrent(await readFile(OWN_DESCRIPTION, 'utf8'))).toBe(true);
});
