import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type Stainless from '@stainless-api/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Adoption, AdoptionsList } from '../../src/contract/adoptions.ts';
import { axe, openBrowser, signIn } from '../browser.ts';
import { kiln as kilnCommand } from '../cli.ts';
import { bareRepository, git, withFolder } from '../git.ts';
import { GitServer } from '../git-server.ts';
import { githubPulls } from '../github.ts';
import { needs } from '../needs.ts';
import { type OwnKiln, startOwnKiln } from '../own-kiln.ts';
import { description } from '../service.ts';
import { oldCode, TeamRepository } from '../team-repository.ts';

const looking = await needs('chromium', 'page');

const PASSWORD = 'a-secret-of-the-team';
const HEADER = '// File generated from our OpenAPI spec by an older generator.\n\n';
let kiln: OwnKiln;
let server: GitServer;

beforeAll(async () => {
  server = await GitServer.start(PASSWORD);
  kiln = await startOwnKiln({ allowPrivateUrls: true });
  const credential = { url: `${server.address}/acme`, username: 'ada', secret: PASSWORD };
  expect((await kiln.request('PUT', '/v0/orgs/acme/git_credentials', credential)).status).toBe(200);
});

afterAll(async () => {
  await kiln.stop();
  await server.stop();
});

/** Runs a command as a signed-in user. Returns its output. */
function command(...args: string[]): Promise<string> {
  process.env.KILN_URL = kiln.client.baseURL;
  process.env.KILN_API_KEY = kiln.client.apiKey ?? '';
  return kilnCommand(...args);
}

/** Looks at an adoption in a real browser, if there is one: wide and as narrow as a phone, light and dark. */
async function look({ id, project, target }: Adoption, says: string): Promise<void> {
  if (!looking.isHere) return;
  for (const width of [1280, 390]) {
    const browser = await openBrowser({ width });
    try {
      const page = await browser.context.newPage();
      const base = kiln.client.baseURL;
      await signIn(page, base, kiln.client.apiKey ?? '');
      for (const place of ['', `/${id}`]) {
        await page.goto(`${base}/projects/${project}/adoptions/${target}${place}`);
        await page.getByText(says).first().waitFor();
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          expect(await axe(page)).toEqual([]);
        }
        expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
        const pictures = process.env.KILN_TEST_PICTURES;
        if (pictures !== undefined)
          await page.screenshot({
            path: path.join(pictures, `${says}-${width}${place && '-one'}.png`),
          });
      }
    } finally {
      await browser.close();
    }
  }
}

