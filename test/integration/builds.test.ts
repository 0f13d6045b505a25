import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, inject, test } from 'vitest';
import { client, completed, configFile, description, firstBuild, newProject } from '../service.ts';

async function post(body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${inject('baseUrl')}/v0/builds`, {
    method: 'POST',
    headers: { authorization: `Bearer ${inject('apiKey')}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const answer = (await response.json()) as { error?: string; message?: string; id?: string };
  return { status: response.status, headers: response.headers, ...answer };
}

test('a build produces an SDK repository that git can clone', async () => {
  const project = await newProject(['typescript']);
  const build = await firstBuild(project);
  const commit = build.targets.typescript?.commit;
  if (commit?.status !== 'completed') throw new Error('not completed');
  expect(['success', 'note', 'warning']).toContain(commit.conclusion);
  expect(commit.completed.conclusion).toBe(commit.conclusion);
  expect(commit.commit?.repo).toEqual({
    owner: inject('org'),
    name: `${project}-typescript`,
    branch: 'main',
  });
  expect(commit.commit?.stats?.additions).toBeGreaterThan(10);

  const summary = (await client().get(`/v0/builds/${build.id}/summary`)) as {
    targets: { typescript: { clone_url: string; files: number } };
  };
  const folder = mkdtempSync(path.join(tmpdir(), 'kiln-clone-'));
  try {
    execFileSync('git', ['clone', '--quiet', summary.targets.typescript.clone_url, folder]);
    const head = execFileSync('git', ['-C', folder, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
    expect(head).toBe(commit.commit?.sha);
    expect(readFileSync(path.join(folder, 'package.json'), 'utf8')).toContain('"name"');
    const log = execFileSync('git', ['-C', folder, 'log', '-1', '--format=%B'], { encoding: 'utf8' });
    expect(log).toContain(
      `Kiln-Build: ${build.id}\nKiln-Config-Commit: ${build.config_commit}\nKiln-Description: `,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(build.documented_spec?.type).toBe('url');
  if (build.documented_spec?.type === 'url') {
    const spec = (await (await fetch(build.documented_spec.url)).json()) as { info: { title: string } };
    expect(spec.info.title).toBe('Pets');
  }
});

test('unchanged code is a noop, and a change is a commit on top', async () => {
  const project = await newProject(['typescript']);
  const first = await firstBuild(project);
  const again = await completed((await client().builds.create({ project, revision: 'main' })).id);
  expect(again.targets.typescript?.commit).toMatchObject({ conclusion: 'noop' });
  expect(again.config_commit).toBe(first.config_commit);
  const changed = await client().builds.create({
    project,
    branch: 'main',
    revision: { 'openapi.json': { content: description(['listPets', 'listOwners']) } },
    commit_message: 'feat: owners',
  });
  const { targets } = await completed(changed.id);
  expect(targets.typescript?.commit).toMatchObject({ commit: { repo: { branch: 'main' } } });
  const page = await client().builds.list({ project, limit: 2 });
  expect(page.data.map(({ id }) => id)).toEqual([changed.id, again.id]);
  expect((await page.getNextPage()).data.map(({ id }) => id)).toEqual([first.id]);
});

test('events are complete and ordered, and steps never move backwards', async () => {
  const project = await newProject(['typescript']);
  const { id } = await firstBuild(project);
  const response = await fetch(`${inject('baseUrl')}/v0/builds/${id}/events`, {
    headers: { authorization: `Bearer ${inject('apiKey')}` },
  });
  const events = (await response.text())
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice(6)) as { seq: number; step: string | null; status: string });
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
  const steps = events.filter(({ step }) => step === 'codegen' || step === 'postgen' || step === 'commit');
  expect(steps.map(({ step, status }) => `${step} ${status}`)).toEqual([
    'codegen in_progress',
    'codegen completed',
    'postgen in_progress',
    'postgen completed',
    'commit in_progress',
    'commit completed',
  ]);
  expect(events.at(-1)).toMatchObject({ step: null, status: 'completed' });
});

test('revisions: a SHA, a branch onto another, a merge, and what cannot be inferred', async () => {
  const project = await newProject(['typescript']);
  const { config_commit: base } = await firstBuild(project);
  const feature = await client().builds.create({
    project,
    branch: 'feat/x',
    revision: { 'openapi.json': { content: description(['listPets', 'listOwners']) } },
  });
  expect(feature.config_commit).not.toBe(base);

  const bySha = await client().builds.create({ project, revision: feature.config_commit });
  expect(bySha.config_commit).toBe(feature.config_commit);
  const merged = await client().builds.create({ project, revision: 'main..feat/x' });
  expect(merged.config_commit).not.toBe(base);

  await client().builds.create({ project, branch: 'second', revision: 'feat/x' });
  await expect(client().builds.create({ project, revision: feature.config_commit })).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('branch: is required'),
  });
  await expect(client().builds.create({ project, revision: 'main..feat/x' })).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('No changes to commit'),
  });
  await client().builds.create({ project, revision: 'main..feat/x', allow_empty: true });

  await client().builds.create({
    project,
    branch: 'left',
    revision: { 'openapi.json': { content: description(['a']) } },
  });
  await client().builds.create({
    project,
    branch: 'main',
    revision: { 'openapi.json': { content: description(['b']) } },
  });
  await expect(client().builds.create({ project, revision: 'main..left' })).rejects.toMatchObject({
    status: 409,
    message: expect.stringContaining('openapi.json'),
  });
});

