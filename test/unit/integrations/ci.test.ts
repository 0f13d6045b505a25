import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  readonly authorization: string | undefined;
}

const BASE = 'openapi: 3.1.0\ninfo: { title: Before }\n';
const HEAD = 'openapi: 3.1.0\ninfo: { title: After }\n';
const check = (conclusion: string) => ({
  status: 'completed',
  conclusion,
  url: conclusion === 'success' ? null : 'http://logs/1',
});
const target = (conclusion: string, lint = 'success') => ({
  status: 'completed',
  commit: { status: 'completed', conclusion, commit: { stats: { additions: 5, deletions: 2 } } },
  lint: check(lint),
  build: check('success'),
  test: check('skipped'),
  install_url: conclusion === 'success' ? 'http://kiln/package.tgz' : null,
});

let folder: string;
let server: http.Server;
let address: string;
let asked: Asked[];
/** Responses of the stand-in, by method and path; it stores comments like GitHub and GitLab. */
let answers: Map<string, { status: number; body: unknown }>;
let comments: { id: number; body: string }[];

beforeEach(async () => {
  asked = [];
  comments = [{ id: 1, body: 'Looks good.' }];
  answers = new Map();
  server = http.createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const body: unknown = text === '' ? null : JSON.parse(text);
    const { method = '', url = '' } = request;
    asked.push({ method, url, body, authorization: request.headers.authorization });
    const answer = answerOf(method, url, body);
    response
      .writeHead(answer.status, { 'content-type': 'application/json' })
      .end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = mkdtempSync(path.join(tmpdir(), 'kiln-ci-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();
  git('init', '-q');
  writeFileSync(path.join(folder, 'openapi.yml'), BASE);
  writeFileSync(path.join(folder, 'stainless.yml'), 'targets: {}\n');
  git('add', '.');
  git('commit', '-qm', 'before');
  const baseSha = git('rev-parse', 'HEAD');
  writeFileSync(path.join(folder, 'openapi.yml'), HEAD);
  git('commit', '-qam', 'feat: after');
  mkdirSync(path.join(folder, '.ci'));
  writeFileSync(
    path.join(folder, '.ci', 'event.json'),
    JSON.stringify({ pull_request: { number: 7, base: { sha: baseSha } } }),
  );
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

function answerOf(method: string, url: string, body: unknown): { status: number; body: unknown } {
  const known = answers.get(`${method} ${url}`);
  if (known !== undefined) return known;
  const text = typeof body === 'object' && body !== null && 'body' in body ? String(body.body) : '';
  if (method === 'GET' && /\/(comments|notes)\?/.test(url)) return { status: 200, body: comments };
  if (method === 'POST' && /\/(comments|notes)$/.test(url)) {
    comments.push({ id: comments.length + 1, body: text });
    return { status: 201, body: {} };
  }
  const id = /\/(?:comments|notes)\/(\d+)$/.exec(url)?.[1];
  if ((method === 'PATCH' || method === 'PUT') && id !== undefined) {
    comments = comments.map((one) => (one.id === Number(id) ? { ...one, body: text } : one));
    return { status: 200, body: {} };
  }
  return { status: 404, body: { message: `There is no ${method} ${url}.` } };
}

/** Builds as returned by Kiln. */
function kilnHas(
  base: object,
  head: object,
  diagnostics: readonly object[] = [],
  message: string | null = null,
): void {
  const ok = (body: unknown) => ({ status: 200, body });
  const build = (id: string, targets: object) => ({ id, targets });
  answers.set('POST /v0/builds/compare', ok({ base: build('bbbbbb', base), head: build('hhhhhh', head) }));
  answers.set('POST /v0/builds', ok(build('hhhhhh', head)));
  answers.set('GET /v0/builds/bbbbbb', ok(build('bbbbbb', base)));
  answers.set('GET /v0/builds/hhhhhh', ok(build('hhhhhh', head)));
  answers.set('GET /v0/page/builds/hhhhhh/changes?base=bbbbbb', ok({ message }));
  answers.set(
    'GET /v0/builds/hhhhhh/summary',
    ok({
      targets: {
        typescript: { install_command: 'npm install git+http://kiln/sdk.git#1234' },
        go: { install_command: 'go get example.com/sdk@1234' },
        python: { install_command: null },
      },
    }),
  );
  answers.set('GET /v0/builds/bbbbbb/diagnostics?limit=100', ok({ data: [] }));
  answers.set('GET /v0/builds/hhhhhh/diagnostics?limit=100', ok({ data: diagnostics }));
}

function run(
  mode: 'preview' | 'close' | 'build',
  host: 'github' | 'gitlab',
  credential: Readonly<Record<string, string>> = { KILN_API_KEY: 'key' },
) {
  const own =
    host === 'github'
      ? {
          GITHUB_ACTIONS: 'true',
          GITHUB_API_URL: address,
          GITHUB_REPOSITORY: 'acme/api',
          GITHUB_EVENT_PATH: path.join(folder, '.ci', 'event.json'),
          GITHUB_TOKEN: 'token',
        }
      : {
          GITLAB_CI: 'true',
          CI_API_V4_URL: address,
          CI_PROJECT_ID: '12',
          CI_MERGE_REQUEST_IID: '7',
          CI_MERGE_REQUEST_DIFF_BASE_SHA: execFileSync('git', ['rev-parse', 'HEAD~1'], {
            cwd: folder,
            encoding: 'utf8',
          }).trim(),
          KILN_GITLAB_TOKEN: 'token',
        };
  return execa('node', [path.resolve('integrations/ci/main.mjs'), mode], {
    cwd: folder,
    extendEnv: false,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      KILN_URL: address,
      ...credential,
      KILN_PROJECT: 'shop',
      KILN_POLL_MS: '10',
      ...own,
    },
    reject: false,
  });
}

test.for(['github', 'gitlab'] as const)(
  '%s: a preview compares base with head and keeps one comment current',
  async (host) => {
    const base = { go: target('success'), typescript: target('success') };
    kilnHas(base, { ...base, python: target('merge_conflict') }, [
      { code: 'Name/Clash', level: 'warning', ignored: false, message: 'Ask @all about <b>it</b>.' },
      { code: 'Quiet', level: 'note', ignored: true, message: 'Ignored.' },
    ]);
    const first = await run('preview', host);
    // A merge conflict is reported and fails no job.
    expect(first.exitCode, first.stdout).toBe(0);
    expect(first.stdout).toMatch(/(::warning::|WARNING: )python: custom code conflicts/);
    expect(asked.find(({ url }) => url === '/v0/builds/compare')?.body).toEqual({
      project: 'shop',
      base: {
        branch: 'preview/7-base',
        revision: { 'openapi.yml': { content: BASE }, 'stainless.yml': { content: 'targets: {}\n' } },
      },
      head: {
        branch: 'preview/7',
        revision: { 'openapi.yml': { content: HEAD }, 'stainless.yml': { content: 'targets: {}\n' } },
      },
    });
    expect(comments).toHaveLength(2);
    expect(comments[1]?.body).toContain('| go | ✅ success | +5 −2 | ✅ | ✅ | – |');
    expect(comments[1]?.body).toContain('| python | ⚠️ merge conflict |');
    expect(comments[1]?.body).toContain(
      "```sh\n# go\ngo get example.com/sdk@1234\n# typescript\nnpm install 'http://kiln/package.tgz'\n```",
    );
    expect(comments[1]?.body).toContain('**New diagnostics: 1**');
    expect(comments[1]?.body).not.toMatch(/@all|<b>/);

    kilnHas({ go: target('success') }, { go: target('success', 'failure') });
    const second = await run('preview', host);
    expect(second.exitCode).toBe(1);
    expect(comments).toHaveLength(2);
    expect(comments[0]?.body).toBe('Looks good.');
    expect(comments[1]?.body).toContain('[❌ failure](http://logs/1)');
    expect(comments[1]?.body).not.toContain('New diagnostics');
  },
);

test('reports breaking changes without failing the job', async () => {
  const go = { go: target('success') };
  kilnHas(go, go, [], 'feat(api)!: remove GET /pets\n\nBREAKING CHANGE: GET /pets was removed\n');
  expect((await run('preview', 'github')).exitCode).toBe(0);
  expect(comments[1]?.body).toContain(
    `**[Breaking changes](${address}/builds/hhhhhh/changes?base=bbbbbb): 1**`,
  );
  expect(comments[1]?.body).toContain('- GET /pets was removed');
  const many = Array.from({ length: 22 }, (_, n) => `- Pet<${n}> @all was removed`).join('\n');
  kilnHas(go, go, [], `feat!: x\n\nBREAKING CHANGE: code that uses these has to change:\n${many}`);
  await run('preview', 'gitlab');
  expect(comments[1]?.body).toContain('): 22**');
  expect(comments[1]?.body).toContain('… and 2 more');
  expect(comments[1]?.body).not.toMatch(/Pet<|@all/);
  // Builds without a description to compare.
  kilnHas(go, go);
  answers.set('GET /v0/page/builds/hhhhhh/changes?base=bbbbbb', {
    status: 404,
    body: { message: 'base: …' },
  });
  await run('preview', 'github');
  expect(comments[1]?.body).not.toContain('Breaking');
});

test('reads every page of diagnostics', async () => {
  kilnHas({}, { go: target('success') });
  const one = (code: string) => ({ code, level: 'note', ignored: false, message: code });
  answers.set('GET /v0/builds/hhhhhh/diagnostics?limit=100', {
    status: 200,
    body: { data: [one('First')], next_cursor: 'a b' },
  });
  answers.set('GET /v0/builds/hhhhhh/diagnostics?limit=100&cursor=a%20b', {
    status: 200,
    body: { data: [one('Second')] },
  });
  await run('preview', 'github');
  expect(comments[1]?.body).toContain('New diagnostics: 2');
});

test('without a key, a job sends the ID token of its host', async () => {
  kilnHas({}, { go: target('success') });
  answers.set(`GET /token?v=1&audience=${encodeURIComponent(`${address}/orgs/acme`)}`, {
    status: 200,
    body: { value: 'signed' },
  });
  const github = {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${address}/token?v=1`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of the job',
    KILN_ORG: 'acme',
  };
  const ran = await run('preview', 'github', github);
  expect(ran.exitCode, ran.stdout).toBe(0);
  // Requested once, and sent with each request.
  expect(asked.filter(({ url }) => url.startsWith('/token'))).toMatchObject([
    { authorization: 'Bearer of the job' },
  ]);
  const shown = () =>
    new Set(asked.flatMap(({ url, authorization }) => (/^\/v0/.test(url) ? [authorization] : [])));
  expect(shown()).toEqual(new Set(['Bearer signed']));

  asked = [];
  expect((await run('build', 'gitlab', { KILN_ID_TOKEN: 'of-gitlab' })).exitCode).toBe(0);
  expect(shown()).toEqual(new Set(['Bearer of-gitlab']));

  for (const [host, credential, message] of [
    ['github', {}, /let the job ask for ID tokens \(permissions: id-token: write\) and set "org"/],
    ['github', { ...github, KILN_ORG: '' }, /KILN_ORG is not set/],
    ['github', { ...github, ACTIONS_ID_TOKEN_REQUEST_URL: `${address}/none?v=1` }, /no ID token: 404/],
    ['gitlab', {}, /give the job an ID token as KILN_ID_TOKEN/],
  ] as const) {
    const refused = await run('preview', host, credential);
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toMatch(message);
  }
});

test('deletes the preview branches of a pull request that is closed, whether or not they exist', async () => {
  const branch = (name: string) => `DELETE /v0/projects/shop/branches/${encodeURIComponent(name)}`;
  answers.set(branch('preview/7'), { status: 200, body: {} });
  const event = path.join(folder, '.ci', 'event.json');
  const pull_request = { number: 7, base: { sha: '0'.repeat(40) } };
  writeFileSync(event, JSON.stringify({ action: 'closed', pull_request }));
  for (const [mode, host] of [
    ['preview', 'github'],
    ['close', 'gitlab'],
  ] as const) {
    asked = [];
    const ran = await run(mode, host);
    expect(ran.exitCode, ran.stdout).toBe(0);
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      branch('preview/7'),
      branch('preview/7-base'),
    ]);
  }
  answers.set(branch('preview/7'), { status: 403, body: { message: 'branch: forbidden.' } });
  expect((await run('close', 'github')).exitCode).toBe(1);
});

test('failures that also exist on the base do not fail the job', async () => {
  kilnHas({ go: target('success', 'failure') }, { go: target('success', 'failure') });
  expect((await run('preview', 'github')).exitCode).toBe(0);
  expect(comments[1]?.body).toContain('(failed before)');
});

test('reports a rejected description in the comment', async () => {
  answers.set('POST /v0/builds/compare', { status: 400, body: { message: 'head.revision: is not YAML.' } });
  expect((await run('preview', 'github')).exitCode).toBe(1);
  expect(comments[1]?.body).toContain('Not built: head.revision: is not YAML.');
});

test('builds a merge with its commit message; does nothing without changes', async () => {
  kilnHas({}, { go: target('success') });
  expect((await run('build', 'gitlab')).exitCode).toBe(0);
  expect(asked.find(({ url }) => url === '/v0/builds')?.body).toMatchObject({
    branch: 'main',
    commit_message: 'feat: after',
    revision: { 'openapi.yml': { content: HEAD } },
  });
  answers.set('POST /v0/builds', {
    status: 400,
    body: { message: 'revision: No changes to commit; send …' },
  });
  expect((await run('build', 'github')).exitCode).toBe(0);
  answers.set('POST /v0/builds', { status: 401, body: { message: 'Authorization: wrong.' } });
  expect((await run('build', 'github')).exitCode).toBe(1);
});