async function completed(id: string): Promise<Stainless.Build> {
  for (;;) {
    const build = await kiln.client.builds.retrieve(id);
    if (Object.values(build.targets).every((target) => target?.status === 'completed')) return build;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

const commitOf = ({ targets }: Stainless.Build) => {
  const commit = targets.typescript?.commit;
  if (commit?.status !== 'completed') throw new Error('The commit has not ended.');
  return commit;
};

const sdkOf = (slug: string) =>
  path.join(kiln.config.dataDir, 'repositories', 'acme', `${slug}-typescript.git`);

/** Files of a revision of a repository, as `ls-tree` shows them, by path. */
async function treeOf(gitDir: string, revision: string): Promise<Map<string, string>> {
  const lines = (await git(gitDir, 'ls-tree', '-r', revision)).split('\n');
  return new Map(lines.map((line) => [line.split('\t')[1] ?? '', line.split('\t')[0] ?? '']));
}

const show = (gitDir: string, revision: string, file: string) => git(gitDir, 'show', `${revision}:${file}`);

const configFile = (productionRepo: string | null) =>
  [
    'organization:',
    '  name: Pets',
    'resources:',
    '  pets:',
    '    methods:',
    '      list: get /listPets',
    'targets:',
    '  typescript:',
    '    generator: kiln',
    "    package_name: '@acme/pets'",
    ...(productionRepo === null ? [] : [`    production_repo: ${productionRepo}`]),
    '',
  ].join('\n');

/** A project, and a repository of the server that its target may be published from. */
async function project(slug: string) {
  const there = await server.create(`acme/${slug}`);
  await kiln.client.projects.create({
    org: 'acme',
    slug,
    display_name: slug,
    targets: ['typescript'],
    revision: {
      'openapi.json': { content: description() },
      'stainless.yml': { content: configFile(null) },
    },
  });
  return there;
}

/** Kiln's generated code for that API, from which a team's repository is made. */
async function generatedFiles(slug: string): Promise<Map<string, string>> {
  const build = (await kiln.client.builds.list({ project: slug })).data[0];
  if (build === undefined) throw new Error('There is no build.');
  await completed(build.id);
  return withFolder(async (folder) => {
    await git(folder, 'clone', '--quiet', sdkOf(slug), 'sdk');
    const names = (await git(path.join(folder, 'sdk'), 'ls-files')).split('\n');
    const read = async (name: string) =>
      [name, await readFile(path.join(folder, 'sdk', name), 'utf8')] as const;
    return new Map(await Promise.all(names.map(read)));
  });
}

async function adopted(id: string, slug: string, ...states: string[]): Promise<Adoption> {
  for (;;) {
    const answer = await kiln.request('GET', `/v0/projects/${slug}/targets/typescript/adopt/${id}`);
    const adoption = Adoption.parse(await answer.json());
    if (states.includes(adoption.state)) return adoption;
    if (adoption.state === 'failed') throw new Error(`${adoption.failure}: ${adoption.note}`);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

async function plan(slug: string, body: unknown): Promise<Adoption> {
  const posted = await kiln.request('POST', `/v0/projects/${slug}/targets/typescript/adopt`, body);
  const text = await posted.text();
  expect(posted.status, text).toBe(200);
  const { id, state } = Adoption.parse(JSON.parse(text));
  expect(state).toBe('planning');
  return adopted(id, slug, 'planned', 'failed');
}

async function carryOut(slug: string, { id }: Adoption, body: unknown = {}): Promise<Adoption> {
  const answer = await kiln.request(
    'POST',
    `/v0/projects/${slug}/targets/typescript/adopt/${id}/carry_out`,
    body,
  );
  expect(answer.status, await answer.text()).toBe(200);
  return adopted(id, slug, 'carried_out', 'merge_conflict');
}

/** A team's repository made from Kiln's generated code: the same structure, from another generator. */
async function teamOf(
  folder: string,
  slug: string,
  branch = 'trunk',
): Promise<{ team: TeamRepository; now: Map<string, string> }> {
  const now = await generatedFiles(slug);
  const team = await TeamRepository.make(path.join(folder, 'team'), branch);
  const old = oldCode(now, (name, text) => {
    if (name.startsWith('.kiln/') || name === 'CHANGELOG.md') return null;
    return name.endsWith('.ts') ? HEADER + text : text;
  });
  await team.generate({ ...old, 'src/gone.ts': `${HEADER}export const gone = 1;\n` }, 'feat(api): first');
  await team.generate(
    {
      'src/legacy.ts': `${HEADER}export const one = 1;\nexport const two = 2;\nexport const three = 3;\n`,
      'README.md': `# Pets\n\nOld words.\n\n${now.get('README.md') ?? ''}`,
    },
    'feat(api): second',
  );
  return { team, now };
}

// Five builds, one after the other.
test('adopts a team’s repository: plans, carries out, rebuilds without changes, and pushes a branch', async () => {
  const slug = 'adopted';
  const there = await project(slug);
  await withFolder(async (folder) => {
    const { team, now } = await teamOf(folder, slug, 'main');
    const base = await team.sha('generated');
    await team.edit(
      {
        'src/lib/helpers.ts': 'export const help = () => 42;\n',
        'examples/demo.ts': "import '../src/index';\n",
        'CHANGELOG.md': '# Changelog\n\n## 1.4.0\n',
        '.release-please-manifest.json': '{\n  ".": "1.4.0"\n}\n',
        '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
        'assets/logo.bin': `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 12345\n`,
        'README.md': `# Pets\n\nOur own words.\n\n${now.get('README.md') ?? ''}`,
        'src/legacy.ts': `${HEADER}export const one = 1;\nexport const two = 22;\nexport const three = 3;\n`,
        'src/index.ts': `${HEADER}${now.get('src/index.ts') ?? ''}\nexport { help } from './lib/helpers';\n`,
      },
      'feat: helpers',
    );
    await git(team.folder, 'update-index', '--add', '--cacheinfo', `160000,${'12'.repeat(20)},vendor/lib`);
    await git(team.folder, 'commit', '--quiet', '-m', 'chore: a submodule');
    await git(team.folder, 'tag', 'v1.4.0');
    await team.generate({ 'src/new.ts': `${HEADER}export {};\n` }, 'feat(api): not taken yet', {
      ahead: true,
    });
    await team.publish(there.folder);
    // A build that knows the production repository, but nothing about its generated code, leaves all conflicts to
    // people.
    const revision = { 'stainless.yml': { content: configFile(there.url) } };
    const unknown = await kiln.client.builds.create({ project: slug, branch: 'main', revision });
    expect(commitOf(await completed(unknown.id)).conclusion).toBe('upstream_merge_conflict');

    const planned = await plan(slug, { repository: there.url });
    expect(planned.plan).toMatchObject({
      team: { branch: 'main', default_branch: 'main', sha: await team.sha('main'), tags: 1 },
      base: { commit: base, evidence: 'generated_branch', confidence: 'certain' },
      conflicts: [],
      version: { released: '1.4.0', follows: '1.5.0' },
    });
    const { files } = planned.plan ?? expect.fail('There is no plan.');
    expect(files.edited.files.map((file) => file.path)).toEqual([
      'README.md',
      'src/index.ts',
      'src/legacy.ts',
    ]);
    expect(files.obsolete.paths).toEqual(['src/gone.ts']);
    expect(files.kept).toEqual(
      expect.arrayContaining([{ path: 'src/legacy.ts', because: 'edited_obsolete' }]),
    );
    expect(files.custom.paths).toEqual(
      expect.arrayContaining(['CHANGELOG.md', 'assets/logo.bin', 'src/lib/helpers.ts', 'vendor/lib']),
    );
    const before = await git(there.folder, 'for-each-ref');
    await look(planned, 'planned');

    const carried = await carryOut(slug, planned);
    expect(carried).toMatchObject({ state: 'carried_out', commit: expect.stringMatching(/^[0-9a-f]{40}$/) });
    const sdk = sdkOf(slug);
    const commit = carried.commit ?? '';
    const parents = (await git(sdk, 'show', '-s', '--format=%P', commit)).split(' ');
    expect(parents).toEqual([
      await team.sha('main'),
      await git(sdk, 'rev-parse', 'refs/kiln/generated/main'),
    ]);
    expect(await git(sdk, 'rev-parse', 'refs/heads/main', 'v1.4.0')).toBe(
      `${commit}\n${await team.sha('main')}`,
    );
    const [mine, after] = [await treeOf(team.folder, 'main'), await treeOf(sdk, commit)];
    for (const name of files.custom.paths) expect(after.get(name), name).toBe(mine.get(name));
    expect(after.has('src/gone.ts')).toBe(false);
    expect(after.get('src/legacy.ts')).toBe(mine.get('src/legacy.ts'));
    expect(await show(sdk, commit, 'README.md')).toContain('Our own words.');
    const index = await show(sdk, commit, 'src/index.ts');
    expect(index).toContain("export { help } from './lib/helpers';");
    expect(index).not.toContain('an older generator');

    // Nothing was pushed, and a later build without changes pushes nothing either.
    const again = await completed((await kiln.client.builds.create({ project: slug, revision: 'main' })).id);
    expect(commitOf(again).conclusion).toBe('noop');
    expect(await git(there.folder, 'for-each-ref')).toBe(before);

    const pulls = githubPulls(PASSWORD);
    server.rest = pulls.listener;
    const push = () =>
      command('adopt', planned.id, '--project', slug, '--target', 'typescript', '--push', '--json');
    const pushed = Adoption.parse(JSON.parse(await push()));
    expect(await git(there.folder, 'for-each-ref')).not.toBe(before);
    expect(pulls.opened).toMatchObject([{ head: pushed.pushed_branch, base: 'main' }]);
    expect(pushed.pull_request).toMatch(/\/acme\/adopted\/pull\/1$/);
    await look(pushed, 'carried out');
    // A second request keeps the open pull request; if none may be opened, the result says so.
    expect(Adoption.parse(JSON.parse(await push())).pull_request).toBe(pushed.pull_request);
    server.rest = githubPulls('another').listener;
    expect(Adoption.parse(JSON.parse(await push())).note).toContain(
      '127.0.0.1 answered 401 (Bad credentials)',
    );
    server.rest = null;
    const branch = `refs/heads/${pushed.pushed_branch ?? ''}`;
    expect(await git(there.folder, 'rev-parse', branch, 'main')).toBe(`${commit}\n${await team.sha('main')}`);

    // After the merge there, pushes continue.
    await git(there.folder, 'update-ref', 'refs/heads/main', branch);
    const next = { 'openapi.json': { content: description(['listPets'], '1.0.1') } };
    const later = await kiln.client.builds.create({ project: slug, branch: 'main', revision: next });
    expect(commitOf(await completed(later.id)).conclusion).not.toBe('merge_conflict');
    expect(await git(there.folder, 'rev-parse', 'main')).toBe(await git(sdk, 'rev-parse', 'main'));
  });
}, 300_000);

test('lines that the team edited and Kiln generates differently conflict with both sides shown, and a guessed base must be accepted', async () => {
  const slug = 'conflicting';
  const there = await project(slug);
  await withFolder(async (folder) => {
    const { team, now } = await teamOf(folder, slug);
    await team.edit(
      { 'src/index.ts': `// Our header.\n\n${now.get('src/index.ts') ?? ''}` },
      'feat: our header',
    );
    await team.publish(there.folder);
    const planned = await plan(slug, { repository: there.url, branch: 'trunk' });
    expect(planned.plan?.conflicts).toEqual([
      { path: 'src/index.ts', why: expect.stringContaining('edited lines') },
    ]);

    // Without the branch of generated code, only the files' headers are evidence.
    await git(there.folder, 'branch', '--quiet', '-D', 'generated');
    const guessed = await plan(slug, { repository: there.url });
    expect(guessed.plan?.base).toMatchObject({ evidence: 'header', confidence: 'guess', commit: null });
    const refused = await kiln.request(
      'POST',
      `/v0/projects/${slug}/targets/typescript/adopt/${guessed.id}/carry_out`,
      {},
    );
    expect(refused.status).toBe(409);
    // A commit named by a person.
    const base = await git(team.folder, 'rev-parse', 'generated');
    await git(team.folder, 'push', '--quiet', there.folder, 'generated:refs/heads/kept');
    const named = await plan(slug, { repository: there.url, base: 'kept' });
    expect(named.plan?.base).toMatchObject({ evidence: 'named', commit: base });
    const tracked = await plan(slug, {
      repository: there.url,
      tracking: { base, integrated: await team.sha('trunk'), branch: 'trunk' },
    });
    expect(tracked.plan?.base).toMatchObject({
      evidence: 'tracking_file',
      confidence: 'certain',
      commit: base,
    });

    const carried = await carryOut(slug, planned);
    expect(carried).toMatchObject({ state: 'merge_conflict', conflict: expect.any(Number) });
    const conflict = `/v0/projects/${slug}/conflicts/typescript/${carried.conflict}`;
    const detail = await (await kiln.request('GET', conflict)).json();
    expect(JSON.stringify(detail)).toContain('// Our header.');
    expect(JSON.stringify(detail)).toContain('an older generator');
    expect((await kiln.request('POST', `${conflict}/resolve`, { take: 'ours' })).status).toBe(200);
    const settled = await adopted(planned.id, slug, 'carried_out');
    expect(await show(sdkOf(slug), settled.commit ?? '', 'src/index.ts')).toContain('// Our header.');
    const again = await completed((await kiln.client.builds.create({ project: slug, revision: 'main' })).id);
    expect(commitOf(again).conclusion).toBe('noop');
  });
});

test("a compiler's workspace becomes a project, adopted by its tracking file and built again without change", async () => {
  const there = await project('compiled');
  await withFolder(async (folder) => {
    const { team } = await teamOf(folder, 'compiled', 'main');
    const base = await team.sha('generated');
    const integrated = await team.edit({ 'src/lib/helpers.ts': 'export const help = 1;\n' }, 'feat: helpers');
    await team.publish(there.folder);
    const workspace = path.join(folder, 'workspace');
    const files = {
      'workspace.json': JSON.stringify({ openapi_spec: 'api/spec.json', stainless_config: 'config.yml' }),
      'api/spec.json': description(),
      'config.yml': configFile(there.url),
      'custom-code/typescript/2026-05-01T08-00-00-000Z-custom-code.json': JSON.stringify({
        base: await team.sha('generated~1'),
        integrated: null,
      }),
      'custom-code/typescript/2026-06-01T08-00-00-000Z-custom-code.json': JSON.stringify({
        base,
        integrated,
        branch: 'main',
      }),
    };
    for (const [name, content] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(workspace, name)), { recursive: true });
      await writeFile(path.join(workspace, name), content);
    }
    const printed = await command('import', workspace, '--org', 'acme', '--project', 'imported', '--json');
    const [planned = expect.fail('Nothing was planned.')] = AdoptionsList.shape.data.parse(
      JSON.parse(printed),
    );
    expect(planned).toMatchObject({ project: 'imported', target: 'typescript', state: 'planned' });
    expect(planned.plan).toMatchObject({
      base: { commit: base, evidence: 'tracking_file', confidence: 'certain' },
      files: { custom: { paths: ['src/lib/helpers.ts'] } },
      conflicts: [],
    });
    expect(JSON.parse(await readFile(path.join(workspace, 'kiln.json'), 'utf8'))).toEqual({
      project: 'imported',
      description: 'api/spec.json',
      config: 'config.yml',
    });
    // A second import, as after an interruption, plans nothing twice.
    const resumed = await command('import', workspace, '--org', 'acme', '--project', 'imported', '--json');
    expect(AdoptionsList.shape.data.parse(JSON.parse(resumed)).map(({ id }) => id)).toEqual([planned.id]);
    expect(await command('adoptions', '--project', 'imported')).toMatch(
      new RegExp(`^${planned.id} +typescript +planned +main `, 'm'),
    );
    const place = ['--project', 'imported', '--target', 'typescript', '--json'];
    const carried = Adoption.parse(JSON.parse(await command('adopt', planned.id, ...place, '--carry-out')));
    expect(carried.state).toBe('carried_out');
    const [mine, after] = [await treeOf(team.folder, 'main'), await treeOf(sdkOf('imported'), 'main')];
    expect(after.get('src/lib/helpers.ts')).toBe(mine.get('src/lib/helpers.ts'));
    // The fetched commits are in the branch now, and no other ref points at them.
    expect(await git(sdkOf('imported'), 'for-each-ref', 'refs/kiln/adoptions')).toBe('');
    const again = await completed(
      (await kiln.client.builds.create({ project: 'imported', revision: 'main' })).id,
    );
    expect(commitOf(again).conclusion).toBe('noop');
  });
});

test('rejects shallow and partial clones and missing repositories by name', async () => {
  const slug = 'refused';
  const there = await project(slug);
  await withFolder(async (folder) => {
    const { team } = await teamOf(folder, slug);
    await team.publish(there.folder);
    await git(there.folder, 'config', 'uploadpack.allowFilter', 'true');
    const acme = path.dirname(there.folder);
    const from = `file://${there.folder}`;
    await git(acme, 'clone', '--quiet', '--bare', '--depth', '1', '--branch', 'trunk', from, 'shallow.git');
    await git(acme, 'clone', '--quiet', '--bare', '--filter=blob:none', from, 'partial.git');
    await git(path.join(acme, 'partial.git'), 'config', 'remote.origin.url', path.join(folder, 'gone'));
    await bareRepository(path.join(acme, 'empty.git'));
    await mkdir(path.join(acme, 'nothing.git'));
    const failureOf = async (name: string, more = {}) => {
      const url = `${server.address}/acme/${name}.git`;
      const posted = await kiln.request('POST', `/v0/projects/${slug}/targets/typescript/adopt`, {
        repository: url,
        ...more,
      });
      const { id } = Adoption.parse(await posted.json());
      for (;;) {
        const answer = await kiln.request('GET', `/v0/projects/${slug}/targets/typescript/adopt/${id}`);
        const { state, failure } = Adoption.parse(await answer.json());
        if (state !== 'planning') return failure;
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
    };
    expect(await failureOf('shallow')).toBe('shallow');
    expect(await failureOf('partial')).toBe('partial');
    expect(await failureOf('empty')).toBe('branch_not_found');
    expect(await failureOf('nothing')).toBe('refused');
    expect(await failureOf(slug, { branch: 'other' })).toBe('branch_not_found');
    expect(await failureOf(slug, { base: 'f'.repeat(40) })).toBe('base_not_found');
    kiln.config.allowPrivateUrls = false;
    try {
      expect(await failureOf(slug)).toBe('not_public');
    } finally {
      kiln.config.allowPrivateUrls = true;
    }
  });
});
