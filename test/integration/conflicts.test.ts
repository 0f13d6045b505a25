import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type Stainless from '@stainless-api/sdk';
import { expect, inject, test } from 'vitest';
import { git, remote, withFolder } from '../git.ts';
import { client, completed, configFile, firstBuild, newProject, request } from '../service.ts';

const README = 'README.md';
const MANIFEST = 'package.json';

/** A config file whose SDK differs in the lines of README.md and package.json that contain the name. */
const named = (name: string) => configFile(['typescript', 'cli']).replace('Pets', name);

type Files = Record<string, string>;

/** A person clones a branch of the SDK, changes it, and commits everything. Returns the result of `work`. */
async function inClone<T>(project: string, branch: string, work: (folder: string) => Promise<T>): Promise<T> {
  return withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', '--branch', branch, remote(`${project}-typescript`), 'sdk');
    return work(path.join(folder, 'sdk'));
  });
}

async function commitAndPush(sdk: string, branch: string): Promise<void> {
  await git(sdk, 'commit', '--quiet', '--all', '-m', 'by hand');
  await git(sdk, 'push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
}

async function replaceIn(sdk: string, name: string, from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(path.join(sdk, name), 'utf8');
  expect(text).toMatch(from);
  await writeFile(path.join(sdk, name), text.replace(from, to));
}

const read = (project: string, branch: string, name: string) =>
  inClone(project, branch, (sdk) => readFile(path.join(sdk, name), 'utf8'));

async function build(project: string, content: string): Promise<Stainless.Build> {
  const revision = { 'stainless.yml': { content } };
  return completed((await client().builds.create({ project, branch: 'main', revision })).id);
}

const commitOf = ({ targets }: Stainless.Build) => {
  const commit = targets.typescript?.commit;
  return commit?.status === 'completed' ? commit : null;
};

/** Creates a project whose custom code conflicts with the returned build in README.md and package.json. */
async function conflicting(): Promise<{ project: string; id: string; first: Stainless.Build }> {
  const project = await newProject(['typescript', 'cli']);
  const first = await firstBuild(project);
  await inClone(project, 'main', async (sdk) => {
    for (const name of [README, MANIFEST]) await replaceIn(sdk, name, 'the Pets ', 'the Mine ');
    await commitAndPush(sdk, 'main');
  });
  const built = await build(project, named('Cats'));
  expect(commitOf(built)).toMatchObject({ conclusion: 'merge_conflict', merge_conflict_pr: { number: 1 } });
  expect(built.targets.cli?.commit).toMatchObject({ status: 'completed' });
  return { project, id: built.id, first };
}

const list = async (project: string, query = '') =>
  (await request('GET', `/v0/projects/${project}/conflicts${query}`)).body;
const one = (project: string, number: number) =>
  request('GET', `/v0/projects/${project}/conflicts/typescript/${number}`);
const resolve = (project: string, number: number, body: unknown) =>
  request('POST', `/v0/projects/${project}/conflicts/typescript/${number}/resolve`, body);

async function events(id: string): Promise<{ target: string | null; note: string | null }[]> {
  const answer = await fetch(`${inject('baseUrl')}/v0/builds/${id}/events`, {
    headers: { authorization: `Bearer ${inject('apiKey')}` },
  });
  return (await answer.text())
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice(6)) as { target: string | null; note: string | null });
}

/** Waits until the target has resumed in the build that conflicted, and checks the result. */
async function wentOn(project: string, id: string, files: Files): Promise<void> {
  await expect
    .poll(async () => commitOf(await client().builds.retrieve(id))?.conclusion, { timeout: 60_000 })
    .toMatch(/^(success|note|warning)$/);
  const ended = await completed(id);
  expect(commitOf(ended)?.merge_conflict_pr).toBeNull();
  for (const [name, text] of Object.entries(files)) {
    expect(await read(project, 'main', name)).toContain(text);
  }
  const retried = (await events(id)).filter(({ note }) => note?.startsWith('Retried'));
  expect(retried).toMatchObject([
    {
      target: 'typescript',
      note: 'Retried by the resolution of conflict 1: attempt 2 of commit, lint, build, test.',
    },
  ]);
  expect((await client().builds.list({ project })).data.map((each) => each.id)).toContain(id);
  expect((await client().builds.list({ project })).data).toHaveLength(2);
  expect(await list(project)).toMatchObject({ data: [] });
  // The next build starts from there.
  const again = await completed((await client().builds.create({ project, revision: 'main' })).id);
  expect(commitOf(again)?.conclusion).toBe('noop');
  await git(
    path.join(inject('dataDir'), 'repositories', inject('org'), `${project}-typescript.git`),
    'fsck',
    '--strict',
  );
}

