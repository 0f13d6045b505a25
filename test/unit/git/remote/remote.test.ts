import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failureOf, type Remote } from '../../../../src/git/remote/remote.ts';
import { fetchUpstream, pushUpstream } from '../../../../src/git/remote/upstream.ts';
import { git, withFolder } from '../../../git.ts';
import { GitServer } from '../../../git-server.ts';
import { rawCommit, rawTree } from '../../../hostile-push.ts';
import { SdkRepository } from '../../../sdk-repository.ts';

let sdk: SdkRepository;

beforeEach(async () => {
  sdk = await SdkRepository.open();
});
afterEach(() => sdk.close());

test('ssh gets the key and the checked address, and no settings of the machine', async () => {
  await withFolder(async (folder) => {
    const remoteDir = path.join(folder, 'r.git');
    await mkdir(remoteDir);
    await git(remoteDir, 'init', '--quiet', '--bare');
    const said = path.join(folder, 'said');
    // Replaces ssh: records its arguments, and runs the command here.
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
        cancelled: new AbortController().signal,
      };
      // scp syntax, relative to the home folder, where the command starts.
      const fromHome = {
        ...remote,
        url: 'ssh://git@git.example.test/r.git',
        place: 'git@git.example.test:r.git',
      };
      expect(await fetchUpstream(sdk.repository, fromHome, 'main')).toMatchObject({ ok: true, sha: null });
      expect((await readFile(said, 'utf8')).split('\n')).toContain('HostKeyAlias=git.example.test');
      await sdk.build({ a: 'a\n' });
      expect(await fetchUpstream(sdk.repository, remote, 'main')).toMatchObject({ ok: true, sha: null });
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

test('rejects a fetch of a tree that must not be checked out, and says so', async () => {
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
        cancelled: new AbortController().signal,
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

test('a cancelled step ends immediately while a remote is silent, with all processes that Git started', async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = `http://127.0.0.1:${port}/x.git`;
  const step = new AbortController();
  const remote: Remote = {
    url,
    place: url,
    address: '127.0.0.1',
    credential: null,
    knownHosts: '/dev/null',
    signal: AbortSignal.timeout(60_000),
    cancelled: step.signal,
  };
  const talking = async () => {
    const all = await readdir('/proc');
    const args = await Promise.all(
      all.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
    );
    return args.filter((each) => each.includes(url)).length;
  };
  try {
    const fetching = fetchUpstream(sdk.repository, remote, 'main');
    // Git itself, and its transport helper.
    await expect.poll(talking, { timeout: 30_000 }).toBeGreaterThan(1);
    step.abort();
    // Not a failure of the remote, after which the step would continue.
    await expect(fetching).rejects.toThrow(/abort/i);
    await expect.poll(talking, { timeout: 5_000 }).toBe(0);
  } finally {
    silent.close();
  }
});

test("a rejected push reports the server's message, truncated and without the credential", () => {
  const stderr = `remote: \u001b[31mpolicy: no pushes on Fridays\u001b[0m        \nremote: token s3cret is known${'x'.repeat(2000)}\nTo http://h/x\n ! [remote rejected] main -> main (pre-receive hook declined)\n`;
  const { kind, why } = failureOf(stderr, 's3cret');
  expect(kind).toBe('refused');
  expect(why).toMatch(
    /^it rejects the push \(pre-receive hook declined\)\. It says: .*no pushes on Fridays.* token \*\*\* is known/,
  );
  expect(why).not.toMatch(/[^\P{C}]/u);
  expect(why.length).toBeLessThan(700);
});

test('reports messages of a remote in short form, without secrets', () => {
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
