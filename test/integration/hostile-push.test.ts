import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type Stainless from '@stainless-api/sdk';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Entry, editTree } from '../../src/git/store/history.ts';
import { Repository } from '../../src/git/store/repository.ts';
import { git, remote, withFolder } from '../git.ts';
import { push, pushRaw, type RawEntry, rawCommit, rawTree } from '../hostile-push.ts';
import { needs } from '../needs.ts';
import { client, completed, description, firstBuild, newProject, request } from '../service.ts';

const confined = await needs('sandbox', 'bash');

let project: string;
let name: string;
/** Must always stay empty. */
const canaries = mkdtempSync(path.join(tmpdir(), 'kiln-canary-'));

beforeAll(async () => {
  project = await newProject(['cli']);
  name = `${project}-cli`;
  await firstBuild(project);
});

afterAll(() => {
  expect(readdirSync(canaries)).toEqual([]);
  rmSync(canaries, { recursive: true, force: true });
});

const gitDir = () => path.join(inject('dataDir'), 'repositories', inject('org'), `${name}.git`);
const touch = (what: string) => `touch ${canaries}/${what}`;
const refs = () => git(gitDir(), 'for-each-ref');

/** A person clones the SDK and pushes from there. */
function inClone<T>(work: (sdk: string, head: string) => Promise<T>): Promise<T> {
  return withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', remote(name), 'sdk');
    const sdk = path.join(folder, 'sdk');
    return work(sdk, await git(sdk, 'rev-parse', 'HEAD'));
  });
}

/** A commit of another's files and some more: a link with its mode, the text of a file, or a commit. */
async function beside(
  sdk: string,
  head: string,
  files: Readonly<Record<string, readonly [mode: string, content: string]>>,
): Promise<string> {
  const clone = new Repository(path.join(sdk, '.git'));
  const entries = new Map<string, Entry>();
  for (const [file, [mode, content]] of Object.entries(files)) {
    entries.set(file, { mode, oid: mode === '160000' ? content : await clone.writeBlob(content) });
  }
  return rawCommit(sdk, await editTree(clone, `${head}^{tree}`, entries), head);
}

async function build(title: string, checks: unknown): Promise<Stainless.BuildTarget> {
  const { id } = await client().builds.create({
    project,
    branch: 'main',
    allow_empty: true,
    revision: {
      'openapi.json': { content: description().replace('Pets.', `${title}.`) },
      'stainless.yml': { content: JSON.stringify({ targets: { cli: { checks } } }) },
    },
  });
  const { cli } = (await completed(id)).targets;
  if (cli === undefined) throw new Error('no cli');
  return cli;
}

const file = (text: string): RawEntry => ['100644', 'file', text];
const modules = (lines: string): RawEntry[] => [['100644', '.gitmodules', `[submodule "x"]\n${lines}\n`]];

const REFUSED: readonly (readonly [what: string, entries: readonly RawEntry[], why: RegExp])[] = [
  ...[
    '.git',
    '.GIT',
    '.gIt',
    'git~1',
    'GIT~1',
    '.g\u200cit',
    '.git\u200d',
    '.git ',
    '.git.',
    '.git::$DATA',
  ].flatMap((each): [string, RawEntry[], RegExp][] => [
    [`a folder ${each}`, [['40000', each, [['100755', 'hook', `#!/bin/sh\n${touch('x')}\n`]]]], /hasDotgit/],
    [`${each} further down`, [['40000', 'src', [['100644', each, `gitdir: ${canaries}\n`]]]], /hasDotgit/],
    [`a link ${each}`, [['120000', each, canaries]], /hasDotgit/],
  ]),
  ['a folder ..', [['40000', '..', [file('x\n')]]], /hasDotdot/],
  ['a folder .', [['40000', '.', [file('x\n')]]], /hasDot/],
  ['a path as a name', [['100644', '../../escaped', 'x\n']], /fullPathname/],
  ['an absolute path as a name', [['100644', `${canaries}/x`, 'x\n']], /fullPathname/],
  [
    'a name twice',
    [
      ['100644', 'x', 'x\n'],
      ['40000', 'x', [file('x\n')]],
    ],
    /duplicateEntries/,
  ],
  ['a link .gitmodules', [['120000', '.gitmodules', '../x']], /gitmodulesSymlink/],
  ['a link .GITMODULES', [['120000', '.GITMODULES', '../x']], /gitmodulesSymlink/],
  ['a submodule whose URL is an option', modules('\tpath = x\n\turl = -u./x'), /gitmodulesUrl/],
  ['a submodule whose path is an option', modules('\tpath = -x\n\turl = ./x'), /gitmodulesPath/],
  [
    'a submodule with a command',
    modules(`\tpath = x\n\turl = ./x\n\tupdate = !${touch('x')}`),
    /gitmodulesUpdate/,
  ],
  [
    'a submodule with a name that leads up',
    [['100644', '.gitmodules', '[submodule "../../x"]\n\turl = ./x\n']],
    /gitmodulesName/,
  ],
];

