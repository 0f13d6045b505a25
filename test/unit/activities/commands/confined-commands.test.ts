import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type CommandsResult, runCommands } from '../../../../src/activities/commands/run-commands.ts';
import { type Config, readConfig } from '../../../../src/runtime/config.ts';
import { needs } from '../../../needs.ts';

const { test: confined } = await needs('sandbox');

let root: string;
let config: Config;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'kiln-confined-'));
  config = {
    ...readConfig(),
    dataDir: path.join(root, 'data'),
    cacheDir: path.join(root, 'cache'),
    sandbox: 'auto',
    commandMemoryMb: 256,
    commandDiskMb: 48,
    commandProcesses: 64,
  };
});
afterEach(() => rm(root, { recursive: true, force: true }));

interface Ran {
  readonly result: CommandsResult;
  readonly log: string;
  readonly cwd: string;
}

/** Runs a script as a command of a target, in a new folder. */
async function bash(
  script: string,
  { org = 'acme', timeoutMs = 30_000, fetches = false, listed = false } = {},
): Promise<Ran> {
  const folder = await mkdtemp(path.join(await made(path.join(config.dataDir, 'work')), 'check-'));
  const cwd = await made(path.join(folder, 'checkout'));
  const chunks: Buffer[] = [];
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  const command = { argv: ['bash', '-c', script] as const, ...(listed ? { listed: true as const } : {}) };
  const result = await runCommands({ config }, [command], { folder, cwd, org, fetches, timeoutMs, output });
  return { result, log: Buffer.concat(chunks).toString('utf8'), cwd };
}

async function made(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  return folder;
}

const running = (mark: string) =>
  execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(mark) && !line.startsWith('ps'));

const EXCEEDED = { kind: 'exceeded' };

confined.each([
  ['a fork bomb', ':(){ :|:& };:; sleep 20', EXCEEDED, /processes|Resource temporarily unavailable/],
  ['a file of 100 GB', 'head -c 100G /dev/zero >big || exit 3', { code: 3 }, /File size limit exceeded/],
  [
    'many large files',
    'for i in 1 2 3 4 5 6 7 8; do head -c 20M /dev/zero >$i; done; sleep 20',
    EXCEEDED,
    /more than 48 MB/,
  ],
  [
    'a process that takes all memory',
    'x=$(head -c 2G /dev/zero | tr "\\0" x); echo "$x" | wc -c',
    { kind: /exited|exceeded/ },
    /memory|allocate/,
  ],
  [
    'processes that share what they take',
    `for i in 1 2 3 4; do python3 -c "import time; x = bytearray(b'x' * 120000000); time.sleep(20)" & done; wait`,
    EXCEEDED,
    /more than 256 MB of memory/,
  ],
  ['an endless writer', 'yes', EXCEEDED, /output truncated here[\s\S]*exceeded the output limit/],
  ['a sleeper', 'echo begun; sleep 100', { kind: 'timed_out' }, /begun[\s\S]*time limit/],
] as const)('%s fails or times out, with its log, and leaves nothing behind', async (...words) => {
  const [, script, expected, said] = words;
  const mark = `kiln-mark-${process.pid}-${Date.now()}`;
  const { result, log } = await bash(`: ${mark}; ${script}`, {
    timeoutMs: script.includes('sleep 100') ? 2000 : 20_000,
  });
  const kind = 'kind' in expected ? expected.kind : 'exited';
  expect(result.kind, log).toMatch(kind);
  if ('code' in expected) expect(result).toMatchObject(expected);
  expect(log).toMatch(said);
  expect(running(mark)).toEqual([]);
});

confined(
  'what leaves its session or kills everything ends with the command, and touches nobody else',
  async () => {
    const mark = `kiln-left-${process.pid}-${Date.now()}`;
    const { result } = await bash(
      `setsid -f bash -c 'exec -a ${mark} sleep 300'; (exec -a ${mark} sleep 300 &) ; kill -9 -1; exit 0`,
    );
    expect(result.kind).toBe('exited');
    expect(running(mark)).toEqual([]);
  },
);

