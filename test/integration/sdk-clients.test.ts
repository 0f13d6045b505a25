import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type Stainless from '@stainless-api/sdk';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { BuildSummary } from '../../src/contract/builds.ts';
import { readConfig } from '../../src/runtime/config.ts';
import { childEnvironment } from '../../src/runtime/environments.ts';
import { PACKAGE_ROOT } from '../../src/runtime/package-root.ts';
import { packageCache } from '../../src/runtime/toolchains/package-caches.ts';
import { toolPath } from '../../src/runtime/toolchains/tool-version.ts';
import { maven } from '../../src/targets/openapi-generator/java.ts';
import { testGoSettings } from '../go.ts';
import { type Need, needs } from '../needs.ts';
import { openBookstore, type Received } from '../sdk-clients/bookstore.ts';
import { client, firstBuild } from '../service.ts';

/** A slug of its own: `bookstore` is made by another file too. */
const PROJECT = 'bookstore-clients';
const TARGETS: Stainless.Target[] = ['typescript', 'python', 'go', 'java'];
const { cacheDir } = readConfig();
const packages = packageCache(cacheDir, 'sdk-clients');
const work = mkdtempSync(path.join(tmpdir(), 'kiln-clients-'));
const clones = new Map<string, string>();

beforeAll(async () => {
  const example = (name: string) => readFileSync(path.join(PACKAGE_ROOT, 'examples/bookstore', name), 'utf8');
  await client().projects.create({
    org: inject('org'),
    slug: PROJECT,
    display_name: 'Bookstore',
    targets: TARGETS,
    revision: {
      'openapi.yml': { content: example('openapi.yml') },
      'stainless.yml': { content: example('stainless.yml') },
    },
  });
  const { id } = await firstBuild(PROJECT);
  const summary = BuildSummary.parse(await client().get(`/v0/builds/${id}/summary`));
  for (const [name, target] of Object.entries(summary.targets)) {
    clones.set(name, target?.clone_url ?? '');
  }
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

type Run = (folder: string, argv: readonly string[]) => Promise<string>;

interface Language {
  /** The program of `test/sdk-clients/<name>`. */
  readonly file: string;
  readonly needs: readonly Need[];
  readonly env?: Record<string, string>;
  /** Makes the program with the SDK in `../sdk` and gives the command that runs it. */
  prepare(run: Run, folder: string): Promise<readonly string[]>;
}

const languages: Record<'typescript' | 'python' | 'go' | 'java', Language> = {
  typescript: {
    file: 'program.mts',
    needs: ['npm'],
    env: { npm_config_cache: path.join(packages, 'npm'), npm_config_update_notifier: 'false' },
    async prepare(run, folder) {
      const npm = ['npm', 'install', '--no-audit', '--no-fund', '--prefer-offline'];
      await run('../sdk', [...npm, '--ignore-scripts']);
      writeFileSync(path.join(folder, 'package.json'), '{"private":true}');
      // Runs the SDK's `prepare` script, as an install from Git does.
      await run('.', [...npm, '../sdk', '@types/node@20.19.43']);
      const tsc = [
        '../sdk/node_modules/.bin/tsc',
        '--strict',
        '--target',
        'es2022',
        '--module',
        'nodenext',
        '--types',
        'node',
      ];
      await run('.', [...tsc, '--skipLibCheck', 'program.mts']);
      return ['node', 'program.mjs'];
    },
  },
  python: {
    file: 'program.py',
    needs: ['uv', 'python'],
    env: { UV_CACHE_DIR: path.join(packages, 'uv'), UV_PYTHON_DOWNLOADS: 'never' },
    async prepare(run) {
      await run('.', ['uv', 'venv', '--quiet', '--python', 'python3', '.venv']);
      await run('.', ['uv', 'pip', 'install', '--quiet', '--python', '.venv', '../sdk']);
      return ['.venv/bin/python', 'program.py'];
    },
  },
  go: {
    file: 'program.go',
    needs: ['go'],
    env: { ...testGoSettings(), GOFLAGS: `${testGoSettings().GOFLAGS} -mod=mod` },
    async prepare(run, folder) {
      await run('.', ['go', 'mod', 'init', 'example.com/program']);
      const module = `github.com/acme/${PROJECT}-go`;
      const program = readFileSync(path.join(folder, 'program.go'), 'utf8');
      writeFileSync(
        path.join(folder, 'program.go'),
        program.replaceAll('github.com/acme/bookstore-go', module),
      );
      await run('.', ['go', 'mod', 'edit', '-replace', `${module}=../sdk`]);
      await run('.', ['go', 'get', `${module}@v0.0.0`]);
      await run('.', ['go', 'build', '-o', 'program', 'program.go']);
      return ['./program'];
    },
  },
  java: {
    file: 'Program.java',
    needs: ['maven'],
    env: maven(packages).env,
    async prepare(run, folder) {
      const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:build-classpath';
      const options = ['-Dmdep.outputFile=classpath', '-Dmdep.includeScope=runtime'];
      await run('../sdk', maven(packages, '-q', 'compile', plugin, ...options).argv);
      const classpath = readFileSync(path.join(folder, '../sdk/classpath'), 'utf8').trim();
      return ['java', '-cp', `../sdk/target/classes:${classpath}`, 'Program.java'];
    },
  },
};

const PRINTED = `\
listed book_1 The Tide Tables 1890 EUR
listed book_2 Winter Ferries 990 GBP
created book_3 Salt Roads, 0 in stock
uploaded https://img.bookstore.example/book_3.png 600x900
paid ord_1 paid
failed with 404 not_found: There is no book_9.
`;

const PICTURE = 'not really a picture';
const authorization = 'Bearer secret';
const RECEIVED: Received[] = [
  { method: 'GET', path: '/v1/books', query: { genre: 'fiction', limit: '1' }, authorization, body: null },
  {
    method: 'GET',
    path: '/v1/books',
    query: { genre: 'fiction', limit: '1', cursor: 'page-2' },
    authorization,
    body: null,
  },
  {
    method: 'POST',
    path: '/v1/books',
    query: {},
    authorization,
    body: {
      title: 'Salt Roads',
      author_ids: ['aut_1'],
      isbn: '9780000000033',
      genre: 'history',
      price: { amount: 1250, currency: 'JPY' },
    },
  },
  {
    method: 'PUT',
    path: '/v1/books/book_3/cover',
    query: {},
    authorization,
    body: { image: `cover.png: ${PICTURE}`, alternative_text: 'A road' },
  },
  {
    method: 'POST',
    path: '/v1/orders/ord_1/pay',
    query: {},
    authorization,
    body: { type: 'card', token: 'tok_1' },
  },
  { method: 'GET', path: '/v1/books/book_9', query: {}, authorization, body: null },
];

for (const [name, language] of Object.entries(languages)) {
  const given = await needs(...language.needs);
  given.test(`a program uses the cloned SDK for ${name}`, { timeout: 300_000 }, async () => {
    const folder = path.join(work, name, 'program');
    mkdirSync(folder, { recursive: true });
    cpSync(
      path.join(PACKAGE_ROOT, 'test/sdk-clients', name, language.file),
      path.join(folder, language.file),
    );
    writeFileSync(path.join(folder, 'cover.png'), PICTURE);
    const env = childEnvironment({ ...language.env, HOME: path.join(work, name), PATH: toolPath(cacheDir) });
    const run: Run = async (cwd, [program = '', ...args]) => {
      const options = { cwd: path.join(folder, cwd), env };
      return (await promisify(execFile)(program, args, options)).stdout;
    };
    await run('..', ['git', 'clone', '--quiet', clones.get(name) ?? '', 'sdk']);
    const command = await language.prepare(run, folder);
    const bookstore = await openBookstore();
    try {
      expect(await run('.', [...command, bookstore.url, 'cover.png'])).toBe(PRINTED);
      expect(bookstore.received).toEqual(RECEIVED);
    } finally {
      await bookstore.close();
    }
  });
}
