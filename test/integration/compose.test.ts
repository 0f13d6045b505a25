import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import Stainless from '@stainless-api/sdk';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { readConfig } from '../../src/runtime/config.ts';
import { PACKAGE_ROOT } from '../../src/runtime/package-root.ts';
import { freePort } from '../../src/runtime/servers/ports.ts';
import { endProcess } from '../../src/runtime/servers/supervisor.ts';
import { ensureTemporalServer } from '../../src/runtime/toolchains/test-programs.ts';
import { readCompose, type Service } from '../compose.ts';
import { needs } from '../needs.ts';
import { type PlainPostgres, startPlainPostgres } from '../plain-postgres.ts';
import { client, completed, configFile, description, firstBuild } from '../service.ts';

const withServers = await needs('go', 'postgresql');

const run = promisify(execFile);
/** Contents of `config/docker.yaml` in the UI's image, as far as our variables are concerned. */
const UI_SETTINGS = `# enable-template
temporalGrpcAddress: {{ env "TEMPORAL_ADDRESS" }}
host: 127.0.0.1
port: {{ env "TEMPORAL_UI_PORT" }}
enableUi: true
defaultNamespace: {{ env "TEMPORAL_DEFAULT_NAMESPACE" }}
cors:
  allowOrigins: []
`;
const KEY = 'kiln-production-key';

/** docker-compose.yml on plain processes: its commands and variables, with paths and ports of this machine. */
let services: Record<string, Service>;
let folder: string;
let programs: string;
let postgres: PlainPostgres;
let ports: { postgres: number; temporal: number; api: number; ui: number };
const running = new Map<string, ChildProcess>();
const words: string[] = [];

beforeAll(async () => {
  services = await readCompose({ POSTGRES_PASSWORD: 'a "quoted" pass$word'.replaceAll(/[^a-z]/g, '-') });
  folder = await mkdtemp(path.join(tmpdir(), 'kiln-compose-'));
  await chmod(folder, 0o755);
  if (!withServers.isHere) return;
  programs = await ensureTemporalServer(readConfig(), (line) => process.stderr.write(`${line}\n`));
  ports = {
    postgres: await freePort(),
    temporal: await lowPort(),
    api: await freePort(),
    ui: await freePort(),
  };
  await mkdir(path.join(folder, 'config'));
  await writeFile(path.join(folder, 'config', 'docker.yaml'), UI_SETTINGS);
  await run('./kiln', ['--version'], { cwd: PACKAGE_ROOT });
}, 900_000);

afterAll(async () => {
  for (const child of [...running.values()].reverse()) await endProcess(child, 'SIGTERM', 20_000);
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
}, 120_000);

/** A port that is most likely free, low enough for Temporal to derive its membership ports from it. */
async function lowPort(): Promise<number> {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 18_000);
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

/** Names of containers, their ports and folders, translated to this machine. */
function here(text: string): string {
  return text
    .replaceAll('@postgres:5432', `@127.0.0.1:${ports.postgres}`)
    .replaceAll('temporal:7233', `127.0.0.1:${ports.temporal}`)
    .replaceAll('/etc/kiln-temporal', path.join(PACKAGE_ROOT, 'deploy', 'temporal'))
    .replace(/^\/temporal-schema\.sh$/, path.join(PACKAGE_ROOT, 'deploy', 'temporal-schema.sh'))
    .replace(/^\/data$/, path.join(folder, 'data'))
    .replace(/^\/cache$/, readConfig().cacheDir);
}

/** Settings that this machine needs in addition: free ports, and access for the tests. */
const MACHINE: Record<string, () => Record<string, string>> = {
  'temporal-schema': () => ({ SQL_HOST: '127.0.0.1', SQL_PORT: String(ports.postgres) }),
  temporal: () => ({
    SQL_HOST: '127.0.0.1',
    SQL_PORT: String(ports.postgres),
    TEMPORAL_BIND: '127.0.0.1',
    TEMPORAL_PORT: String(ports.temporal),
    TEMPORAL_FRONTEND: `127.0.0.1:${ports.temporal}`,
  }),
  'temporal-ui': () => ({ TEMPORAL_UI_PORT: String(ports.ui) }),
  api: () => ({
    KILN_HOST: '127.0.0.1',
    KILN_PORT: String(ports.api),
    KILN_PUBLIC_URL: `http://127.0.0.1:${ports.api}`,
    KILN_API_KEY: KEY,
    KILN_ORG: inject('org'),
  }),
};

/** The program of a service's image: Kiln's own is the launcher. */
function argv(name: string): string[] {
  const { image, entrypoint, command = [] } = services[name] ?? { image: '' };
  const program =
    entrypoint ??
    (image.startsWith('kiln') ? ['./kiln'] : ['temporal-ui-server', '--env', 'docker', 'start']);
  return [...program, ...command].map(here);
}

