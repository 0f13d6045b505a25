import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CliBuilds } from '../cli-builds.ts';
import { needs } from '../needs.ts';
import { type OwnKiln, startOwnKiln } from '../own-kiln.ts';

const confined = await needs('sandbox');

type Command = string | readonly string[];

let kiln: OwnKiln;
let builds: CliBuilds;
let outside: string;
beforeAll(async () => {
  kiln = await startOwnKiln({ allowCommands: ['acme'] });
  builds = new CliBuilds(kiln, 'postgen');
  // Not below the data folder, which a command could write to without a sandbox.
  outside = await mkdtemp(path.join(tmpdir(), 'kiln-outside-'));
});
afterAll(async () => {
  await kiln.stop();
  await rm(outside, { recursive: true, force: true });
});

/** A generator that writes one file: fast, for tests that are not about generators. */
const QUICK = { name: 'exec', command: ['cp', '{description}', '{output}/api.json'] };

const node = (script: string): Command => ['node', '-e', script];

/** Starts a build of the target cli with these commands. */
const begin = (postgen: readonly Command[], generator?: object) =>
  builds.begin({ package_name: 'pets', postgen, ...(generator === undefined ? {} : { generator }) });

const build = async (postgen: readonly Command[], generator?: object) =>
  builds.ended(await begin(postgen, generator));

confined.test('postgen commands change the generated code, once for the same inputs', async () => {
  const commands = [
    ['sed', '-i', '1s/.*/# Pets at home/', 'README.md'],
    node(
      `require('node:fs').writeFileSync('tool.sh', '#!/bin/sh\\necho made ' + process.cwd(), { mode: 0o755 })`,
    ),
    'rm SECURITY.md',
  ];
  const first = await build(commands);
  expect(builds.conclusion(first)).toBe('success');
  const source = await builds.committed(first);
  expect(source).toContain('# Pets at home\n');
  expect(source).toMatch(/tool\.sh\0+0000755\0|tool\.sh\0+0000775\0/);
  expect(source).not.toContain('/SECURITY.md\0');
  expect(source).toContain('/.gitignore\0');
  const made = await kiln.db.generatedTree.count();
  // The folder's name differs in each run, so a second run would write another file.
  expect(builds.conclusion(await build(commands))).toBe('noop');
  expect(await kiln.db.generatedTree.count()).toBe(made);
  expect(builds.conclusion(await build(commands.slice(0, 2)))).toBe('success');
  // Kiln's own generator reads the config file, so the generated tree differs too.
  expect(await kiln.db.generatedTree.count()).toBe(made + 2);
});

confined.test('postgen commands run after an exec generator too', async () => {
  const ran = await build([['bash', '-c', 'tr -d "\\n " < api.json > small.json && rm api.json']], QUICK);
  expect(builds.conclusion(ran)).toBe('success');
  const source = await builds.committed(ran);
  expect(source).toContain('/small.json\0');
  expect(source).not.toContain('/api.json\0');
});

confined.test.each<[string, Command, RegExp]>([
  [
    'exits with an error',
    ['bash', '-c', 'seq 9000; echo "no tabs here" >&2; exit 4'],
    /`bash -c seq 9000.*` exited with 4\.[\s\S]*9000\nno tabs here/,
  ],
  ['is not there', 'no-such-formatter .', /`no-such-formatter \.`/],
  ['removes everything', ['bash', '-c', 'rm -r *'], /left no files/],
  ['leaves a link', 'ln -s /etc/passwd passwd', /passwd: only regular files/],
  ['leaves a repository', 'mkdir .git', /\.git: a name of Git/],
])('a command that %s ends the target fatal, and a diagnostic says so', async (_what, command, why) => {
  const failed = await build([command, 'touch .'], QUICK);
  expect(builds.conclusion(failed)).toBe('fatal');
  expect(failed.targets.cli?.lint).toMatchObject({ status: 'completed', conclusion: 'skipped' });
  expect(await builds.fatal(failed)).toMatchObject([
    { code: 'Postgen/Failed', message: expect.stringMatching(why) },
  ]);
});

test('runs no command and generates nothing unless the operator allows it', async () => {
  // A sandbox would prevent the file anyway, and the test would prove nothing.
  const { sandbox } = kiln.config;
  kiln.config.sandbox = 'off';
  const proof = path.join(outside, 'ran');
  kiln.config.allowCommands = [];
  const refused = await build([['touch', proof]]);
  expect(existsSync(proof)).toBe(false);
  kiln.config.allowCommands = ['acme'];
  expect(builds.conclusion(await build([['touch', proof]], QUICK))).toBe('success');
  expect(existsSync(proof)).toBe(true);
  kiln.config.sandbox = sandbox;
  expect(builds.conclusion(refused)).toBe('fatal');
  expect(await builds.fatal(refused)).toMatchObject([
    { code: 'Postgen/NotAllowed', message: expect.stringContaining('KILN_ALLOW_COMMANDS') },
  ]);
});

confined.test.each<[string, (marker: string) => Promise<string>]>([
  ['a postgen command', (marker) => begin([['sh', '-c', 'while :; do sleep 1; done', marker]], QUICK)],
  [
    'the command of a generator',
    (marker) => begin([], { name: 'exec', command: ['sh', '-c', 'while :; do sleep 1; done', marker] }),
  ],
])('cancelling ends %s within moments', async (_what, hang) => {
  const marker = `hangs-${process.pid}-${Date.now()}`;
  const id = await hang(marker);
  await expect.poll(() => running(marker), { timeout: 60_000 }).toBe(true);
  expect((await kiln.request('POST', `/v0/builds/${id}/cancel`)).status).toBeLessThan(300);
  await expect.poll(() => running(marker), { timeout: 30_000 }).toBe(false);
  expect(builds.conclusion(await builds.ended(id))).toBe('cancelled');
});

confined.test.each<[string, 'postgenTimeoutMs' | 'codegenTimeoutMs', (marker: string) => Promise<string>]>([
  [
    'a postgen command',
    'postgenTimeoutMs',
    (marker) => begin([['sh', '-c', 'sh -c "while :; do sleep 1; done" $0 & wait', marker]], QUICK),
  ],
  [
    'the command of a generator',
    'codegenTimeoutMs',
    (marker) =>
      begin([], {
        name: 'exec',
        command: ['sh', '-c', 'sh -c "while :; do sleep 1; done" $0 & wait', marker],
      }),
  ],
])('%s that hangs times out, and leaves no processes behind', async (_what, limit, hang) => {
  const before = kiln.config[limit];
  kiln.config[limit] = 4000;
  try {
    const marker = `runs-on-${process.pid}-${Date.now()}`;
    const id = await hang(marker);
    await expect.poll(() => running(marker), { timeout: 60_000, interval: 50 }).toBe(true);
    expect(builds.conclusion(await builds.ended(id))).toBe('timed_out');
    await expect.poll(() => running(marker), { timeout: 30_000 }).toBe(false);
  } finally {
    kiln.config[limit] = before;
  }
});

/** Whether a program runs that has `marker` among its words. */
async function running(marker: string): Promise<boolean> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines.some((line) => line.includes(marker));
}
