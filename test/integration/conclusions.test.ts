import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type Stainless from '@stainless-api/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  CHECK_CONCLUSIONS,
  CHECKS,
  type CheckConclusion,
  COMMIT_CONCLUSIONS,
  type CommitConclusion,
} from '../../src/contract/targets.ts';
import { git, withFolder } from '../git.ts';
import { GitServer } from '../git-server.ts';
import { needs } from '../needs.ts';
import { type OwnKiln, startOwnKiln } from '../own-kiln.ts';
import { description } from '../service.ts';

const confined = await needs('sandbox', 'bash');

let kiln: OwnKiln;
let elsewhere: GitServer;

beforeAll(async () => {
  kiln = await startOwnKiln({ allowCommands: ['acme'], allowPrivateUrls: true });
  elsewhere = await GitServer.start('');
});

afterAll(async () => {
  await kiln.stop();
  await elsewhere.stop();
});

const config = (cli: Record<string, unknown> = {}) => JSON.stringify({ targets: { cli } });

let counter = 0;

/** Creates a project, waits for its first build, of `openapi`, and returns its name. */
async function newProject(openapi = description(), stainless = config()): Promise<string> {
  counter += 1;
  const project = `p${counter}`;
  const revision = { 'openapi.json': { content: openapi }, 'stainless.yml': { content: stainless } };
  await kiln.client.projects.create({
    org: 'acme',
    slug: project,
    display_name: project,
    targets: ['cli'],
    revision,
  });
  const [first] = (await kiln.client.builds.list({ project })).data;
  await completed(first?.id ?? '');
  return project;
}

async function post(project: string, openapi: string, stainless = config()): Promise<string> {
  const revision = { 'openapi.json': { content: openapi }, 'stainless.yml': { content: stainless } };
  const build = await kiln.client.builds.create({ project, branch: 'main', revision, allow_empty: true });
  return build.id;
}

async function completed(id: string): Promise<Stainless.BuildTarget> {
  for (;;) {
    const { cli } = (await kiln.client.builds.retrieve(id)).targets;
    if (cli?.status === 'completed') return cli;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The latest build of a project, after it has ended. */
async function latest(project: string): Promise<Stainless.BuildTarget> {
  const [build] = (await kiln.client.builds.list({ project })).data;
  return completed(build?.id ?? '');
}

const build = async (project: string, openapi: string, stainless?: string) =>
  completed(await post(project, openapi, stainless));

/** A person writes a file on `main` of a repository. */
async function push(url: string, name: string, text: string): Promise<void> {
  await withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', url, 'sdk');
    await writeFile(path.join(folder, 'sdk', name), text);
    await git(path.join(folder, 'sdk'), 'add', '--all');
    await git(path.join(folder, 'sdk'), 'commit', '--quiet', '-m', 'by hand');
    await git(path.join(folder, 'sdk'), 'push', '--quiet', 'origin', 'HEAD:main');
  });
}

const repository = (project: string) =>
  `${kiln.client.baseURL.replace('://', '://x:kiln-own-key@')}/git/acme/${project}-cli.git`;

/** Blocks a file that every build reads before it generates; returns a function that releases it. */
async function holdCodegen(): Promise<() => Promise<void>> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let locked = () => {};
  const isLocked = new Promise<void>((resolve) => {
    locked = resolve;
  });
  const transaction = kiln.db.$transaction(
    async (tx) => {
      await tx.$executeRaw`LOCK TABLE "GeneratedTree" IN ACCESS EXCLUSIVE MODE`;
      locked();
      await released;
    },
    { timeout: 60_000 },
  );
  await Promise.race([isLocked, transaction]);
  return async () => {
    release();
    await transaction;
  };
}

const other = description(['addPet']);

function withPaths(paths: Record<string, Record<string, unknown>>): string {
  const document = JSON.parse(description());
  const { get } = document.paths['/listPets'];
  for (const [name, change] of Object.entries(paths)) document.paths[name] = { get: { ...get, ...change } };
  return JSON.stringify(document);
}