test('lists and shows a conflict with all sides; its number is stable', async () => {
  const { project, id } = await conflicting();
  const again = await completed((await client().builds.create({ project, revision: 'main' })).id);
  expect(commitOf(again)).toMatchObject({ merge_conflict_pr: { number: 1 } });
  const page = await list(project);
  expect(page).toMatchObject({
    has_more: false,
    data: [
      {
        number: 1,
        target: 'typescript',
        branch: 'main',
        status: 'open',
        verified: true,
        opened_by: id,
        closed_at: null,
        repo: { name: `${project}-typescript`, branch: 'kiln/conflict-1' },
        files: [
          { path: README, kind: 'both_modified' },
          { path: MANIFEST, kind: 'both_modified' },
        ],
      },
    ],
  });
  expect(await list(project, '?target=cli')).toMatchObject({ data: [] });
  expect(await list(project, '?branch=other')).toMatchObject({ data: [] });
  const { body } = await one(project, 1);
  expect(body).toMatchObject({
    files: [
      {
        path: README,
        resolved: false,
        base: { mode: '100644', binary: false, content: expect.stringContaining('the Pets ') },
        ours: { content: expect.stringContaining('the Mine ') },
        theirs: { content: expect.stringContaining('the Cats ') },
        current: { content: expect.stringMatching(/^<<<<<<< custom code$/m) },
      },
      { path: MANIFEST },
    ],
  });

  // A new conflict has a new number, and the previous one is closed.
  const other = await build(project, named('Dogs'));
  expect(commitOf(other)).toMatchObject({ merge_conflict_pr: { number: 2 } });
  expect(await list(project)).toMatchObject({ data: [{ number: 2 }] });
  expect(await list(project, '?status=all&limit=1')).toMatchObject({ data: [{ number: 2 }], has_more: true });
  expect(await list(project, '?status=closed')).toMatchObject({
    data: [{ number: 1, status: 'closed', closed_by: other.id, resolution: null }],
  });
  expect(await resolve(project, 1, { take: 'ours' })).toMatchObject({ status: 409 });
});

test('resolves a conflict file by file through the API, and resumes the target without a new build', async () => {
  const { project, id, first } = await conflicting();
  for (const [body, field] of [
    [{}, 'files'],
    [{ files: { 'src/index.ts': { take: 'ours' } } }, 'src/index.ts'],
    [{ files: { [README]: { take: 'both' } } }, 'files'],
    [{ files: { [README]: { content: '*', encoding: 'base64' } } }, README],
  ] as const) {
    const answer = await resolve(project, 1, body);
    expect(answer).toMatchObject({ status: 400, body: { message: expect.stringContaining(field) } });
  }
  expect((await resolve(project, 9, { take: 'ours' })).status).toBe(404);
  expect((await request('GET', `/v0/projects/${project}/conflicts/sql/1`)).status).toBe(400);
  expect((await request('GET', '/v0/projects/nobodys/conflicts')).status).toBe(404);

  const some = await resolve(project, 1, { files: { [README]: { take: 'theirs' } } });
  expect(some).toMatchObject({
    status: 200,
    body: {
      continued_build: null,
      conflict: {
        status: 'open',
        files: [
          { path: README, resolved: true },
          { path: MANIFEST, resolved: false },
        ],
      },
    },
  });
  const { ours } = ((await one(project, 1)).body.files as { ours: { content: string } }[])[1] ?? {};
  const content = ours?.content.replace('the Mine ', 'the Both ');
  const all = await resolve(project, 1, { files: { [MANIFEST]: { content } }, commit_message: 'both' });
  expect(all).toMatchObject({ status: 200, body: { continued_build: id, conflict: { status: 'resolved' } } });
  await wentOn(project, id, { [README]: 'the Cats ', [MANIFEST]: 'the Both ' });
  const closed = await list(project, '?status=closed');
  expect(closed).toMatchObject({ data: [{ number: 1, closed_by: id, resolution: expect.any(String) }] });
  // No step of the other target ran again.
  const cli = (await events(id)).filter(({ target }) => target === 'cli');
  expect(cli.filter(({ note }) => note?.startsWith('Retried'))).toEqual([]);
  expect(first.targets.cli?.status).toBe('completed');
});

