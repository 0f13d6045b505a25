import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { newId } from '../../src/records/ids.ts';
import { hashKey } from '../../src/records/keys.ts';
import type { Scope } from '../../src/records/prisma/client.ts';
import { Links } from '../../src/runtime/storage/signed-links.ts';
import { git, remote, withFolder } from '../git.ts';
import { client, firstBuild, newProject } from '../service.ts';

let db: Database;
let name: string;
let head: string;
let buildId: string;

beforeAll(async () => {
  db = openDatabase(inject('databaseUrl'), 2);
  const project = await newProject(['go']);
  const build = await firstBuild(project);
  buildId = build.id;
  const { commit } = build.targets.go ?? {};
  name = `${project}-go`;
  head = commit?.status === 'completed' ? (commit.commit?.sha ?? '') : '';
});

afterAll(() => db.$disconnect());

async function key(scopes: Scope[], org = inject('org')): Promise<string> {
  const { id: organizationId } = await db.organization.upsert({
    where: { slug: org },
    create: { id: newId(), slug: org },
    update: {},
  });
  const value = `key-${newId()}`;
  await db.apiKey.create({
    data: { id: newId(), organizationId, name: 'test', hash: hashKey(value), hint: 'test', scopes },
  });
  return value;
}

const gitDir = () => path.join(inject('dataDir'), 'repositories', inject('org'), `${name}.git`);

async function commitFile(folder: string, file: string, content: string | Buffer): Promise<string> {
  await writeFile(path.join(folder, file), content);
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '-m', `add ${file}`);
  return git(folder, 'rev-parse', 'HEAD');
}

test('pushes, clones and fetches over HTTP, also by SHA', async () => {
  await withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', remote(name), 'one');
    const one = path.join(folder, 'one');
    const first = await commitFile(one, 'mine.txt', 'mine\n');
    await git(one, 'push', '--quiet', 'origin', 'HEAD:refs/heads/feat/mine');
    const reader = remote(name, await key(['read']));
    await git(folder, 'clone', '--quiet', '--branch', 'feat/mine', reader, 'two');
    expect(await readFile(path.join(folder, 'two', 'mine.txt'), 'utf8')).toBe('mine\n');

    // By SHA: a commit that no branch points at, as clients fetch an output's `ref`.
    await git(one, 'commit', '--quiet', '--amend', '-m', 'other');
    await git(one, 'push', '--quiet', '--force', 'origin', 'HEAD:refs/heads/feat/mine');
    await git(folder, 'init', '--quiet', 'three');
    const three = path.join(folder, 'three');
    await git(three, 'fetch', '--quiet', '--depth', '1', reader, first);
    expect(await git(three, 'rev-parse', 'FETCH_HEAD')).toBe(first);
    await git(three, 'fetch', '--quiet', reader, head);
    expect(await git(three, 'rev-parse', 'FETCH_HEAD')).toBe(head);
  });
});

test('Git access follows the scopes and the organisation of the key', async () => {
  await withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', remote(name), 'one');
    const one = path.join(folder, 'one');
    await commitFile(one, 'x', 'x\n');
    const push = (url: string) => git(one, 'push', '--quiet', url, 'HEAD:refs/heads/scopes');
    const read = (url: string) => git(one, 'ls-remote', url);
    const reader = remote(name, await key(['read']));
    await expect(read(reader)).resolves.toContain('refs/heads/main');
    await expect(push(reader)).rejects.toThrow(
      /remote: Authorization: this key is not allowed to build\.[\s\S]*403/,
    );
    const stranger = remote(name, await key(['admin'], 'others'));
    await expect(read(stranger)).rejects.toThrow(/Authentication failed|could not read/);
    await expect(push(stranger)).rejects.toThrow(/Authentication failed|could not read/);
    await expect(read(remote(name, 'kiln-wrong-key'))).rejects.toThrow(/Authentication failed/);
    const revoked = await key(['build']);
    await expect(push(remote(name, revoked))).resolves.toBe('');
    await db.apiKey.update({ where: { hash: hashKey(revoked) }, data: { revokedAt: new Date() } });
    await expect(push(remote(name, revoked))).rejects.toThrow(/Authentication failed/);

    // Repeating the service or spelling it differently does not bypass the scope.
    const headers = { authorization: `Bearer ${await key(['read'])}` };
    for (const query of ['service=git%2Dreceive-pack', 'service=git-receive-pack']) {
      const url = `${inject('baseUrl')}/git/${inject('org')}/${name}.git/info/refs?${query}`;
      const answer = await fetch(url, { headers });
      expect([answer.status, JSON.parse(await answer.text()).error]).toEqual([403, 'forbidden']);
    }
  });
});

