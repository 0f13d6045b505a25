import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import type { Remote } from '../../../../src/git/remote/remote.ts';
import { fetchUpstream, pushUpstream } from '../../../../src/git/remote/upstream.ts';
import { bareRepository, git, withFolder } from '../../../git.ts';
import { needs } from '../../../needs.ts';
import { SdkRepository } from '../../../sdk-repository.ts';
import { SshServer } from '../../../ssh-server.ts';

const withSsh = await needs('sshd');

// Without an OpenSSH server, remote.test.ts checks the arguments of ssh.
withSsh.test(
  'a real SSH server is pushed to and fetched from, and what it refuses is told',
  async () => {
    await withFolder(async (folder) => {
      const there = await bareRepository(path.join(folder, 'there.git'));
      const server = await SshServer.start(path.join(folder, 'ssh'));
      const other = await SshServer.start(path.join(folder, 'other'));
      const sdk = await SdkRepository.open();
      const knownHosts = path.join(folder, 'known hosts');
      const remote = (url = server.url(there), secret = server.key): Remote => ({
        url,
        place: url,
        address: '127.0.0.1',
        credential: { username: 'git', secret },
        knownHosts,
        signal: AbortSignal.timeout(60_000),
        cancelled: new AbortController().signal,
      });
      const refused = (why: string) => ({
        ok: false,
        failure: { kind: 'refused', why: expect.stringContaining(why) },
      });
      try {
        await sdk.build({ a: 'a\n' });
        expect(await fetchUpstream(sdk.repository, remote(), 'main')).toMatchObject({ ok: true, sha: null });
        expect(await pushUpstream(sdk.repository, remote(), 'main', null)).toEqual({ ok: true });
        expect(await git(there, 'rev-parse', 'main')).toBe(await sdk.head());
        expect(await readFile(knownHosts, 'utf8')).toContain(`[127.0.0.1]:${server.port} ssh-ed25519`);

        // A person works there.
        await git(folder, 'clone', '--quiet', there, 'clone');
        const clone = path.join(folder, 'clone');
        await writeFile(path.join(clone, 'b'), 'b\n');
        await git(clone, 'add', '--all');
        await git(clone, 'commit', '--quiet', '-m', 'by hand');
        await git(clone, 'push', '--quiet', 'origin', 'main');
        const sha = await git(clone, 'rev-parse', 'HEAD');
        expect(await fetchUpstream(sdk.repository, remote(), 'main')).toMatchObject({ ok: true, sha });
        expect(await pushUpstream(sdk.repository, remote(), 'main', null)).toMatchObject({
          ok: false,
          failure: { kind: 'moved' },
        });

        const get = (at: Remote) => fetchUpstream(sdk.repository, at, 'main');
        expect(await get(remote(undefined, other.key))).toMatchObject(
          refused('does not accept the credential'),
        );
        expect(await get(remote(undefined, 'no key'))).toMatchObject(
          refused('does not accept the credential'),
        );
        expect(await get(remote(server.url('/no/such.git')))).toMatchObject(refused('no such repository'));
        // Another server on the same machine has its own host key.
        expect(await get(remote(other.url(there), other.key))).toMatchObject({ ok: true, sha });
        await server.newHostKey();
        expect(await get(remote())).toMatchObject(refused('host key has changed'));
        await server.stop();
        expect(await get(remote())).toMatchObject({ ok: false, failure: { kind: 'unreachable' } });
        expect((await stat(knownHosts)).mode & 0o022).toBe(0);
      } finally {
        await server.stop();
        await other.stop();
        await sdk.close();
      }
    });
  },
  60_000,
);