test('rejects an empty change, unless allow_empty is set', async () => {
  const project = await newProject(['typescript']);
  const { config_commit: base } = await firstBuild(project);
  const same = { project, branch: 'main', revision: { 'openapi.json': { content: description() } } };
  await expect(client().builds.create(same)).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('No changes to commit'),
  });
  const made = await client().builds.create({ ...same, allow_empty: true });
  expect(made.config_commit).not.toBe(base);
});

test('an Idempotency-Key returns the same build for the same body, and 409 for another', async () => {
  const project = await newProject(['typescript']);
  const key = { 'idempotency-key': `k-${project}` };
  const first = await post({ project, revision: 'main' }, key);
  const second = await post({ project, revision: 'main' }, key);
  expect(second.id).toBe(first.id);
  const other = await post({ project, revision: 'main', commit_message: 'x' }, key);
  expect(other).toMatchObject({ status: 409, error: 'conflict' });
  expect(other.headers.get('x-should-retry')).toBe('false');
});

test('a description that cannot be generated ends fatal, with diagnostics that explain why', async () => {
  const project = await newProject(['typescript']);
  const broken = JSON.parse(description()) as Record<string, unknown>;
  broken.paths = { '/x': { get: { responses: { 200: { $ref: 'elsewhere.yml#/x' } } } } };
  const { id } = await client().builds.create({
    project,
    branch: 'main',
    revision: { 'openapi.json': { content: JSON.stringify(broken) } },
  });
  const { targets } = await completed(id);
  expect(targets.typescript?.commit).toMatchObject({ conclusion: 'fatal', commit: null });
  expect(targets.typescript?.lint).toMatchObject({ conclusion: 'skipped' });
  const { data } = await client().builds.diagnostics.list(id);
  expect(data.some(({ level }) => level === 'fatal')).toBe(true);
});

test('removes characters from titles that PostgreSQL cannot store', async () => {
  const project = await newProject();
  await firstBuild(project);
  const changed = { ...JSON.parse(description(['listPets', 'listMore'])) };
  changed.info.title = 'P\0ets \ud800';
  const { id } = await client().builds.create({
    project,
    branch: 'main',
    revision: { 'openapi.json': { content: JSON.stringify(changed) } },
  });
  const { targets } = await completed(id);
  expect(targets.typescript?.commit).toMatchObject({ status: 'completed', conclusion: 'success' });
});

