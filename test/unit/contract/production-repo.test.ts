import { expect, test } from 'vitest';
import { parseProductionRepo } from '../../../src/contract/production-repo.ts';

test('accepts owner/name and every http and ssh URL of Git', () => {
  expect(parseProductionRepo('acme/petstore.js')).toEqual({
    host: 'github.com',
    owner: 'acme',
    name: 'petstore.js',
    url: null,
    fromHome: false,
  });
  const at = (url: string, fromHome: boolean) => ({
    host: 'git.example.test',
    owner: 'team',
    name: 'sdk',
    url,
    fromHome,
  });
  for (const [text, url, fromHome = false] of [
    ['https://git.example.test/team/sdk.git', 'https://git.example.test/team/sdk.git'],
    ['https://git.example.test:8443/a/team/sdk/', 'https://git.example.test:8443/a/team/sdk'],
    ['git@git.example.test:team/sdk.git', 'ssh://git@git.example.test/team/sdk.git', true],
    ['git@git.example.test:/team/sdk.git', 'ssh://git@git.example.test/team/sdk.git'],
    ['git.example.test:~ada/team/sdk.git', 'ssh://git.example.test/~ada/team/sdk.git', true],
    ['ssh://git.example.test:2222/team/sdk', 'ssh://git.example.test:2222/team/sdk'],
  ] as const) {
    expect(parseProductionRepo(text), text).toEqual(at(url, fromHome));
  }
});

test('a path without an owner takes the host name as owner', () => {
  expect(parseProductionRepo('git@git.example.test:sdk.git')).toEqual({
    host: 'git.example.test',
    owner: 'git',
    name: 'sdk',
    url: 'ssh://git@git.example.test/sdk.git',
    fromHome: true,
  });
});

test('rejects names that Git could take for an option, another protocol or a path', () => {
  for (const text of [
    '',
    'sdk',
    'a/b/c',
    '/srv/sdk.git',
    'file:///srv/sdk.git',
    'git://host/a/b',
    'ext::sh -c id',
    '--upload-pack=id/x',
    '-oProxyCommand=id:x/y',
    'ssh://-oProxyCommand=id/x/y',
    'ssh://git@host/a b',
    'https://user:password@host/a/b',
    'https://host/a/b?token=x',
    'https://host/a/../b',
    'https://host',
    "ssh://host/a';id;'",
  ]) {
    expect(parseProductionRepo(text), text).toBeNull();
  }
});
