import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import Stainless from '@stainless-api/sdk';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { afterAll, beforeAll, expect } from 'vitest';
import { Kiln } from '../chaos/kiln.ts';
import { GitServer } from '../git-server.ts';
import { needs } from '../needs.ts';
import { description } from '../service.ts';

const { test } = await needs('sandbox');

const run = promisify(execFile);
const PASSWORD = 'secret-of-the-git-remote-7f3a';
const REFUSED = 'secret-that-the-remote-refuses-91bc';
const USERINFO = 'secret-in-a-url-5d2e';

/** What the environment that Kiln is started in may hold, and none of its programs needs. */
const PLANTED = {
  AWS_SECRET_ACCESS_KEY: 'secret-of-a-cloud-3e91',
  GITHUB_TOKEN: 'secret-of-a-forge-77ab',
  NPM_TOKEN: 'secret-of-a-registry-0c5d',
  PGPASSWORD: 'secret-of-another-database-a414',
};

const ORG = 'acme';

let kiln: Kiln;
let client: Stainless;
let remote: GitServer;
let database: pg.Client;
let connection: Connection;

beforeAll(async () => {
  remote = await GitServer.start(PASSWORD);
  kiln = await Kiln.create({
    KILN_ORG: ORG,
    KILN_SANDBOX: 'auto',
    KILN_GIT_HOST: remote.address,
    KILN_LOG_LEVEL: 'trace',
    KILN_ALLOW_COMMANDS: ORG,
    KILN_ALLOW_PRIVATE_URLS: 'yes',
    ...PLANTED,
  });
  kiln.start();
  await kiln.ready();
  client = new Stainless({ apiKey: kiln.key, baseURL: kiln.url, maxRetries: 0 });
  database = new pg.Client({ connectionString: kiln.databaseUrl });
  await database.connect();
  connection = await Connection.connect(kiln.temporal);
}, 300_000);

afterAll(async () => {
  await database?.end();
  await connection?.close();
  await kiln?.stop();
  kiln?.remove();
  await remote?.stop();
});

/** Prints the environment of the command, and that of every process which it can see. */
const ENVIRONMENTS = ['sh', '-c', 'env; cat /proc/[0-9]*/environ | tr "\\0" "\\n"; echo READ $?'];

/** Builds a project, with all environments printed wherever commands of a config file may run. */
async function build(slug: string, cli: object): Promise<string> {
  const targets = {
    cli: {
      postgen: [ENVIRONMENTS],
      checks: { prepare: false, lint: [ENVIRONMENTS], build: false, test: false },
      ...cli,
    },
  };
  await client.projects.create({
    org: ORG,
    slug,
    display_name: slug,
    targets: ['cli'],
    revision: {
      'openapi.json': { content: description() },
      'stainless.yml': { content: JSON.stringify({ organization: { name: 'Pets' }, targets }) },
    },
  });
  const [first] = (await client.builds.list({ project: slug })).data;
  if (first === undefined) throw new Error(`Project ${slug} has no build.`);
  await expect
    .poll(async () => (await client.builds.retrieve(first.id)).targets.cli?.status, { timeout: 120_000 })
    .toBe('completed');
  return first.id;
}

/** Where one of the secrets is, as it is or as Base64 or in the header of a request. */
function found(secrets: Readonly<Record<string, string>>, where: string, text: string): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) => {
    const forms = [secret, encodeURIComponent(secret), ...[secret, `ada:${secret}`].map(base64)];
    return forms.some((form) => text.includes(form)) ? [`${name}: ${where}`] : [];
  });
}

const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '');