/** How to produce each conclusion. */
const COMMITS: Record<CommitConclusion, () => Promise<Stainless.BuildTarget>> = {
  success: async () => latest(await newProject()),
  note: async () => build(await newProject(), other, config({ packge_name: 'mistyped' })),
  warning: async () => build(await newProject(), withPaths({ '/other': { operationId: undefined } })),
  error: async () => build(await newProject(), withPaths({ '/other': { operationId: 'listPets' } })),
  noop: async () => build(await newProject(), description()),
  version_bump: async () => build(await newProject(), description(['listPets'], '1.1.0')),
  merge_conflict: async () => {
    const project = await newProject();
    await push(repository(project), 'README.md', 'all of it mine\n');
    return build(project, description().replace('"Pets"', '"Cats"'));
  },
  upstream_merge_conflict: async () => {
    const { url } = await elsewhere.create('team/sdk');
    const published = config({ production_repo: url });
    const project = await newProject(description(), published);
    await push(repository(project), 'OWN.md', 'here\n');
    await push(url, 'OWN.md', 'there\n');
    return build(project, other, published);
  },
  fatal: async () =>
    build(await newProject(), description().replace('#/components/schemas/Pet', '#/components/none')),
  payment_required: async () => {
    const project = await newProject();
    const quota = (monthlyTargetBuilds: number | null) =>
      kiln.db.organization.update({ where: { slug: 'acme' }, data: { monthlyTargetBuilds } });
    await quota(0);
    try {
      return await build(project, other);
    } finally {
      await quota(null);
    }
  },
  cancelled: async () => {
    const project = await newProject();
    const letGo = await holdCodegen();
    const id = await post(project, other);
    expect((await kiln.request('POST', `/v0/builds/${id}/cancel`)).status).toBe(200);
    await letGo();
    return completed(id);
  },
  timed_out: async () => {
    const project = await newProject();
    const { codegenTimeoutMs } = kiln.config;
    kiln.config.codegenTimeoutMs = 1;
    try {
      return await build(project, other);
    } finally {
      kiln.config.codegenTimeoutMs = codegenTimeoutMs;
    }
  },
};

test.for(Object.entries(COMMITS))('a commit ends %s', async ([conclusion, bringAbout]) => {
  const { commit, ...target } = await bringAbout();
  expect(commit).toMatchObject({ status: 'completed', conclusion, completed: { conclusion } });
  if (commit.status !== 'completed') throw new Error('The commit has not ended.');
  const committed = ['success', 'note', 'warning', 'error', 'noop', 'version_bump'].includes(conclusion);
  expect(commit.commit === null).toBe(!committed);
  expect(commit.merge_conflict_pr === null).toBe(conclusion !== 'merge_conflict');
  // Nothing stays open that a client would wait for.
  for (const check of CHECKS) expect(target[check]).toMatchObject({ status: 'completed' });
});

/** Only this command: no toolchain is needed. */
const lint = (...command: string[]) => config({ checks: { ...NOTHING, lint: [command] } });

const NOTHING = { prepare: false, lint: false, build: false, test: false };

/** How to produce each conclusion of a check. */
const LINTS: Record<CheckConclusion, () => Promise<Stainless.BuildTarget>> = {
  success: async () => build(await newProject(), other, lint('true')),
  failure: async () => build(await newProject(), other, lint('false')),
  neutral: async () => build(await newProject(), other, lint('bash', '-c', 'exit 78')),
  action_required: async () => build(await newProject(), other, lint('bash', '-c', 'exit 77')),
  skipped: async () => build(await newProject(), other, config({ checks: NOTHING })),
  timed_out: async () => {
    const project = await newProject();
    const { checkTimeoutMs } = kiln.config;
    kiln.config.checkTimeoutMs = 500;
    try {
      return await build(project, other, lint('sleep', '100'));
    } finally {
      kiln.config.checkTimeoutMs = checkTimeoutMs;
    }
  },
  cancelled: async () => {
    const id = await post(await newProject(), other, lint('sleep', '100'));
    await expect
      .poll(async () => (await kiln.client.builds.retrieve(id)).targets.cli?.lint?.status, {
        timeout: 60_000,
      })
      .toBe('in_progress');
    expect((await kiln.request('POST', `/v0/builds/${id}/cancel`)).status).toBe(200);
    return completed(id);
  },
};

confined.test.for(Object.entries(LINTS))('a check ends %s', async ([conclusion, bringAbout]) => {
  const target = await bringAbout();
  expect(target.lint).toMatchObject({ status: 'completed', conclusion, completed: { conclusion } });
  expect(target.commit).toMatchObject({ conclusion: expect.stringMatching(/success|warning/) });
});

confined.test('carries conclusions of exit codes over to the next build with the same tree', async () => {
  const project = await newProject();
  const asks = lint('bash', '-c', 'exit 77');
  await build(project, other, asks);
  const { lint: again } = await build(project, other, asks);
  expect(again).toMatchObject({ conclusion: 'action_required' });
});

test('covers every conclusion of the contract', () => {
  expect(Object.keys(COMMITS).sort()).toEqual([...COMMIT_CONCLUSIONS].sort());
  expect(Object.keys(LINTS).sort()).toEqual([...CHECK_CONCLUSIONS].sort());
});