test('rejects trees that Git must not check out, and says why', async () => {
  await inClone(async (sdk, head) => {
    const before = await refs();
    for (const [what, entries, why] of REFUSED) {
      const commit = await rawCommit(sdk, await rawTree(path.join(sdk, '.git'), entries), head);
      const { ok, said } = await push(sdk, `${commit}:refs/heads/hostile`);
      expect(ok, what).toBe(false);
      expect(said, what).toMatch(why);
      expect(said, what).toMatch(/\[remote rejected\] \(unpacker error\)/);
    }
    expect(await refs()).toBe(before);
  });
  await git(gitDir(), 'fsck', '--strict', '--no-dangling');
}, 240_000);

test("rejects pushes to Kiln's refs, to symbolic refs and outside refs/", async () => {
  await inClone(async (sdk, head) => {
    const commit = await rawCommit(sdk, await rawTree(path.join(sdk, '.git'), [file('x\n')]), head);
    const before = await refs();
    for (const ref of [
      'refs/kiln/generated/main',
      'refs/kiln/order/main',
      'refs/kiln/conflicts/1/merge',
      'refs/kiln',
      `refs/replace/${head}`,
      'refs/heads/kiln',
      'refs/heads/kiln/conflict-1',
      'refs/heads/kiln/x/y',
    ]) {
      const { ok, said } = await push(sdk, `+${commit}:${ref}`);
      expect({ ok, said }, ref).toMatchObject({
        ok: false,
        said: expect.stringMatching(/hidden ref|reserved for conflicts/),
      });
    }
    for (const ref of [
      'HEAD',
      'config',
      'hooks/post-receive',
      'refs/../hooks/post-receive',
      'refs/heads/../../config',
      'refs/heads/x.lock',
      'refs/heads/a//b',
      `${canaries}/x`,
      'refs/heads/x\ny',
    ]) {
      expect(await pushRaw(remote(name), [[head, ref]]), ref).toMatch(/ng .*funny refname|protocol error/s);
    }
    expect(await refs()).toBe(before);
    expect(await readdir(gitDir())).not.toContain('hooks');
  });
}, 120_000);

confined.test(
  'refs that look like options, links, submodules, hooks and nested bare repositories have no effect',
  async () => {
    await inClone(async (sdk, head) => {
      const _outside = path.relative('/x/x/x', canaries);
      const script = (what: string) => ['100755', `#!/bin/sh\n${touch(what)}\n`] as const;
      const commit = await beside(sdk, head, {
        absolute: ['120000', `${canaries}/absolute`],
        up: ['120000', `${'../'.repeat(20)}${canaries.slice(1)}/up`],
        home: ['120000', '../home'],
        'links/out': ['120000', '../../tmp'],
        inside: ['120000', 'README.md'],
        vendor: ['160000', head],
        '.gitmodules': ['100644', `[submodule "v"]\n\tpath = vendor\n\turl = ext::sh -c ${touch('ext')}\n`],
        '.gitattributes': ['100644', '* filter=evil diff=evil merge=evil ident export-subst\n'],
        // Files of a bare repository: if Git looked for one here, it would run the configured command.
        HEAD: ['100644', 'ref: refs/heads/main\n'],
        config: [
          '100644',
          `[core]\n\tbare = false\n\tworktree = .\n\tfsmonitor = ${touch('fsmonitor')}\n\thooksPath = hooks\n`,
        ],
        'objects/x': ['100644', 'x\n'],
        'refs/x': ['100644', 'x\n'],
        ...Object.fromEntries(HOOKS.map((hook) => [`hooks/${hook}`, script(hook)])),
      });
      const pushed = await push(sdk, `${commit}:refs/heads/main`, `${commit}:refs/heads/ext/--exec=x`);
      expect(pushed.said).not.toContain('rejected');
      expect(pushed.ok).toBe(true);
      for (const option of ['--output=x', '--upload-pack=touch_x', '-x']) {
        const { ok, said } = await push(sdk, `${commit}:refs/heads/${option}`);
        expect({ ok, said }, option).toMatchObject({
          ok: false,
          said: expect.stringContaining('must not begin with -'),
        });
      }
    });

    // Hooks inside the repository itself, and the setting that refers to them, as if somebody had planted them.
    const hooks = path.join(gitDir(), 'hooks');
    await mkdir(hooks, { recursive: true });
    for (const hook of HOOKS) {
      await writeFile(path.join(hooks, hook), `#!/bin/sh\n${touch(hook)}\n`);
      await chmod(path.join(hooks, hook), 0o755);
    }
    await git(gitDir(), 'config', 'core.hooksPath', hooks);

    // The commands of a config file run among the links: those that lead out are no links there, the others are.
    const links =
      'test -f absolute -a ! -L absolute -a ! -L up -a ! -L home -a ! -L links/out -a -L inside -a -d vendor';
    const write =
      'for link in absolute up home links/out; do echo escaped > "$link"; done; git status; ls -A vendor';
    const cli = await build('Birds', {
      lint: [['bash', '-c', links]],
      build: [['bash', '-c', write]],
    });
    expect(cli.commit).toMatchObject({ conclusion: 'success' });
    const logs: string[] = [];
    for (const check of ['lint', 'build', 'test'] as const) {
      const { url } = cli[check] as { url?: string | null };
      const log = await (await fetch(url ?? '')).text();
      expect(cli[check], log).toMatchObject({ conclusion: 'success' });
      logs.push(log);
    }
    expect(logs.join('')).toContain('absolute points outside the repository');
    expect(readdirSync(canaries)).toEqual([]);
  },
  300_000,
);