async function tables(): Promise<[string, string][]> {
  const { rows } = await database.query<{ name: string }>(
    `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  const all: [string, string][] = [];
  for (const { name } of rows) {
    const inside = await database.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
    all.push([`table ${name}`, inside.rows.map(({ row }) => row).join('\n')]);
  }
  return all;
}

/** All text in a value, bytes among it (the payloads of a history) as the text that they are. */
function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([key, each]) => `${key} ${textOf(each)}`)
    .join('\n');
}

async function histories(): Promise<[string, string][]> {
  const temporal = new Client({ connection });
  const all: [string, string][] = [];
  for await (const { workflowId, runId } of temporal.workflow.list()) {
    const history = await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    all.push([`history ${workflowId}`, textOf(history)]);
  }
  return all;
}

async function files(folder: string): Promise<[string, string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map(async (file): Promise<[string, string]> => [file, await readFile(file, 'latin1')]),
  );
}

/** Every object of every bare repository, reachable or not. */
async function objects(): Promise<[string, string][]> {
  const root = path.join(kiln.dataDir, 'repositories');
  const heads = (await readdir(root, { recursive: true })).filter((name) => path.basename(name) === 'HEAD');
  return Promise.all(
    heads.map(async (head): Promise<[string, string]> => {
      const gitDir = path.join(root, path.dirname(head));
      const argv = ['--git-dir', gitDir, 'cat-file', '--batch', '--batch-all-objects'];
      const { stdout } = await run('git', argv, { encoding: 'latin1', maxBuffer: 2 ** 28 });
      return [`objects of ${gitDir}`, stdout];
    }),
  );
}

test('no secret appears in logs, the record, histories, repositories or responses', async () => {
  const credentials = `/v0/orgs/${ORG}/git_credentials`;
  const answers: [string, string][] = [];
  const ask = async (method: string, route: string, body?: unknown) => {
    const answer = await kiln.ask(method, route, body);
    const text = await answer.text();
    answers.push([`${method} ${route}`, text]);
    return { status: answer.status, text };
  };
  for (const [owner, secret] of [
    ['good', PASSWORD],
    ['bad', REFUSED],
  ] as const) {
    const body = { url: `${remote.address}/${owner}`, username: 'ada', secret };
    expect((await ask('PUT', credentials, body)).status).toBe(200);
  }
  const { url, folder } = await remote.create('good/sdk');
  const refused = await remote.create('bad/sdk');

  const succeeded = await build('well', { production_repo: url });
  expect((await run('git', ['--git-dir', folder, 'log', '-1', 'main'])).stdout).toContain('commit');
  const failed = await build('failing', { production_repo: url, postgen: [['sh', '-c', 'env; exit 3']] });
  const denied = await build('denied', { production_repo: refused.url });
  const withUser = (address: string) => address.replace('://', `://ada:${USERINFO}@`);
  for (const [files, field] of [
    [{ 'openapi.json': { url: withUser(url) } }, 'user name or password'],
    [
      {
        'stainless.yml': {
          content: JSON.stringify({ targets: { cli: { production_repo: withUser(url) } } }),
        },
      },
      'production_repo',
    ],
  ] as const) {
    const refusal = await ask('POST', '/v0/builds', { project: 'well', branch: 'main', revision: files });
    expect(refusal).toMatchObject({ status: 400, text: expect.stringContaining(field) });
  }

  const { conclusion: good } = commitOf(await client.builds.retrieve(succeeded));
  expect(good).toMatch(/^(success|note|warning)$/);
  expect(commitOf(await client.builds.retrieve(failed)).conclusion).toBe('fatal');
  const links: Record<string, string> = {};
  for (const method of ['url', 'git'] as const) {
    const query = `build_id=${succeeded}&target=cli&type=source&output=${method}`;
    const answer = await kiln.ask('GET', `/v0/build_target_outputs?${query}`);
    const output = (await answer.json()) as { url: string; token?: string };
    const token = output.token ?? new URL(output.url).searchParams.get('signature');
    if (token === null) throw new Error('The link has no token.');
    links[`token of the link (${method})`] = token;
    if (method === 'url') expect((await fetch(output.url)).status).toBe(200);
    else await run('git', ['ls-remote', output.url]);
  }
  for (const id of [succeeded, failed, denied]) {
    await ask('GET', `/v0/builds/${id}`);
    await ask('GET', `/v0/builds/${id}/events`);
    await ask('GET', `/v0/builds/${id}/diagnostics`);
  }
  for (const route of [credentials, '/v0/projects', '/v0/projects/well', '/v0/user', `/v0/orgs/${ORG}`]) {
    await ask('GET', route);
  }

  const kept = {
    'the API key': kiln.key,
    "the database's password": decodeURIComponent(new URL(kiln.databaseUrl).password),
    "the Temporal server's key": kiln.temporalKey,
    'the git credential': PASSWORD,
    'the refused git credential': REFUSED,
    'the user of a URL': USERINFO,
  };
  const log = await readFile(kiln.log, 'utf8');
  const stored: [string, string][] = [
    ['the log of all processes', log],
    ...(await tables()),
    ...(await histories()),
    ...(await objects()),
    ...(await files(path.join(kiln.dataDir, 'repositories'))),
    ...(await files(path.join(kiln.dataDir, 'check-logs'))),
    ...(await files(path.join(kiln.dataDir, 'server-logs'))),
    ...(await files(path.join(kiln.dataDir, 'work'))),
  ];
  // What is looked through is what it is to be.
  for (const id of [succeeded, failed, denied]) {
    expect(stored.some(([where, text]) => where.startsWith('history') && text.includes(id))).toBe(true);
    expect(stored.some(([where, text]) => where.includes('BuildStep') && text.includes(id))).toBe(true);
  }
  // The API's log, and the worker's.
  expect(log).toContain('Server listening');
  expect(log).toContain('Activity failed');
  expect(
    stored.filter(([where, text]) => where.includes('check-logs') && text.includes('PATH=')),
  ).not.toEqual([]);
  expect(stored.some(([where, text]) => where.includes('check-logs') && /^READ \d/m.test(text))).toBe(true);
  expect(
    stored.some(([where, text]) => where.startsWith('objects') && text.includes('production_repo')),
  ).toBe(true);

  // Answers hold links, which is what they are for.
  expect([
    ...stored.flatMap(([where, text]) => found({ ...kept, ...links }, where, text)),
    ...answers.flatMap(([where, text]) => found(kept, where, text)),
  ]).toEqual([]);
  // The credentials are there all the same: sealed, with a key that is not in the database.
  const sealed = await database.query<{ secret: string }>('SELECT "secret" FROM "GitCredential"');
  expect(sealed.rows).toHaveLength(2);
}, 300_000);

