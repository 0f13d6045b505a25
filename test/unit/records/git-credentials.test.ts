import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { closest, parseCredentialFile } from '../../../src/records/git-credentials.ts';
import { SecretBox } from '../../../src/runtime/storage/secret-box.ts';

test('reads the format of git credential-store; the longest matching URL wins, by whole segments', () => {
  const all = parseCredentialFile(
    '# mine\nhttps://bot:t%40ken@host\nhttps://ada:two@host/team\nssh://git:key@host/x\nhttps://host/none\n',
  );
  expect(all).toEqual([
    { url: 'https://host/', username: 'bot', secret: 't@ken' },
    { url: 'https://host/team', username: 'ada', secret: 'two' },
  ]);
  const user = (url: string) => closest(all, url)?.username;
  expect(user('https://host/team/sdk.git')).toBe('ada');
  expect(user('https://host/team.git')).toBe('ada');
  expect(user('https://host/teams/sdk.git')).toBe('bot');
  expect(user('https://host.evil/team/sdk')).toBeUndefined();
  expect(user('http://host/team/sdk')).toBeUndefined();
});

test('a sealed secret opens only with its key, for its purpose, and unaltered', () => {
  const key = randomBytes(32);
  const sealed = new SecretBox(key).close('tökén', 'a');
  expect(sealed).not.toBe(new SecretBox(key).close('tökén', 'a'));
  expect(new SecretBox(key).open(sealed, 'a')).toBe('tökén');
  expect(new SecretBox(key).open(sealed, 'b')).toBeNull();
  expect(new SecretBox(randomBytes(32)).open(sealed, 'a')).toBeNull();
  const bytes = Buffer.from(sealed, 'base64');
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  expect(new SecretBox(key).open(bytes.toString('base64'), 'a')).toBeNull();
  expect(new SecretBox(key).open('', 'a')).toBeNull();
});