confined(
  'it is nobody, sees no process, no file of Kiln or of people, and writes to its folder alone',
  async () => {
    await writeFile(path.join(await made(config.dataDir), 'link-secret'), 'a secret');
    await writeFile(path.join(await made(config.cacheDir), 'other'), 'of Kiln');
    process.env.KILN_TEST_SECRET = 'of-the-worker';
    try {
      const { log } = await bash(`
      cat ${config.dataDir}/link-secret ${config.cacheDir}/other /etc/shadow /proc/*/environ | tr '\\0' '\\n'
      echo "uid $(id -u); processes $(ls -d /proc/[0-9]* | wc -l)"
      ls -A ${config.dataDir} ${config.dataDir}/work
      for at in / /usr /etc /proc/sys/kernel/core_pattern /sys ${config.dataDir} ${config.cacheDir}; do
        { echo x >$at || echo x >$at/x; } 2>/dev/null && echo "wrote $at"
      done
      mount -t tmpfs none /mnt; mknod sda b 8 0; chroot / true; unshare --net true && echo "has a network"
      touch mine && echo wrote mine`);
      expect(log.match(/a secret|of Kiln|^root:|of-the-worker|wrote \/|uid 0;/gm)).toBeNull();
      expect(log).toMatch(/^work$/m);
      expect(log).toMatch(/^check-\w+$/m);
      expect(log).toContain('wrote mine');
      expect(Number(/processes (\d+)/.exec(log)?.[1])).toBeLessThan(8);
    } finally {
      delete process.env.KILN_TEST_SECRET;
    }
  },
);

confined(
  'no port of this machine is reached, also while dependencies are fetched; its own loopback works',
  async () => {
    const server = createServer((socket) => socket.end('of this machine'));
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    const hosts = [
      '127.0.0.1',
      'localhost',
      '0.0.0.0',
      ...own.filter(({ family }) => family === 'IPv4').map((each) => each.address),
    ];
    try {
      for (const fetches of [false, true]) {
        const { log } = await bash(
          `for host in ${hosts.join(' ')}; do
           (exec 3<>/dev/tcp/$host/${port} && cat <&3) 2>/dev/null
           node -e 'require("node:http").request({ host: "127.0.0.1", port: 3128, method: "CONNECT", path: process.argv[1] }).on("connect", (a) => console.log("CONNECT", a.statusCode)).on("error", () => {}).end()' "$host:${port}"
         done
         node -e 'const s = require("node:http").createServer((q, a) => a.end("of its own")).listen(0, "127.0.0.1", async () => { console.log(await (await fetch("http://127.0.0.1:" + s.address().port)).text()); s.close(); })'`,
          { fetches },
        );
        expect(log).not.toMatch(/of this machine|CONNECT 200/);
        if (fetches) expect(log).toContain('CONNECT 403');
        expect(log).toContain('of its own');
      }
    } finally {
      server.close();
    }
  },
);

confined(
  'what one organisation puts into its package caches another does not see, and a listed command only reads',
  async () => {
    const cache = (org: string) => path.join(config.cacheDir, 'packages', org);
    await bash(`echo poison >${cache('acme')}/tool`);
    const listed = await bash(`cat ${cache('acme')}/tool; echo x >${cache('acme')}/tool`, { listed: true });
    expect(listed.log).toMatch(/^poison$/m);
    expect(listed.log).toContain('Read-only file system');
    const other = await bash(
      `cat ${cache('acme')}/tool; ls ${config.cacheDir}/packages; echo own >${cache('initech')}/tool`,
      { org: 'initech' },
    );
    expect(other.log).not.toMatch(/^(poison|acme)$/m);
    expect(await readFile(path.join(cache('initech'), 'tool'), 'utf8')).toBe('own\n');
  },
);

confined('links that it puts in the place of its folders lead Kiln nowhere', async () => {
  const outside = await made(path.join(root, 'outside'));
  const { cwd } = await bash(
    `cd ..; rm -rf home tmp; ln -s ${outside} home; ln -s ${outside} tmp; ln -s ${outside} checkout/link`,
  );
  const folder = path.dirname(cwd);
  await symlink(outside, path.join(folder, 'again'));
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  await runCommands({ config }, [{ argv: ['touch', 'link/x', '../home/y'] }], {
    folder,
    cwd,
    org: 'acme',
    timeoutMs: 10_000,
    output,
  });
  expect(execFileSync('ls', ['-A', outside], { encoding: 'utf8' })).toBe('');
});

test('without a sandbox, code from outside does not run, and the reason says how to install or disable it', async () => {
  vi.stubEnv('PATH', root);
  vi.resetModules();
  try {
    const anew = await import('../../../../src/activities/commands/run-commands.ts');
    const output = new Writable();
    const place = { folder: root, cwd: root, org: 'acme', timeoutMs: 1000, output };
    await expect(anew.runCommands({ config }, [{ argv: ['true'] }], place)).rejects.toThrow(
      /not run without a sandbox.*(apt-get install bubblewrap|Linux only).*KILN_SANDBOX=off/,
    );
  } finally {
    vi.unstubAllEnvs();
    vi.resetModules();
  }
});

test('KILN_SANDBOX=off runs it without a sandbox', async () => {
  config = { ...config, sandbox: 'off' };
  const { result, log } = await bash('echo ran');
  expect(result).toMatchObject({ kind: 'exited', code: 0 });
  expect(log).toMatch(/^ran$/m);
});
