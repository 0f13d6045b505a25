import { createHash } from 'node:crypto';
import Stainless from '@stainless-api/sdk';
import { expect, inject, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { completed, configFile, description, newProject, request } from '../service.ts';

// The requests of the published action (stainless-api/upload-openapi-spec-action: build, preview, merge), in its order and
// with its client, each read as the action reads it. It knows the files by its own names, whatever the project calls them.

const OAS = 'openapi.yml';
const CONFIG = 'openapi.stainless.yml';

/** The action's client: it knows the project, so no request names it. */
const clientOf = (project: string) =>
  new Stainless({
    apiKey: inject('apiKey'),
    baseURL: inject('baseUrl'),
    project,
    maxRetries: 0,
    logLevel: 'warn',
    defaultHeaders: {
      'User-Agent': 'Stainless/Action 1.13.0',
      'X-Stainless-Platform': 'github-actions',
      'X-Stainless-Action': 'stainless-api/upload-openapi-spec-action/preview',
    },
  });

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const firstOf = (files: Record<string, { content: string }>) => Object.values(files)[0]?.content ?? '';
const yaml = (title: string) => {
  const parsed: { info: object } = parse(description());
  return stringify({ ...parsed, info: { ...parsed.info, title } });
};
const conclusionOf = (target: Stainless.Builds.BuildTarget | undefined) =>
  target?.commit.status === 'completed' ? target.commit.completed.conclusion : null;

async function allOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

test('build: commits files, follows the build, and is told if nothing changed', async () => {
  const slug = await newProject(['openapi']);
  const stainless = clientOf(slug);
  const params = {
    project: slug,
    revision: {
      [OAS]: { content: yaml('Pets of the action') },
      [CONFIG]: { content: configFile(['openapi']) },
    },
    branch: 'main',
    commit_message: 'feat: from the action',
    allow_empty: false,
  };
  const build = await stainless.builds.create(params);
  expect(Object.keys(build.targets)).toEqual(['openapi']);
  expect(build.config_commit).toMatch(/^[0-9a-f]{40}$/);
  await completed(build.id);
  const { targets, documented_spec } = await stainless.builds.retrieve(build.id);
  expect(['success', 'note', 'warning', 'noop']).toContain(conclusionOf(targets.openapi));
  const found = await allOf(stainless.builds.diagnostics.list(build.id, { targets: 'openapi' }));
  expect(found.every(({ code, level, message }) => code !== '' && level && message !== '')).toBe(true);
  // What `documented_spec_path` gets: the action parses it as YAML.
  const documented = documented_spec === null ? '' : await Stainless.unwrapFile(documented_spec);
  expect(parse(String(documented))).toMatchObject({ info: { title: 'Pets of the action' } });
  // The action ends well if the message says so.
  const again = await stainless.builds.create(params).catch((error: unknown) => error);
  expect(again).toBeInstanceOf(Stainless.BadRequestError);
  expect(String(again)).toContain('No changes to commit');
}, 180_000);

test('preview and merge: finds the base, resets two branches, compares, and merges the branch', async () => {
  const slug = await newProject(['openapi']);
  const stainless = clientOf(slug);
  const main = { oas: description(), config: configFile(['openapi']) };
  const [first] = (await stainless.builds.list({ project: slug, branch: 'main', limit: 1 })).data;
  expect(await stainless.get(`/v0/orgs/${inject('org')}`)).toMatchObject({
    enable_ai_commit_messages: false,
  });

  // The base: the build whose files have these hashes, by the names that the action gives them.
  const known = await stainless.builds.create({
    project: slug,
    branch: 'main',
    revision: { [OAS]: { content: main.oas }, [CONFIG]: { content: main.config } },
    allow_empty: true,
  });
  await completed(known.id);
  const hashes = { [OAS]: { hash: md5(main.oas) }, 'stainless.yml': { hash: md5(main.config) } };
  const byHash = await stainless.builds.list({ project: slug, branch: 'main', revision: hashes, limit: 1 });
  expect(byHash.data[0]?.config_commit).toBe(known.config_commit);
  const none = { ...hashes, [OAS]: { hash: md5('something else') } };
  const without = await stainless.builds.list({ project: slug, branch: 'main', revision: none, limit: 1 });
  expect(without.data).toEqual([]);
  expect(first?.id).not.toBe(known.id);
  const from = known.config_commit;

  // Twice: a pull request that gets another commit resets its branches, keeping changes of the config file.
  for (const title of ['Pets', 'Pets and owners']) {
    const hasBranch = await stainless.projects.branches.retrieve('preview/pr').catch(() => null);
    expect(hasBranch === null).toBe(title === 'Pets');
    const guessed = firstOf(
      await stainless.projects.configs.guess({
        branch: hasBranch === null ? from : 'preview/pr',
        spec: main.oas,
      }),
    );
    expect(parse(guessed)).toHaveProperty('targets');
    for (const branch of ['preview/pr', 'preview/base/pr']) {
      const made = await stainless.projects.branches.create({ branch_from: from, branch, force: true });
      expect(made.config_commit.sha).toBe(from);
    }
    expect(firstOf(await stainless.projects.configs.retrieve({ branch: 'preview/pr' }))).toBe(main.config);
    const side = (oas: string) => ({ [OAS]: { content: oas }, [CONFIG]: { content: main.config } });
    const { base, head } = await stainless.builds.compare({
      base: { revision: side(main.oas), branch: 'preview/base/pr', commit_message: 'feat: pets' },
      head: { revision: side(yaml(title)), branch: 'preview/pr', commit_message: 'feat: pets' },
    });
    for (const { id } of [base, head]) {
      const { targets } = await completed(id);
      expect(['success', 'note', 'warning', 'noop', 'version_bump']).toContain(conclusionOf(targets.openapi));
    }
  }

  const merged = await stainless.builds.create({
    project: slug,
    revision: 'main..preview/pr',
    branch: 'main',
    commit_message: 'feat: pets',
    target_commit_messages: {},
    allow_empty: true,
  });
  await completed(merged.id);
  const { [OAS]: after } = await stainless.projects.configs.retrieve({ branch: 'main', include: OAS });
  expect(after?.content).toContain('Pets and owners');
  // Its report is not kept here; the action says so in its log and goes on.
  expect(
    (await request('POST', '/api/reports/action-result', { project: slug, result: 'success' })).status,
  ).toBe(404);
}, 300_000);