test('a signed credential reads its own repository until it expires, and never writes', async () => {
  const secret = await readFile(path.join(inject('dataDir'), 'link-secret'));
  const links = new Links(inject('baseUrl'), secret);
  const at = `/git/${inject('org')}/${name}.git`;
  const { url } = links.signGit(at);
  await withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', url, 'one');
    const one = path.join(folder, 'one');
    expect(await git(one, 'rev-parse', 'HEAD')).toBe(head);
    await commitFile(one, 'x', 'y\n');
    await expect(git(one, 'push', '--quiet', url, 'HEAD:refs/heads/x')).rejects.toThrow(/Authentication/);
    const expired = links.signGit(at, Date.now() - 4 * 24 * 60 * 60 * 1000).url;
    await expect(git(one, 'ls-remote', expired)).rejects.toThrow(/Authentication failed/);
    const elsewhere = new URL(remote(`${name.replace(/-go$/, '')}-config`));
    elsewhere.password = new URL(url).password;
    await expect(git(one, 'ls-remote', elsewhere.href)).rejects.toThrow(/Authentication failed/);
  });
});

test('a clone URL ends with its key', async () => {
  const value = await key(['read']);
  const { id } = await db.apiKey.findUniqueOrThrow({ where: { hash: hashKey(value) } });
  const secret = await readFile(path.join(inject('dataDir'), 'link-secret'));
  const at = `/git/${inject('org')}/${name}.git`;
  const { url } = new Links(inject('baseUrl'), secret).of(id).signGit(at);
  await withFolder(async (folder) => {
    expect(await git(folder, 'ls-remote', url)).toContain('refs/heads/main');
    // It names its key, which cannot be replaced by another.
    const other = new URL(url);
    other.password = other.password.replace(id, 'another');
    await expect(git(folder, 'ls-remote', other.href)).rejects.toThrow(/Authentication failed/);
    await db.apiKey.update({ where: { id }, data: { revokedAt: new Date() } });
    await expect(git(folder, 'ls-remote', url)).rejects.toThrow(/Authentication failed/);
  });
});

test('a download URL ends with its key', async () => {
  const value = await key(['read']);
  const { url } = await client(value).builds.targetOutputs.retrieve({
    ...{ build_id: buildId, target: 'go', type: 'source', output: 'url' },
  });
  expect((await fetch(url)).status).toBe(200);
  await db.apiKey.update({ where: { hash: hashKey(value) }, data: { revokedAt: new Date() } });
  expect((await fetch(url)).status).toBe(404);
});

test('rejects misleading ref names, and pushes to the config repository', async () => {
  await withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', remote(name), 'one');
    const one = path.join(folder, 'one');
    await commitFile(one, 'named', 'x\n');
    for (const ref of ['refs/heads/HEAD', 'refs/heads/--upload-pack=x', 'refs/tags/-x', 'refs/tags/HEAD']) {
      await expect(git(one, 'push', 'origin', `HEAD:${ref}`), ref).rejects.toThrow(
        /remote: .*(must not begin|reserved by Git)/,
      );
    }
    await expect(git(one, 'push', 'origin', 'HEAD:refs/heads/kiln/conflict-9')).rejects.toThrow(
      /remote: There is no open conflict of this number/,
    );
    const config = remote(`${name.replace(/-go$/, '')}-config`);
    await git(folder, 'clone', '--quiet', config, 'two');
    await expect(git(one, 'push', '--force', config, 'HEAD:main')).rejects.toThrow(
      /remote: The config repository is read-only/,
    );
    expect(await git(one, 'ls-remote', config, 'refs/heads/main')).toContain(
      await git(path.join(folder, 'two'), 'rev-parse', 'HEAD'),
    );
  });
});

