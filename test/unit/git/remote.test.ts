import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failureOf, type Remote } from '../../../src/git/remote.ts';
import { fetchUpstream, pushUpstream } from '../../../src/git/upstream.ts';
import { git, withFolder } from '../../git.ts';
import { GitServer } from '../../git-server.ts';
import { rawCommit, rawTree } from '../../hostile-push.ts';
import { SdkRepository } from '../../sdk-repository.ts';

let sdk: SdkRepository;

beforeEach(async () => {
  sdk = await SdkRepository.open();
});
afterEach(() => sdk.close());

test('ssh is told the key, the address that was checked, and no setting of the machine', async () => {
  await withFolder(async (folder) => {
    const remoteDir = path.join(folder, 'r.git');
    await mkdir(remoteDir);
    await git(remoteDir, 'init', '--quiet', '--bare');
    const said = path.join(folder, 'said');
    // Stands in for ssh: notes what it was told, and runs the command here.
    const script = `#!/bin/sh\nprintf '%s\\n' "$@" > ${said}\ncp "$4" ${said}.key\nfor last; do :; done\ncd ${folder} && exec sh -c "$last"\n`;
    await writeFile(path.join(folder, 'ssh'), script);
    await chmod(path.join(folder, 'ssh'), 0o755);
    const before = process.env.PATH;
    process.env.PATH = `${folder}:${before}`;
    try {
      const remote: Remote = {
        url: `ssh://git@git.example.test:2222${remoteDir}`,
        place: `ssh://git@git.example.test:2222${remoteDir}`,
        address: '203.0.113.7',
        credential: { username: 'git', secret: 'THE KEY\n' },
        knownHosts: path.join(folder, 'known hosts'),
        signal: AbortSignal.timeout(60_000),
      };
      // As scp writes it, from where the command begins there: the home folder.
      const fromHome = {
        ...remote,
        url: 'ssh://git@git.example.test/r.git',
        place: 'git@git.example.test:r.git',
      };
      expect(await fetchUpstream(sdk.repository, fromHome, 'main')).toEqual({ ok: true, sha: null });
      expect((await readFile(said, 'utf8')).split('\n')).toContain('HostKeyAlias=git.example.test');
      await sdk.build({ a: 'a\n' });
      expect(await fetchUpstream(sdk.repository, remote, 'main')).toEqual({ ok: true, sha: null });
      expect(await pushUpstream(sdk.repository, remote, 'main', null)).toEqual({ ok: true });
      expect(await git(remoteDir, 'rev-parse', 'main')).toBe(await sdk.head());
    } finally {
      process.env.PATH = before;
    }
    const args = (await readFile(said, 'utf8')).split('\n');
    expect(args).toEqual(expect.arrayContaining(['-F', '/dev/null', '-p', '2222', 'git@git.example.test']));
    expect(args).toEqual(
      expect.arrayContaining([
        'HostName=203.0.113.7',
        'HostKeyAlias=[git.example.test]:2222',
        'IdentitiesOnly=yes',
        `UserKnownHostsFile="${folder}/known hosts"`,
      ]),
    );
    expect(await readFile(`${said}.key`, 'utf8')).toBe('THE KEY\n');
  });
});

test('a tree that Git must not write out is not fetched from a remote either, and it is said', async () => {
  await withFolder(async (folder) => {
    await git(folder, 'init', '--quiet', '--bare');
    const tree = await rawTree(folder, [['40000', '.git', [['100644', 'config', 'x\n']]]]);
    await git(folder, 'update-ref', 'refs/heads/main', await rawCommit(folder, tree));
    const server = await GitServer.start('');
    try {
      const { url, folder: there } = await server.create('hostile');
      await git(there, 'fetch', '--quiet', folder, 'main:main');
      const remote: Remote = {
        url,
        place: url,
        address: '127.0.0.1',
        credential: null,
        knownHosts: '/dev/null',
        signal: AbortSignal.timeout(60_000),
      };
      expect(await fetchUpstream(sdk.repository, remote, 'main')).toMatchObject({
        ok: false,
        failure: { kind: 'refused', why: expect.stringContaining('hasDotgit') },
      });
    } finally {
      await server.stop();
    }
  });
});

test('what a remote says is told in few words, without what may be secret', () => {
  for (const [stderr, kind, why] of [
    ['! [rejected] main -> main (stale info)\nerror: failed to push', 'moved', 'somebody else'],
    ['! [remote rejected] main -> main (protected branch hook declined)', 'refused', 'protected branch'],
    ["fatal: Authentication failed for 'https://ada:secret@host/x'", 'refused', 'credential'],
    ["fatal: unable to access 'https://ada:secret@host/x': Could not resolve", 'unreachable', 'cannot be'],
    ['remote: nothing\nfatal: repository not found', 'refused', 'no such repository'],
    [
      "error: object 12ab: hasDotgit: contains '.git'\nfatal: fsck error in packed object",
      'refused',
      'hasDotgit',
    ],
    ['', 'unreachable', 'cannot be reached'],
  ] as const) {
    const failure = failureOf(stderr);
    expect(failure).toMatchObject({ kind, why: expect.stringContaining(why) });
    expect(failure.why).not.toContain('secret');
  }
});