function start(name: string): ChildProcess {
  const [program = '', ...args] = argv(name);
  const environment = Object.entries(services[name]?.environment ?? {});
  const isUi = name === 'temporal-ui';
  const child = spawn(program, args, {
    // The UI's image starts in the folder of its settings.
    cwd: isUi ? folder : PACKAGE_ROOT,
    env: {
      PATH: `${programs}${path.delimiter}${process.env.PATH}`,
      HOME: folder,
      ...Object.fromEntries(environment.map(([key, value]) => [key, here(value)])),
      ...MACHINE[name]?.(),
      ...(/^(worker|checks)$/.test(name)
        ? { KILN_PUBLIC_URL: `http://127.0.0.1:${ports.api}`, KILN_CHECKS: 'asked' }
        : {}),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => words.push(`${name}: ${text.toString('utf8')}`));
  }
  running.set(name, child);
  return child;
}

/** Runs a service that exits by itself. */
async function once(name: string): Promise<void> {
  const child = start(name);
  const code = await new Promise((resolve) => child.once('exit', resolve));
  running.delete(name);
  expect(code, words.join('')).toBe(0);
}

/** Starts a service and waits until it answers; throws if it exits. */
async function up(name: string, answers: () => Promise<unknown>): Promise<void> {
  const child = start(name);
  for (;;) {
    try {
      await answers();
      return;
    } catch {
      if (child.exitCode !== null) throw new Error(`${name} ended: ${words.join('')}`);
      await wait(200);
    }
  }
}

const said = (text: string) => async () => {
  if (!words.join('').includes(text)) throw new Error('not yet');
};

const answers = (url: string) => async () => {
  if (!(await fetch(url)).ok) throw new Error('not yet');
};

withServers.test(
  'the services of docker-compose.yml run builds with separate PostgreSQL and Temporal servers',
  async () => {
    postgres = await startPlainPostgres(
      path.join(folder, 'postgres'),
      ports.postgres,
      services.postgres?.environment ?? {},
    );
    expect(postgres.version).not.toMatch(/^18\.4/);
    // Twice, as at each `up`.
    for (const name of ['temporal-schema', 'migrate', 'temporal-schema', 'migrate']) await once(name);
    const address = `127.0.0.1:${ports.temporal}`;
    await up('temporal', async () => (await Connection.connect({ address, connectTimeout: 500 })).close());
    await Promise.all([
      up('api', answers(`http://127.0.0.1:${ports.api}/healthz`)),
      up('worker', said('The worker is running: builds.')),
      up('checks', said('The worker is running: checks.')),
      up('temporal-ui', answers(`http://127.0.0.1:${ports.ui}/`)),
    ]);
    // Every service but PostgreSQL was run by its own command.
    const ran = ['temporal-schema', 'migrate', ...running.keys()];
    expect(Object.keys(services).sort()).toEqual([...ran, 'postgres'].sort());

    const production = new Stainless({
      apiKey: KEY,
      baseURL: `http://127.0.0.1:${ports.api}`,
      maxRetries: 0,
    });
    const project = {
      org: inject('org'),
      slug: 'production-pets',
      display_name: 'Pets',
      targets: ['typescript' as const],
      revision: {
        'openapi.json': { content: description() },
        'stainless.yml': { content: configFile(['typescript']) },
      },
    };
    await production.projects.create(project);
    const [made] = (await production.builds.list({ project: project.slug })).data;
    let build = made;
    while (build !== undefined && build.targets.typescript?.status !== 'completed') {
      await wait(200);
      build = await production.builds.retrieve(build.id);
    }
    // The same, built by the shared service on the embedded servers.
    await client().projects.create(project);
    const { targets } = await completed((await firstBuild(project.slug)).id);
    const tree = (commit: Stainless.BuildTarget['commit'] | undefined) =>
      commit?.status === 'completed' ? commit.commit?.tree_oid : null;
    expect(tree(build?.targets.typescript?.commit)).toEqual(expect.stringMatching(/^[0-9a-f]{40}$/));
    expect(tree(build?.targets.typescript?.commit)).toBe(tree(targets.typescript?.commit));

    // The namespace and the search attributes were made there, and the worker's version became current by itself.
    const namespace = services.api?.environment.TEMPORAL_NAMESPACE ?? '';
    const connection = await Connection.connect({ address });
    try {
      const temporal = new Client({ connection, namespace });
      const query = `KilnProject = "${inject('org')}/production-pets" AND KilnTarget = "typescript" AND KilnConclusion = "success" AND TemporalWorkflowVersioningBehavior = "Pinned"`;
      await expect
        .poll(async () => (await temporal.workflow.count(query)).count, { timeout: 30_000 })
        .toBe(1);
      const { config } = await connection.workflowService.describeNamespace({ namespace });
      expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 24 * 60 * 60);
    } finally {
      await connection.close();
    }
  },
  600_000,
);

test('docker-compose.yml sets only variables that Kiln reads, and mounts files that exist', async () => {
  const { Environment } = await import('../../src/runtime/config.ts');
  for (const [name, { image, environment, volumes }] of Object.entries(services)) {
    if (image.startsWith('kiln')) {
      for (const variable of Object.keys(environment)) {
        const known = variable in Environment.shape || variable === 'TEMPORAL_NAMESPACE';
        expect(known, `${name}: ${variable}`).toBe(true);
      }
    }
    for (const volume of volumes.filter((it) => it.startsWith('./'))) {
      const [source = ''] = volume.split(':');
      await expect(run('test', ['-e', path.join(PACKAGE_ROOT, source)])).resolves.toBeDefined();
    }
  }
  // Both images that it builds are stages of the Dockerfile.
  const stages = [
    ...(await readFile(path.join(PACKAGE_ROOT, 'Dockerfile'), 'utf8')).matchAll(/ AS (\w+)$/gm),
  ];
  expect(stages.map(([, stage]) => stage)).toEqual(['kiln', 'checks']);
});