test('rejects invalid input with the name of the field, and leaves nothing behind', async () => {
  const project = await newProject(['typescript']);
  await firstBuild(project);
  const ok = { 'openapi.json': { content: description(['other']) } };
  const cases: [unknown, number, string][] = [
    ['{', 400, 'body'],
    [{ project }, 400, 'revision'],
    [{ revision: 'main' }, 400, 'project'],
    [{ project: 'no-such', revision: 'main' }, 404, 'project'],
    [{ project, revision: 'no-such' }, 404, 'revision'],
    [{ project, revision: 'f'.repeat(40) }, 404, 'revision'],
    [{ project, revision: 'main', targets: ['cobol'] }, 400, 'targets'],
    [{ project, revision: 'main', targets: ['sql'] }, 400, 'targets'],
    [{ project, revision: 'main', targets: ['python'] }, 400, 'targets'],
    [{ project, revision: 'main', targets: [] }, 400, 'targets'],
    [{ project, revision: 'main', branch: '-x' }, 400, 'branch'],
    [{ project, revision: 'main', branch: 'a..b' }, 400, 'branch'],
    [{ project, revision: ok }, 400, 'branch'],
    [{ project, branch: 'main', revision: {} }, 400, 'revision'],
    [
      { project, branch: 'main', revision: { '../openapi.json': ok['openapi.json'] } },
      400,
      '../openapi.json',
    ],
    [{ project, branch: 'main', revision: { '/openapi.json': ok['openapi.json'] } }, 400, '/openapi.json'],
    [{ project, branch: 'main', revision: { '.git/config': { content: '' } } }, 400, '.git/config'],
    [{ project, branch: 'main', revision: { 'a\0b': { content: '' } } }, 400, 'NUL'],
    [
      { project, branch: 'main', revision: { 'openapi.json': { content: '{"openapi": ' } } },
      400,
      'openapi.json',
    ],
    [{ project, branch: 'main', revision: { 'openapi.yml': { content: 'a: [' } } }, 400, 'openapi.yml'],
    [
      { project, branch: 'main', revision: { 'openapi.yml': { content: 'hello: world' } } },
      400,
      'openapi.yml',
    ],
    [
      { project, branch: 'main', revision: { 'stainless.yml': { content: 'targets: [' } } },
      400,
      'stainless.yml',
    ],
    [
      { project, branch: 'main', revision: { 'openapi.json': { url: 'http://127.0.0.1:1/' } } },
      400,
      'not a public address',
    ],
    [
      { project, revision: 'main', enable_ai_commit_message: true, commit_message: 'x' },
      400,
      'enable_ai_commit_message',
    ],
  ];
  const before = (await client().builds.list({ project })).data.length;
  for (const [body, status, named] of cases) {
    const answer = await post(body);
    expect({ status: answer.status, message: answer.message }, JSON.stringify(body)).toEqual({
      status,
      message: expect.stringContaining(named),
    });
  }
  expect((await client().builds.list({ project })).data.length).toBe(before);
});

test('deduplicates targets, including targets with a folder', async () => {
  const project = await newProject(['typescript']);
  const answer = await post({ project, revision: 'main', targets: ['typescript', 'typescript:./sdk'] });
  expect(answer.status).toBe(200);
  expect(Object.keys((await client().builds.retrieve(answer.id ?? '')).targets)).toEqual(['typescript']);
});

test('finds builds by the hash of a file, under either name of the config file', async () => {
  const project = await newProject(['typescript']);
  const { createHash } = await import('node:crypto');
  const hash = createHash('md5')
    .update(configFile(['typescript']))
    .digest('hex');
  for (const name of ['stainless.yml', 'openapi.stainless.yml']) {
    expect((await client().builds.list({ project, revision: { [name]: { hash } } })).data).toHaveLength(1);
    expect(
      (await client().builds.list({ project, revision: { [name]: { hash: 'f'.repeat(32) } } })).data,
    ).toHaveLength(0);
  }
});

test('every route requires a key, and an unknown route is 404', async () => {
  const base = inject('baseUrl');
  for (const path of [
    '/v0/builds?project=x',
    '/v0/projects',
    '/v0/orgs',
    '/v0/builds/x',
    '/v0/builds/x/events',
  ]) {
    expect((await fetch(base + path)).status).toBe(401);
    expect((await fetch(base + path, { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
  }
  expect((await fetch(`${base}/v0/nothing`)).status).toBe(404);
  expect(
    (await fetch(`${base}/git/${inject('org')}/x-go.git/info/refs?service=git-upload-pack`)).status,
  ).toBe(401);
});