test('no program that Kiln starts has a secret in its environment or its arguments, during a build', async () => {
  const secrets = {
    'the API key': kiln.key,
    "the database's password": decodeURIComponent(new URL(kiln.databaseUrl).password),
    "the Temporal server's key": kiln.temporalKey,
    'the git credential': PASSWORD,
    ...PLANTED,
  };
  const holders = new Set<string>();
  const roles = new Set<string>();
  const look = async () => {
    for (const { pid, role, args } of await kiln.processes()) {
      roles.add(role);
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      for (const where of found(secrets, role, `${environment}\n${args}`)) holders.add(where);
    }
  };
  let isBuilt = false;
  const built = build('environments', {}).finally(() => {
    isBuilt = true;
  });
  while (!isBuilt) {
    await look();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await built;
  await look();
  expect([...roles]).toEqual(expect.arrayContaining(['api', 'worker', 'temporal', 'postgres']));
  // Kiln itself was started with its key and the rest: a secret that is there is found.
  const up = ['the API key', ...Object.keys(PLANTED)].map((name) => `${name}: up`);
  expect([...holders].sort()).toEqual(up.sort());
}, 300_000);

function commitOf(build: Awaited<ReturnType<typeof client.builds.retrieve>>) {
  const commit = build.targets.cli?.commit;
  if (commit?.status !== 'completed') throw new Error('The commit has not ended.');
  return commit;
}
