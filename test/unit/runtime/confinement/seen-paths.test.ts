import { expect, test } from 'vitest';
import { seenPaths, toolFolder } from '../../../../src/runtime/confinement/seen-paths.ts';

test.each([
  ['/home/ada/.pyenv/shims', '/home/ada/.pyenv'],
  ['/home/ada/.nvm/versions/node/v22/bin', '/home/ada/.nvm'],
  ['/home/ada/.local/share/mise/shims', '/home/ada/.local/share/mise'],
  ['/home/ada/.local/bin', '/home/ada/.local/bin'],
  ['/home/ada/go/bin', '/home/ada/go/bin'],
  ['/home/ada/.cargo/bin', '/home/ada/.cargo/bin'],
  ['/home/ada', '/home/ada'],
  ['/opt/go/bin', '/opt/go'],
  ['/srv/bin', '/srv/bin'],
  ['/usr/local/go/bin', '/usr/local/go/bin'],
])('programs in %s are visible with %s', (folder, seen) => {
  expect(toolFolder(folder, '/home/ada')).toBe(seen);
});

test('homes, data and secrets of the machine are not visible', () => {
  const seen = seenPaths({ PATH: '/usr/bin:/tmp', PIP_CERT: '/etc/ssl/certs' }, ['/tmp/kiln-data']);
  expect(seen).toContain('/usr');
  for (const hidden of [
    '/',
    '/etc',
    '/etc/shadow',
    '/root',
    '/home',
    '/var',
    '/run',
    '/tmp',
    '/proc',
    '/sys',
  ]) {
    expect(seen).not.toContain(hidden);
  }
});
