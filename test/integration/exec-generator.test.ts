import { afterAll, beforeAll, expect, vi } from 'vitest';
import { CliBuilds } from '../cli-builds.ts';
import { description } from '../description.ts';
import { needs } from '../needs.ts';
import { type OwnKiln, startOwnKiln } from '../own-kiln.ts';

const { test } = await needs('sandbox');

let kiln: OwnKiln;
let builds: CliBuilds;
beforeAll(async () => {
  kiln = await startOwnKiln({ allowCommands: ['acme'] });
  builds = new CliBuilds(kiln, 'exec');
});
afterAll(() => kiln.stop());

/** A generator that writes one file with its arguments and the list of operations. */
const GENERATOR = `
const { readFileSync, writeFileSync, mkdirSync } = require('node:fs');
const [input, output, ...words] = process.argv.slice(1);
const { paths } = JSON.parse(readFileSync(input, 'utf8'));
mkdirSync(output + '/src');
writeFileSync(output + '/src/paths.txt', [...Object.keys(paths).sort(), ...words].join('\\n'));
writeFileSync(output + '/run.sh', '#!/bin/sh\\n', { mode: 0o755 });
`;

const node = (script: string) => ['node', '-e', script, '{description}', '{output}'];

const build = async (command: readonly string[]) =>
  builds.ended(
    await builds.begin({ package_name: 'pets', version: '1.2.3', generator: { name: 'exec', command } }),
  );

test('an exec generator generates a target, and the result is reused for the same inputs', async () => {
  const command = [...node(GENERATOR), '{target}', '{package_name}@{package_version}', '{other}'];
  const first = await build(command);
  expect(builds.conclusion(first)).toBe('success');
  const tar = await builds.committed(first);
  expect(tar).toContain('src/paths.txt');
  expect(tar).toContain('/listPets\ncli\npets@1.2.3\n{other}');
  expect(tar).toContain('run.sh');
  expect(builds.conclusion(await build(command))).toBe('noop');
  expect(await kiln.db.generatedTree.count()).toBe(1);
  expect(builds.conclusion(await build([...command, 'more']))).toBe('success');
});

test.each([
  [
    'exits with an error',
    `console.error('no such schema'); process.exit(3)`,
    /exited with 3[\s\S]*no such schema/,
  ],
  ['writes nothing', 'process.exit(0)', /wrote no files/],
  ['leaves a link', `require('node:fs').symlinkSync('/etc/passwd', 'output/a')`, /only regular files/],
  ['leaves a .git', `require('node:fs').mkdirSync('output/.git')`, /\.git: a name of Git/],
  ['takes its folder away', `require('node:fs').rmdirSync('output')`, /no longer exists/],
])('a command that %s is fatal, and says so', async (_what, script, why) => {
  const ended = await build(node(script));
  expect(builds.conclusion(ended)).toBe('fatal');
  expect(await builds.fatal(ended)).toMatchObject([
    { code: 'Generator/Failed', message: expect.stringMatching(why) },
  ]);
});

test('a hanging command ends timed_out, and a forbidden one fatal', async () => {
  const limit = kiln.config.codegenTimeoutMs;
  kiln.config.codegenTimeoutMs = 2000;
  expect(builds.conclusion(await build(node('setInterval(() => {}, 1000)')))).toBe('timed_out');
  kiln.config.codegenTimeoutMs = limit;
  kiln.config.allowCommands = [];
  const refused = await build(node(GENERATOR));
  kiln.config.allowCommands = ['acme'];
  expect(builds.conclusion(refused)).toBe('fatal');
  expect(await builds.fatal(refused)).toMatchObject([
    { code: 'Generator/NotAllowed', message: expect.stringContaining('KILN_ALLOW_COMMANDS') },
  ]);
});

/** A provider for Terraform of which no code compiles where the schema Pet is used, as OpenAPI Generator makes of some. */
const PROVIDER = `
const { mkdirSync, writeFileSync } = require('node:fs');
const output = process.argv[2];
mkdirSync(output + '/internal/client', { recursive: true });
writeFileSync(output + '/go.mod', 'module example.com/provider\\n\\ngo 1.24\\n');
writeFileSync(output + '/main.go', 'package main\\n\\nimport _ "example.com/provider/internal/client"\\n\\nfunc main() {}\\n');
writeFileSync(output + '/internal/client/model_pet.go', 'package client\\n\\ntype Pet struct { Born Date }\\n');
`;

test('checks of a provider that does not compile end neutral, and a diagnostic names the schema', async () => {
  const { client } = kiln;
  const config = {
    targets: { terraform: { generator: { name: 'exec', command: node(PROVIDER) }, checks: true } },
  };
  await client.projects.create({
    org: 'acme',
    slug: 'provider',
    display_name: 'provider',
    targets: ['terraform'],
    revision: {
      'openapi.json': { content: description() },
      'stainless.yml': { content: JSON.stringify(config) },
    },
  });
  const id = (await client.builds.list({ project: 'provider' })).data[0]?.id ?? '';
  const ended = await vi.waitUntil(
    async () => {
      const { targets } = await client.builds.retrieve(id);
      return targets.terraform?.status === 'completed' ? targets.terraform : null;
    },
    { timeout: 120_000, interval: 200 },
  );
  expect(
    [ended.build, ended.lint, ended.test].map((step) => step?.status === 'completed' && step.conclusion),
  ).toEqual(['neutral', 'neutral', 'neutral']);
  const { data } = await client.builds.diagnostics.list(id);
  expect(data.filter(({ code }) => code === 'Terraform/NotGenerated')).toMatchObject([
    {
      level: 'note',
      message: expect.stringContaining('the schema "Pet": internal/client/model_pet.go: undefined: Date'),
      oas_ref: '#/components/schemas/Pet',
    },
  ]);
});