const HOOKS = [
  ...['pre-receive', 'update', 'post-receive', 'post-update', 'proc-receive', 'push-to-checkout'],
  ...['reference-transaction', 'post-checkout', 'post-index-change', 'pre-merge-commit', 'post-merge'],
  ...['pre-commit', 'post-commit', 'commit-msg', 'pre-auto-gc', 'post-rewrite', 'fsmonitor-watchman'],
];

test('a link or a submodule in place of a generated file is a conflict that can be resolved', async () => {
  await inClone(async (sdk, head) => {
    const commit = await beside(sdk, head, {
      'README.md': ['120000', '/etc/passwd'],
      test: ['160000', head],
    });
    expect(await push(sdk, `${commit}:refs/heads/main`)).toMatchObject({ ok: true });
  });
  const cli = await build('Fish', true);
  const at = `/v0/projects/${project}/conflicts/cli/1`;
  expect(cli.commit).toMatchObject({ conclusion: 'merge_conflict', merge_conflict_pr: { number: 1 } });
  const seen = await request('GET', at);
  expect(seen.status).toBe(200);
  expect(JSON.stringify(seen.body)).not.toContain('root:');
  // Its branch can be deleted and pushed again; no other can be created there.
  await inClone(async (sdk) => {
    await git(sdk, 'fetch', '--quiet', 'origin', 'kiln/conflict-1');
    expect(await push(sdk, ':refs/heads/kiln/conflict-1')).toMatchObject({ ok: true });
    expect(await push(sdk, 'FETCH_HEAD:refs/heads/kiln/conflict-1')).toMatchObject({ ok: true });
    expect(await push(sdk, 'FETCH_HEAD:refs/heads/kiln/conflict-2')).toMatchObject({ ok: false });
  });
  const resolved = await request('POST', `${at}/resolve`, { take: 'ours' });
  expect(resolved).toMatchObject({ status: 200 });
  await git(gitDir(), 'fsck', '--strict', '--no-dangling');
}, 120_000);

test('names a pushed branch that blocks the folder of a project branch, and changes nothing', async () => {
  await inClone(async (sdk) => {
    expect(await push(sdk, 'HEAD:refs/heads/feat/mine')).toMatchObject({ ok: true });
    const body = { branch: 'feat', branch_from: 'main' };
    const refused = await request('POST', `/v0/projects/${project}/branches`, body);
    expect(refused).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('the branch feat conflicts with the branch feat/mine') },
    });
    expect((await request('GET', `/v0/projects/${project}/branches/feat`)).status).toBe(404);
    expect(await push(sdk, ':refs/heads/feat/mine')).toMatchObject({ ok: true });
    expect((await request('POST', `/v0/projects/${project}/branches`, body)).status).toBeLessThan(300);
  });
});

test.each(['-x', '--upload-pack=x', 'kiln', 'kiln/conflict-1', 'refs/../x', 'x..y', '@{u}', 'x y', 'x.lock'])(
  'rejects a project branch called %s',
  async (branch) => {
    const body = { branch, branch_from: 'main' };
    const { status, body: said } = await request('POST', `/v0/projects/${project}/branches`, body);
    expect({ status, said }).toMatchObject({
      status: 400,
      said: { message: expect.stringMatching(/^branch: /) },
    });
  },
);
