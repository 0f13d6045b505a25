import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { closest, parseCredentialFile } from '../../../src/records/git-credentials.ts';
import { Seal } from '../../../src/runtime/seal.ts';

test('a file as git credential-store keeps it; the longest address wins, by whole segments', () => {
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

test('a sealed secret opens with its key, for what it was sealed for, and as it is', () => {
  const key = randomBytes(32);
  const sealed = new Seal(key).close('tökén', 'a');
  expect(sealed).not.toBe(new Seal(key).close('tökén', 'a'));
  expect(new Seal(key).open(sealed, 'a')).toBe('tökén');
  expect(new Seal(key).open(sealed, 'b')).toBeNull();
  expect(new Seal(randomBytes(32)).open(sealed, 'a')).toBeNull();
  const bytes = Buffer.from(sealed, 'base64');
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  expect(new Seal(key).open(bytes.toString('base64'), 'a')).toBeNull();
  expect(new Seal(key).open('', 'a')).toBeNull();
});
