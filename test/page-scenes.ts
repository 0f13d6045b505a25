import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { PACKAGE_ROOT } from '../src/runtime/package-root.ts';
import { call, conflicting, ended, type Service, scheduled } from './scenes.ts';
import { webhookScene } from './webhook-scene.ts';

const Id = z.object({ id: z.string() });
const Rows = z.object({ data: z.array(Id) });

/** Data for tests of the page's views. */
export interface PageScenes {
  /** A project with a successful build, and a later one in which a check of typescript failed. */
  readonly project: string;
  readonly well: string;
  readonly failed: string;
  /** A project with an open conflict of typescript, number 1. */
  readonly conflicting: string;
  /** A project with a schedule that has run. */
  readonly scheduled: string;
  /** A webhook of the first project, and a delivery with two attempts. */
  readonly webhook: string;
  readonly delivery: string;
}

/** Lines that the failing check prints before it fails. */
export const LOG_LINES = 100_000;

const print = (text: string) => ['bash', '-c', `printf '${text}\\n'`];
const fails = [
  'bash',
  '-c',
  `seq ${LOG_LINES} | sed $'s|^|\\033[32m✓\\033[0m test/resources/books.test.ts: case |'; printf '\\033[31m✗ Error: expected 200, got 404\\033[0m\\n  at test/resources/authors.test.ts:41\\n'; exit 1`,
];

/** The config file of the example's project. `test`: the command of typescript's test check. */
function config(test: readonly string[]): string {
  const checks = (command: readonly string[]) => ({
    lint: [print('\\033[36mlint\\033[0m 42 files, nothing to say')],
    build: [['bash', '-c', 'sleep 1; echo built']],
    test: [command],
  });
  return JSON.stringify(
    {
      organization: { name: 'bookstore', favourite_colour: 'brick' },
      targets: {
        typescript: { package_name: '@bookstore/sdk', checks: checks(test) },
        python: { package_name: 'bookstore', checks: checks(print('12 passed')) },
        openapi: {},
      },
    },
    null,
    2,
  );
}

/** Creates projects, builds and a conflict in a Kiln whose organisation may run commands. */
export async function pageScenes(service: Service, name: string): Promise<PageScenes> {
  const project = `${name}-bookstore`;
  const text = await readFile(path.join(PACKAGE_ROOT, 'examples', 'bookstore', 'openapi.yml'), 'utf8');
  const revision = (openapi: string, test: readonly string[]) => ({
    'openapi.yml': { content: openapi },
    'stainless.yml': { content: config(test) },
  });
  await call(service, 'POST', '/v0/projects', {
    org: service.org,
    slug: project,
    display_name: 'Bookstore',
    targets: ['typescript', 'python', 'openapi'],
    revision: revision(text, print('12 passed')),
  });
  const [first] = Rows.parse(await call(service, 'GET', `/v0/builds?project=${project}`)).data;
  const well = await ended(service, first?.id ?? '');
  const changed = text.replace(/^ {2}version: .*$/m, '  version: 2.0.0').replaceAll('isbn', 'isbn13');
  const made = await call(service, 'POST', '/v0/builds', {
    project,
    branch: 'main',
    commit_message: 'feat!: books have an ISBN of 13 digits',
    revision: revision(changed, fails),
  });
  const failed = await ended(service, Id.parse(made).id);
  await conflicting(service, `${name}-museum`);
  await scheduled(service, `${name}-weather`);
  const hook = await webhookScene(service.db, project);
  return { project, well, failed, conflicting: `${name}-museum`, scheduled: `${name}-weather`, ...hook };
}

/** A view of the page, and words that must be on it. */
export interface View {
  readonly name: string;
  readonly path: string;
  readonly words: readonly string[];
}

export function views(scenes: PageScenes): View[] {
  const { project, failed, conflicting, scheduled, webhook, delivery } = scenes;
  return [
    { name: 'projects', path: '/', words: ['Bookstore', 'conflict', 'typescript', 'next run', 'in '] },
    {
      name: 'builds',
      path: `/projects/${project}`,
      words: ['books have an ISBN', 'main', 'with the project'],
    },
    {
      name: 'build',
      path: `/builds/${failed}?target=typescript`,
      words: ['new failure', 'Retry typescript', 'Files changed', 'codegen', 'Install', 'python'],
    },
    {
      name: 'log',
      path: `/builds/${failed}/typescript/test`,
      words: ['expected 200, got 404', 'First error'],
    },
    { name: 'diff', path: `/builds/${failed}/typescript/diff`, words: ['isbn13', 'files'] },
    {
      name: 'diagnostics',
      path: `/builds/${failed}/diagnostics`,
      words: ['favourite_colour', 'stainless.yml:'],
    },
    {
      name: 'provenance',
      path: `/builds/${failed}/provenance`,
      words: ['Config commit', 'openapi.yml', ', revision ', 'Made by', 'key '],
    },
    { name: 'changes', path: `/builds/${failed}/changes`, words: ['Breaking', 'isbn13', 'typescript'] },
    {
      name: 'sdk',
      path: `/projects/${project}/sdks/typescript`,
      words: ['README.md', 'Bookstore', 'commit'],
    },
    {
      name: 'conflicts',
      path: `/projects/${conflicting}/conflicts`,
      words: ['Conflict 1 of typescript', 'open'],
    },
    {
      name: 'conflict',
      path: `/projects/${conflicting}/conflicts/typescript/1`,
      words: ['Our own title', 'Keep custom code', 'git checkout kiln/conflict-1'],
    },
    {
      name: 'schedules',
      path: `/projects/${scheduled}/schedules`,
      words: ['nightly', '30 4 * * *', 'Run now'],
    },
    {
      name: 'webhooks',
      path: `/projects/${project}/webhooks`,
      words: ['hooks.example.com', 'release bot', 'Create webhook'],
    },
    {
      name: 'deliveries',
      path: `/projects/${project}/webhooks/${webhook}?delivery=${delivery}`,
      words: ['Send again', 'upstream is away', 'webhook-signature', 'Rotate secret'],
    },
    { name: 'new', path: '/new', words: ['The description', 'Suggest a config file'] },
    {
      name: 'settings',
      path: '/settings',
      words: ['API keys', 'Quota', 'Members', 'Trusted repositories', 'Git credentials'],
    },
  ];
}