test('a resolution pushed to the conflict branch resumes the target', async () => {
  const { project, id } = await conflicting();
  await inClone(project, 'kiln/conflict-1', async (sdk) => {
    await git(sdk, 'checkout', '--quiet', 'origin/main', '--', README);
    await commitAndPush(sdk, 'kiln/conflict-1');
  });
  // One of two files: the conflict stays open.
  expect(await list(project)).toMatchObject({ data: [{ number: 1, status: 'open' }] });
  await inClone(project, 'kiln/conflict-1', async (sdk) => {
    await git(sdk, 'checkout', '--quiet', 'origin/main', '--', MANIFEST);
    await commitAndPush(sdk, 'kiln/conflict-1');
  });
  await wentOn(project, id, { [README]: 'the Mine ', [MANIFEST]: 'the Mine ' });
  const refs = await git(path.resolve('.'), 'ls-remote', remote(`${project}-typescript`));
  expect(refs).not.toContain('kiln/conflict');
});

test('a resolution pushed after a newer build succeeded is rejected with the branch to push it to', async () => {
  const { project } = await conflicting();
  await inClone(project, 'kiln/conflict-1', async (sdk) => {
    const other = await build(project, named('Pets'));
    expect(commitOf(other)).toMatchObject({ merge_conflict_pr: null });
    await git(sdk, 'checkout', '--quiet', 'origin/main', '--', README, MANIFEST);
    await expect(commitAndPush(sdk, 'kiln/conflict-1')).rejects.toThrow(
      /This conflict is closed: a build of main [\s\S]*git pull origin main && git push origin HEAD:main/,
    );
  });
});

test('a resolution pushed after a newer build met another conflict resumes that build', async () => {
  const { project, id } = await conflicting();
  expect(commitOf(await completed(id))).toMatchObject({
    note: `Generated and custom code conflict in ${README}, ${MANIFEST}.`,
  });
  await inClone(project, 'kiln/conflict-1', async (sdk) => {
    const other = await build(project, named('Dogs'));
    expect(commitOf(other)).toMatchObject({ merge_conflict_pr: { number: 2 } });
    await git(sdk, 'checkout', '--quiet', 'origin/main', '--', README, MANIFEST);
    await commitAndPush(sdk, 'kiln/conflict-1');
    // The resolution conflicts with the newly generated code: a new conflict, which includes the resolution.
    await expect
      .poll(async () => (await list(project)).data, { timeout: 60_000 })
      .toMatchObject([{ number: 3, branch: 'main' }]);
    await expect
      .poll(async () => commitOf(await client().builds.retrieve(other.id))?.merge_conflict_pr)
      .toMatchObject({ number: 3 });
    expect(await read(project, 'kiln/conflict-3', README)).toContain('the Mine ');
  });
});

test('merging the conflict branch resumes the target', async () => {
  const { project, id } = await conflicting();
  await inClone(project, 'main', async (sdk) => {
    await git(sdk, 'merge', '--quiet', 'origin/kiln/conflict-1');
    for (const name of [README, MANIFEST]) {
      await replaceIn(
        sdk,
        name,
        /<{7} [\s\S]*?>{7} .*\n/g,
        name === README ? 'Merged.\n' : '  "description": "Merged.",\n',
      );
    }
    await commitAndPush(sdk, 'main');
  });
  await wentOn(project, id, { [README]: 'Merged.', [MANIFEST]: 'Merged.' });
});

test('only a conflict can resume at the commit step', async () => {
  const { id } = await firstBuild(await newProject(['cli']));
  const answer = await request('POST', `/v0/builds/${id}/targets/cli/retry`, { step: 'commit' });
  expect(answer).toMatchObject({
    status: 409,
    body: { message: expect.stringContaining('nothing to commit') },
  });
});
