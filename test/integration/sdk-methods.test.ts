import Stainless from '@stainless-api/sdk';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { client, completed, configFile, description, firstBuild, newProject } from '../service.ts';

// Every method of the published TypeScript client, each with what its answer means. The table is compared with the
// client itself, so that a method of a newer client is not forgotten.

const HASH = /^[0-9a-f]{40}$/;
let project: string;
let first: Stainless.Build;

beforeAll(async () => {
  project = await newProject(['cli', 'go']);
  first = await firstBuild(project);
});

const headOf = async (branch: string) =>
  (await client().projects.branches.retrieve(branch, { project })).config_commit.sha;
const write = (branch: string, operations: string[], more: Partial<Stainless.BuildCreateParams> = {}) =>
  client().builds.create({
    project,
    branch,
    revision: { 'openapi.json': { content: description(operations) } },
    ...more,
  });

const METHODS: Readonly<Record<string, (() => Promise<void>) | 'planned'>> = {
  'orgs.list': async () => {
    const { data, has_more } = await client().orgs.list();
    expect(data.map(({ object, slug }) => [object, slug])).toEqual([['org', inject('org')]]);
    expect(has_more).toBe(false);
  },
  'orgs.retrieve': async () => {
    expect(await client().orgs.retrieve(inject('org'))).toMatchObject({ object: 'org', slug: inject('org') });
    await expect(client().orgs.retrieve('others')).rejects.toThrow(Stainless.NotFoundError);
  },
  'user.retrieve': async () => {
    expect(await client().user.retrieve()).toMatchObject({ object: 'user', id: expect.stringMatching(/./) });
    const stranger = new Stainless({ apiKey: 'unknown', baseURL: inject('baseUrl'), maxRetries: 0 });
    await expect(stranger.user.retrieve()).rejects.toThrow(Stainless.AuthenticationError);
  },
  'projects.create': async () => {
    const slug = `${project}-made`;
    const body = { org: inject('org'), slug, display_name: 'Made', targets: ['cli' as const] };
    const revision = { 'openapi.yaml': { content: description() } };
    const made = await client().projects.create({ ...body, revision });
    expect(made).toEqual(await client().projects.retrieve({ project: slug }));
    // `main` and its first build are there at once.
    const [build] = (await client().builds.list({ project: slug })).data;
    expect(Object.keys(build?.targets ?? {})).toEqual(['cli']);
    const main = await client().projects.branches.retrieve('main', { project: slug });
    expect(build?.config_commit).toBe(main.config_commit.sha);
    await expect(client().projects.create({ ...body, revision })).rejects.toThrow(Stainless.ConflictError);
  },
  'projects.retrieve': async () => {
    const found = await client().projects.retrieve({ project });
    expect(found).toMatchObject({ slug: project, org: inject('org'), targets: ['go', 'cli'] });
    await expect(client().projects.retrieve({ project: 'none' })).rejects.toThrow(Stainless.NotFoundError);
  },
  'projects.update': async () => {
    const updated = await client().projects.update({ project, display_name: 'Renamed' });
    expect(updated).toMatchObject({ slug: project, display_name: 'Renamed' });
    expect(await client().projects.retrieve({ project })).toEqual(updated);
  },
  'projects.list': async () => {
    const newer = await newProject(['cli']);
    const seen: string[] = [];
    for await (const { slug } of client().projects.list({ org: inject('org'), limit: 3 })) seen.push(slug);
    // Each once, oldest first.
    expect(seen.filter((slug) => slug === project || slug === newer)).toEqual([project, newer]);
    await expect(client().projects.list({ org: 'others' })).rejects.toThrow(Stainless.NotFoundError);
  },
  'projects.generateCommitMessage': async () => {
    const { id } = await write('told', ['listPets', 'tellPet'], { targets: ['cli'] });
    await completed(id);
    const refs = { project, target: 'cli' as const, base_ref: 'main', head_ref: 'told' };
    const { ai_commit_message } = await client().projects.generateCommitMessage(refs);
    expect(ai_commit_message).toMatch(/^feat\(api\)!?: .*add GET \/tellPet/s);
    const none = client().projects.generateCommitMessage({ ...refs, head_ref: 'none' });
    await expect(none).rejects.toThrow(/head_ref/);
  },
  'projects.configs.retrieve': async () => {
    const files = await client().projects.configs.retrieve({ project, include: 'openapi.json' });
    expect(Object.keys(files)).toEqual(['stainless.yml', 'openapi.json']);
    expect(files['stainless.yml']?.content).toBe(configFile(['cli', 'go']));
    expect(await client().projects.configs.retrieve({ project, branch: first.config_commit })).toEqual({
      'stainless.yml': files['stainless.yml'],
    });
  },
  'projects.configs.guess': async () => {
    const spec = description(['listPets', 'guessPet']);
    const { 'stainless.yml': guessed } = await client().projects.configs.guess({ project, spec });
    expect(guessed?.content).toContain('get /guessPet');
    // What the config file of the branch says of targets is kept.
    expect(guessed?.content).toMatch(/^targets:\n {2}cli: \{\}\n {2}go: \{\}\n/m);
    await expect(client().projects.configs.guess({ project, spec: 'x' })).rejects.toThrow(/^400.*spec: /);
  },
  'projects.branches.create': async () => {
    const made = await client().projects.branches.create({ project, branch: 'of/main', branch_from: 'main' });
    expect(made).toMatchObject({ object: 'project_branch', branch: 'of/main', project, latest_build: null });
    expect(made.config_commit.sha).toBe(await headOf('main'));
    const again = { project, branch: 'of/main', branch_from: first.config_commit };
    await expect(client().projects.branches.create(again)).rejects.toThrow(Stainless.ConflictError);
    const forced = await client().projects.branches.create({ ...again, force: true });
    expect(forced.config_commit.sha).toBe(first.config_commit);
  },
  'projects.branches.retrieve': async () => {
    const main = await client().projects.branches.retrieve('main', { project });
    expect(main.config_commit.sha).toMatch(HASH);
    expect(main.latest_build?.config_commit).toBe(main.config_commit.sha);
    await expect(client().projects.branches.retrieve('none', { project })).rejects.toThrow(
      Stainless.NotFoundError,
    );
  },
  'projects.branches.list': async () => {
    const seen: string[] = [];
    for await (const { branch } of client().projects.branches.list({ project, limit: 1 })) seen.push(branch);
    expect(seen).toEqual(seen.toSorted());
    expect(seen).toContain('main');
  },
  'projects.branches.rebase': async () => {
    await client().projects.branches.create({ project, branch: 'late', branch_from: 'main' });
    await write('late', ['listPets', 'latePet']);
    await write('main', ['listPets', 'mainPet'], { allow_empty: true });
    const conflict = client().projects.branches.rebase('late', { project, base: 'main' });
    await expect(conflict).rejects.toThrow(/openapi\.json/);
    await client().projects.branches.create({ project, branch: 'empty', branch_from: first.config_commit });
    const rebased = await client().projects.branches.rebase('empty', { project, base: 'main' });
    expect(rebased.config_commit.sha).toBe(await headOf('main'));
  },
  'projects.branches.reset': async () => {
    await write('away', ['listPets', 'awayPet']);
    const reset = await client().projects.branches.reset('away', { project });
    expect(reset.config_commit.sha).toBe(await headOf('main'));
    const to = { project, target_config_sha: first.config_commit };
    expect((await client().projects.branches.reset('away', to)).config_commit.sha).toBe(first.config_commit);
    await expect(client().projects.branches.reset('main', { project })).rejects.toThrow(/target_config_sha/);
  },
  'projects.branches.delete': async () => {
    await client().projects.branches.create({ project, branch: 'gone', branch_from: 'main' });
    expect(await client().projects.branches.delete('gone', { project })).toEqual({});
    await expect(headOf('gone')).rejects.toThrow(Stainless.NotFoundError);
    await expect(client().projects.branches.delete('main', { project })).rejects.toThrow(/main/);
  },
  'builds.create': async () => {
    const build = await write('created', ['listPets', 'getPet'], {
      targets: ['cli', 'cli'],
      commit_message: 'feat: get a pet',
    });
    expect(build).toMatchObject({ object: 'build', project, org: inject('org') });
    expect(build.config_commit).toBe(await headOf('created'));
    expect(Object.keys(build.targets)).toEqual(['cli']);
    const commit = (await completed(build.id)).targets.cli?.commit;
    expect(commit).toMatchObject({ conclusion: 'success', commit: { repo: { branch: 'created' } } });
    await expect(write('created', ['listPets', 'getPet'])).rejects.toThrow('No changes to commit');
  },
  'builds.retrieve': async () => {
    expect(await client().builds.retrieve(first.id)).toEqual({ ...first, updated_at: expect.any(String) });
    await expect(client().builds.retrieve('none')).rejects.toThrow(Stainless.NotFoundError);
  },
  'builds.list': async () => {
    const seen: Stainless.Build[] = [];
    for await (const build of client().builds.list({ project, limit: 2 })) seen.push(build);
    // Newest first; ids of builds grow with time.
    expect(seen.map(({ id }) => id)).toEqual(
      seen
        .map(({ id }) => id)
        .toSorted()
        .toReversed(),
    );
    expect(seen.at(-1)?.id).toBe(first.id);
    const at = await client().builds.list({ project, revision: first.config_commit, branch: 'main' });
    expect(at.data.map(({ id }) => id)).toContain(first.id);
  },
  'builds.compare': async () => {
    const { base, head } = await client().builds.compare({
      project,
      base: { branch: 'compared/base', revision: first.config_commit },
      head: { branch: 'compared/head', revision: 'main' },
      targets: ['cli'],
    });
    expect([base.config_commit, head.config_commit]).toEqual([first.config_commit, await headOf('main')]);
    expect([base, head].map(({ targets }) => Object.keys(targets))).toEqual([['cli'], ['cli']]);
  },
  'builds.diagnostics.list': async () => {
    const text = description().replace(
      '"responses":',
      '"parameters":[{"in":"query","name":"x"}],"responses":',
    );
    const build = await client().builds.create({
      project,
      branch: 'flawed',
      revision: { 'openapi.json': { content: text } },
      targets: ['cli'],
    });
    await completed(build.id);
    const all: { code: string; level: string; message: string }[] = [];
    for await (const each of client().builds.diagnostics.list(build.id, { limit: 1 })) all.push(each);
    expect(all.some(({ level, message }) => level !== 'note' && message.length > 0)).toBe(true);
    const fatal = await client().builds.diagnostics.list(build.id, { severity: 'fatal' });
    expect(fatal.data).toEqual(all.filter(({ level }) => level === 'fatal'));
  },
  'builds.targetOutputs.retrieve': async () => {
    const output = await client().builds.targetOutputs.retrieve({
      build_id: first.id,
      target: 'go',
      type: 'source',
      output: 'git',
    });
    const commit = first.targets.go?.commit;
    if (commit?.status !== 'completed') throw new Error('no commit');
    expect(output).toMatchObject({ output: 'git', ref: commit.commit?.sha });
  },
};

/** Paths of the methods that send requests, by looking at the client. */
function methodsOf(value: object, path: string): string[] {
  const own = Object.getOwnPropertyNames(Object.getPrototypeOf(value)).filter(
    (name) => name !== 'constructor',
  );
  const nested = Object.entries(value).filter(([name, each]) => !name.startsWith('_') && isResource(each));
  return [
    ...(path === '' ? [] : own.map((name) => `${path}.${name}`)),
    ...nested.flatMap(([name, each]) => methodsOf(each, path === '' ? name : `${path}.${name}`)),
  ];
}

const isResource = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && '_client' in value;

test('covers every method of the published client', () => {
  expect(Object.keys(METHODS).toSorted()).toEqual(methodsOf(client(), '').toSorted());
});

describe('client', () => {
  for (const [name, shows] of Object.entries(METHODS)) {
    if (shows !== 'planned') test(name, shows);
  }
});
