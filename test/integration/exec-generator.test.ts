import { gunzipSync } from 'node:zlib';
import type Stainless from '@stainless-api/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OwnKiln, startOwnKiln } from '../own-kiln.ts';
import { description } from '../service.ts';

let kiln: OwnKiln;
beforeAll(async () => {
  kiln = await startOwnKiln({ allowCommands: ['acme'] });
});
afterAll(() => kiln.stop());

/** A generator: one file that lists the operations, of the words that it is given. */
const GENERATOR = `
const { readFileSync, writeFileSync, mkdirSync } = require('node:fs');
const [input, output, ...words] = process.argv.slice(1);
const { paths } = JSON.parse(readFileSync(input, 'utf8'));
mkdirSync(output + '/src');
writeFileSync(output + '/src/paths.txt', [...Object.keys(paths).sort(), ...words].join('\\n'));
writeFileSync(output + '/run.sh', '#!/bin/sh\\n', { mode: 0o755 });
`;

const node = (script: string) => ['node', '-e', script, '{description}', '{output}'];

async function build(command: readonly string[], openapi = description()): Promise<Stainless.Build> {
  const cli = { package_name: 'pets', version: '1.2.3', generator: { name: 'exec', command } };
  const revision = {
    'openapi.json': { content: openapi },
    'stainless.yml': { content: JSON.stringify({ targets: { cli } }) },
  };
  const project = { org: 'acme', slug: 'exec', display_name: 'exec', targets: ['cli' as const], revision };
  const known = await kiln.client.projects.retrieve({ project: 'exec' }).catch(() => null);
  if (known === null) await kiln.client.projects.create(project);
  const { id } =
    known === null
      ? ((await kiln.client.builds.list({ project: 'exec' })).data[0] ?? { id: '' })
      : await kiln.client.builds.create({ project: 'exec', branch: 'main', revision, allow_empty: true });
  for (;;) {
    const found = await kiln.client.builds.retrieve(id);
    if (found.targets.cli?.status === 'completed') return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const conclusion = ({ targets }: Stainless.Build) =>
  targets.cli?.commit.status === 'completed' ? targets.cli.commit.conclusion : null;

const fatal = async ({ id }: Stainless.Build) =>
  (await kiln.client.builds.diagnostics.list(id)).data.filter(({ level }) => level === 'fatal');

test('a command generates a target, and the same inputs are not generated twice', async () => {
  const command = [...node(GENERATOR), '{target}', '{package_name}@{package_version}', '{other}'];
  const first = await build(command);
  expect(conclusion(first)).toBe('success');
  const output = await kiln.client.builds.targetOutputs.retrieve({
    build_id: first.id,
    target: 'cli',
    type: 'source',
    output: 'url',
  });
  const tar = gunzipSync(await (await fetch(output.url)).arrayBuffer()).toString('latin1');
  expect(tar).toContain('src/paths.txt');
  expect(tar).toContain('/listPets\ncli\npets@1.2.3\n{other}');
  expect(tar).toContain('run.sh');
  expect(conclusion(await build(command))).toBe('noop');
  expect(await kiln.db.generatedTree.count()).toBe(1);
  expect(conclusion(await build([...command, 'more']))).toBe('success');
});

test.each([
  [
    'exits with an error',
    `console.error('no such schema'); process.exit(3)`,
    /exited with 3[\s\S]*no such schema/,
  ],
  ['writes nothing', 'process.exit(0)', /wrote no files/],
  ['leaves a link', `require('node:fs').symlinkSync('/etc/passwd', 'output/a')`, /only ordinary files/],
  ['leaves a .git', `require('node:fs').mkdirSync('output/.git')`, /\.git: a name of Git/],
  ['takes its folder away', `require('node:fs').rmdirSync('output')`, /is gone/],
])('a command that %s is fatal, and says so', async (_what, script, why) => {
  const ended = await build(node(script));
  expect(conclusion(ended)).toBe('fatal');
  expect(await fatal(ended)).toMatchObject([
    { code: 'Generator/Failed', message: expect.stringMatching(why) },
  ]);
});

test('a command that hangs ends timed out, and one that is not allowed fatal', async () => {
  const limit = kiln.config.codegenTimeoutMs;
  kiln.config.codegenTimeoutMs = 2000;
  expect(conclusion(await build(node('setInterval(() => {}, 1000)')))).toBe('timed_out');
  kiln.config.codegenTimeoutMs = limit;
  kiln.config.allowCommands = [];
  const refused = await build(node(GENERATOR));
  kiln.config.allowCommands = ['acme'];
  expect(conclusion(refused)).toBe('fatal');
  expect(await fatal(refused)).toMatchObject([
    { code: 'Generator/NotAllowed', message: expect.stringContaining('KILN_ALLOW_COMMANDS') },
  ]);
});