test("rejects pushes to Kiln's refs and the deletion of a branch that is being built", async () => {
  await withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', remote(name), 'one');
    const one = path.join(folder, 'one');
    const before = await git(one, 'ls-remote', remote(name), 'refs/kiln/*');
    expect(before).toContain('refs/kiln/generated/main');
    expect(before).not.toContain('refs/kiln/order/');
    await commitFile(one, 'x', 'z\n');
    for (const ref of ['generated/main', 'order/main', 'anything']) {
      await expect(git(one, 'push', '--force', 'origin', `HEAD:refs/kiln/${ref}`), ref).rejects.toThrow(
        /hidden ref/,
      );
    }
    await expect(git(one, 'push', 'origin', ':refs/kiln/generated/main')).rejects.toThrow();
    await expect(git(one, 'push', 'origin', ':refs/heads/main')).rejects.toThrow(/deletion/);
    expect(await git(one, 'ls-remote', remote(name), 'refs/kiln/*')).toBe(before);
  });
});

test('streams a push far larger than the body limit, without corruption', async () => {
  await withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', remote(name), 'one');
    const one = path.join(folder, 'one');
    const block = randomBytes(8 * 1024 * 1024);
    for (let i = 0; i < 9; i++) {
      block.writeUInt32BE(i, 0);
      await appendFile(path.join(one, 'large.bin'), block);
    }
    await git(one, 'config', 'core.compression', '0');
    const sha = await commitFile(one, 'small', 'small\n');
    await git(one, 'push', '--quiet', 'origin', 'HEAD:refs/heads/large');
    expect(await git(one, 'ls-remote', 'origin', 'refs/heads/large')).toContain(sha);
    await git(gitDir(), 'fsck', '--strict', '--no-dangling');
  });
});

test('never runs hooks of a repository', async () => {
  const hooks = path.join(gitDir(), 'hooks');
  const trace = path.join(gitDir(), 'hook-ran');
  await mkdir(hooks, { recursive: true });
  for (const hook of ['pre-receive', 'update', 'post-receive', 'post-update', 'reference-transaction']) {
    await writeFile(path.join(hooks, hook), `#!/bin/sh\ntouch ${trace}\nexit 1\n`);
    await chmod(path.join(hooks, hook), 0o755);
  }
  await git(gitDir(), 'config', 'core.hooksPath', hooks);
  await withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', remote(name), 'one');
    await commitFile(path.join(folder, 'one'), 'hook', 'x\n');
    await git(path.join(folder, 'one'), 'push', '--quiet', 'origin', 'HEAD:refs/heads/hooks');
  });
  await git(gitDir(), 'config', 'core.hooksPath', '/dev/null');
  expect(existsSync(trace)).toBe(false);
});

test('no path leads out of the repositories', async () => {
  const org = inject('org');
  const advert = 'info/refs?service=git-upload-pack';
  const paths = [
    `/git/${org}/../../etc/${advert}`,
    `/git/${org}/..%2f..%2fetc/${advert}`,
    `/git/..%2f${org}/${name}.git/${advert}`,
    `/git/${org}/%2e%2e/${advert}`,
    `/git/${org}/${name}.git%2f..%2f${name}.git/${advert}`,
    `/git/${org}/${name}.git%00.git/${advert}`,
    `/git/${org}/${name}.git/../${name}.git/HEAD`,
    `/git/${org}/${name}.git/HEAD`,
    `/git/${org}/${name}.git/config`,
    `/git/${org}/${name}.git/objects/info/packs`,
    `/git/${org}/${name}.git/info/refs`,
    `/git/${org}/${name}.git/info/refs?service=git-upload-archive`,
    `/git/${org}/${name}.git/git-upload-archive`,
    `/git/${org}/-go.git/${advert}`,
    `/git/${org}/x'%20OR%20'1'='1-go.git/${advert}`,
  ];
  for (const each of paths)
    expect(each.includes('%00') ? [400] : [401, 404], each).toContain(await status(each));
  expect(await status(`/git/${org}/${name}.git/${advert}`)).toBe(200);
});

/** As it is: `fetch` would normalise the path. */
function status(rawPath: string): Promise<number> {
  const { hostname, port } = new URL(inject('baseUrl'));
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${inject('apiKey')}` };
    request({ hostname, port, path: rawPath, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}
