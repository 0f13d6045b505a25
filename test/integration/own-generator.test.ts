import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type Stainless from '@stainless-api/sdk';
import { beforeAll, expect, inject } from 'vitest';
import { CHECKS } from '../../src/contract/targets.ts';
import { readConfig } from '../../src/runtime/config.ts';
import { childEnvironment } from '../../src/runtime/environments.ts';
import { toolPath } from '../../src/runtime/toolchains/tool-version.ts';
import { withFolder } from '../git.ts';
import { needs } from '../needs.ts';
import { client, completed } from '../service.ts';

const TOOLS = { typescript: 'npm', python: 'uv', go: 'go' } as const;
const withUv = await needs('sandbox', 'uv', 'python');

const execute = promisify(execFile);
const TARGETS = ['typescript', 'python', 'go'] as const;

let build: Stainless.Build;

/** Kiln's own description and config file, with the checks of each target on. */
beforeAll(async () => {
  const example = (name: string) => readFile(path.resolve('examples/kiln', name), 'utf8');
  const config = (await example('stainless.yml')).replaceAll(
    'generator: kiln',
    'generator: kiln\n    checks: true',
  );
  await client().projects.create({
    org: inject('org'),
    slug: 'kiln-itself',
    display_name: 'Kiln',
    targets: [...TARGETS],
    revision: {
      'openapi.json': { content: await example('openapi.json') },
      'stainless.yml': { content: config },
    },
  });
  const { data } = await client().builds.list({ project: 'kiln-itself' });
  build = await completed(data[0]?.id ?? '', 600_000);
}, 620_000);

for (const target of TARGETS) {
  const given = await needs('sandbox', TOOLS[target]);
  given.test(`Kiln makes its own SDK in ${target}, which passes its lint, build and test`, async () => {
    const made = build.targets[target];
    const commit =
      made?.commit.status === 'completed' ? made.commit.completed.conclusion : made?.commit.status;
    expect(commit).toMatch(/^(success|note|warning)$/);
    const checks = await Promise.all(
      CHECKS.map(async (step) => {
        const check = made?.[step];
        const { conclusion = check?.status, url = null } =
          check?.status === 'completed' ? check.completed : {};
        const log = url === null || conclusion === 'success' ? '' : await (await fetch(url)).text();
        return { step, conclusion, log: log.slice(-4000) };
      }),
    );
    expect(checks).toEqual(CHECKS.map((step) => ({ step, conclusion: 'success', log: '' })));
  });
}

withUv.test('the program of the reference page runs on the Python SDK that Kiln makes of itself', () =>
  withFolder(async (folder) => {
    const { cacheDir } = readConfig();
    const run = async (program: string, ...args: string[]) => {
      const env = childEnvironment({ PATH: toolPath(cacheDir), HOME: folder });
      return (await execute(program, args, { cwd: folder, env })).stdout;
    };
    const wheel = build.targets.python?.install_url ?? '';
    await run('uv', 'venv', '--quiet', '.venv');
    await run('uv', 'pip', 'install', '--quiet', '--python', '.venv', wheel);
    await writeFile(
      path.join(folder, 'program.py'),
      [
        'from stainless_v0 import Stainless',
        '',
        'client = Stainless(',
        `    api_key=${JSON.stringify(inject('apiKey'))},`,
        `    base_url=${JSON.stringify(inject('baseUrl'))},`,
        ')',
        'build = client.builds.create(',
        '    project="kiln-itself",',
        '    revision="main",',
        ')',
        'print(build.id)',
        'print(build.targets.python.commit.status)',
        'print([one.id for one in client.builds.list(project="kiln-itself", limit=1)])',
        '',
      ].join('\n'),
    );
    const [id = '', status = '', ids = ''] = (await run('.venv/bin/python', 'program.py')).split('\n');
    expect(id).toMatch(/^\w{20,}$/);
    expect(status).toMatch(/^(not_started|queued|in_progress|completed)$/);
    // Pagination: both builds are listed, one per page.
    expect(ids).toBe(`['${id}', '${build.id}']`);
  }),
);
