import { expect, inject, test } from 'vitest';
import { Repositories } from '../../src/git/store/repositories.ts';
import { openDatabase } from '../../src/records/database.ts';
import { client, completed, description, firstBuild, newProject, request } from '../service.ts';

/** Commits a description with these operations and builds it. Returns the message of the SDK's commit. */
async function build(
  project: string,
  operations: readonly string[],
  options: { enable_ai_commit_message?: boolean; commit_message?: string; branch?: string } = {},
): Promise<{ message: string; sha: string }> {
  const { id } = await client().builds.create({
    project,
    branch: 'main',
    targets: ['cli'],
    revision: { 'openapi.json': { content: description(operations) } },
    ...options,
  });
  const step = (await completed(id)).targets.cli?.commit;
  const sha = step?.status === 'completed' ? (step.commit?.sha ?? '') : '';
  return { sha, message: await messageOf(project, sha) };
}

async function messageOf(project: string, sha: string): Promise<string> {
  const repositories = new Repositories(`${inject('dataDir')}/repositories`);
  return (await repositories.get(inject('org'), project, 'cli').readCommit(sha)).message;
}

test('derives commit messages from the changes if a build asks for it', async () => {
  const project = await newProject(['cli']);
  await firstBuild(project);
  const one = await build(project, ['listPets', 'getPet'], { enable_ai_commit_message: true });
  expect(one.message).toMatch(/^feat\(api\): add GET \/getPet\n\nKiln-Build: /);
  const two = await build(project, ['listPets'], { enable_ai_commit_message: true });
  expect(two.message).toMatch(
    /^feat\(api\)!: remove GET \/getPet\n\nBREAKING CHANGE: GET \/getPet removed\n\nKiln-Build: /,
  );
  const three = await build(project, ['listPets', 'feedPet']);
  expect(three.message).toMatch(/^feat\(api\): generate from config /);
});

test('derives commit messages for an organisation; a request takes precedence', async () => {
  const database = openDatabase(inject('databaseUrl'), 2);
  const project = await newProject(['cli']);
  await firstBuild(project);
  const want = (enableAiCommitMessages: boolean) =>
    database.organization.update({ where: { slug: inject('org') }, data: { enableAiCommitMessages } });
  await want(true);
  try {
    expect((await client().orgs.retrieve(inject('org'))).enable_ai_commit_messages).toBe(true);
    expect((await client().orgs.list()).data[0]?.enable_ai_commit_messages).toBe(true);
    expect((await build(project, ['listPets', 'a'])).message).toMatch(/^feat\(api\): add GET \/a\n/);
    expect((await build(project, ['listPets', 'a', 'b'], { commit_message: 'mine' })).message).toMatch(
      /^mine\n/,
    );
    expect((await build(project, ['listPets'], { enable_ai_commit_message: false })).message).toMatch(
      /^feat\(api\): generate from config /,
    );
  } finally {
    await want(false);
    await database.$disconnect();
  }
});

test('writes a message for two refs of an SDK repository', async () => {
  const project = await newProject(['cli']);
  const first = (await firstBuild(project)).targets.cli?.commit;
  const base = first?.status === 'completed' ? (first.commit?.sha ?? '') : '';
  const head = await build(project, ['listPets', 'getPet'], { commit_message: 'x' });
  const generate = (base_ref: string, head_ref: string) =>
    client().projects.generateCommitMessage({ project, target: 'cli', base_ref, head_ref });
  const added = { ai_commit_message: 'feat(api): add GET /getPet' };
  expect(await generate(base, head.sha)).toEqual(added);
  expect(await generate('main~1', 'main')).toEqual(added);
  expect(await generate(base.slice(0, 10), 'refs/heads/main')).toEqual(added);
  expect(await generate('main', base)).toEqual({
    ai_commit_message: 'feat(api)!: remove GET /getPet\n\nBREAKING CHANGE: GET /getPet removed',
  });
  expect(await generate('main', 'main')).toEqual({
    ai_commit_message: 'chore(api): generate from an unchanged description',
  });
});

test.each([
  ['none', 'main', 404, 'base_ref'],
  ['main', 'none', 404, 'head_ref'],
  ['main', '--all', 404, 'head_ref'],
  ['main..main', 'main', 404, 'base_ref'],
  ['main', 'x\0y', 400, 'head_ref'],
  ['', 'main', 400, 'base_ref'],
])('refs %j and %j are %d that names %s', async (base_ref, head_ref, status, field) => {
  const project = await shared();
  const path = `/v0/projects/${project}/generate_commit_message?target=cli`;
  const answer = await request('POST', path, { base_ref, head_ref });
  expect(answer).toMatchObject({ status, body: { message: expect.stringContaining(field) } });
});

test('names a target without a repository', async () => {
  const refs = { base_ref: 'main', head_ref: 'main' };
  const path = `/v0/projects/${await shared()}/generate_commit_message`;
  for (const [target, status] of [
    ['sql', 400],
    ['go', 404],
    ['x', 400],
  ] as const) {
    const answer = await request('POST', `${path}?target=${target}`, refs);
    expect(answer).toMatchObject({ status, body: { message: expect.stringContaining('target') } });
  }
  expect(await request('POST', '/v0/projects/none/generate_commit_message?target=cli', refs)).toMatchObject({
    status: 404,
  });
});

let project: Promise<string> | undefined;
/** A project that is built once, for tests that change nothing. */
function shared(): Promise<string> {
  project ??= newProject(['cli']).then(async (slug) => {
    await firstBuild(slug);
    return slug;
  });
  return project;
}
