import { afterEach, beforeEach, expect, test } from 'vitest';
import { SdkRepository } from '../../../sdk-repository.ts';

let sdk: SdkRepository;

beforeEach(async () => {
  sdk = await SdkRepository.open();
});
afterEach(() => sdk.close());

const text = (first: string, last: string) => `${first}\n${'same\n'.repeat(8)}${last}\n`;
const crlf = (content: string) => content.replaceAll('\n', '\r\n');

test('a file saved with CRLF takes generated changes in CRLF, next to an edited line', async () => {
  await sdk.build({ api: text('one', 'end') });
  await sdk.push({ api: crlf(text('one', 'mine')) });
  expect(await sdk.build({ api: text('two', 'end') })).toMatchObject({ kind: 'committed' });
  expect(await sdk.contents()).toEqual({ api: crlf(text('two', 'mine')) });
});

test('deletes a file that is no longer generated if people changed only its line endings', async () => {
  await sdk.build({ api: text('one', 'end'), old: text('old', 'end') });
  await sdk.push({ old: crlf(text('old', 'end')) });
  expect(await sdk.build({ api: text('two', 'end') })).toMatchObject({ kind: 'committed' });
  expect(await sdk.contents()).toEqual({ api: text('two', 'end') });
});

test('a .gitattributes that people push changes no other file', async () => {
  await sdk.build({ api: text('one', 'end') });
  await sdk.push({ '.gitattributes': '* text=auto eol=crlf\n' });
  await sdk.build({ api: text('two', 'end') });
  expect(await sdk.contents()).toEqual({
    api: text('two', 'end'),
    '.gitattributes': '* text=auto eol=crlf\n',
  });
});
