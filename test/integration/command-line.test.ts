import { copyFile, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { Build } from '../../src/contract/builds.ts';
import { Person } from '../person.ts';

let person: Person;
beforeAll(async () => {
  person = await Person.arrive(inject('baseUrl'));
});
afterAll(() => person.leave());

const project = `shop-${process.pid}`;
const file = (name: string) => path.join(person.folder, name);
const buildOf = (json: string) => Build.parse(JSON.parse(json));

test('a new user signs in, sets up a folder, builds, reads a log, compares and retries', {
  timeout: 900_000,
}, async () => {
  const before = await person.run(['builds']);
  expect(before).toMatchObject({ code: 4, stderr: expect.stringContaining('kiln login') });

  const login = await person.run(['login', '--with-key'], { input: `${inject('apiKey')}\n` });
  expect(login).toMatchObject({ code: 0, stdout: expect.stringContaining('organisation acme') });
  expect(login.stdout + login.stderr).not.toContain(inject('apiKey'));

  await copyFile('examples/bookstore/openapi.yml', file('openapi.yml'));
  const init = await person.run(['init', '--project', project, '--target', 'cli', '--json']);
  expect(init, init.stderr).toMatchObject({ code: 0 });
  // One line per target, nothing redrawn, no colours.
  expect(init.stderr.match(/^cli {2,}✓/gm)).toHaveLength(1);
  expect(init.stderr).not.toContain('\u001b');
  const first = buildOf(init.stdout);
  expect(first.targets.cli?.commit).toMatchObject({ status: 'completed' });

  const config = await readFile(file('stainless.yml'), 'utf8');
  const checked = config.replace(
    /^ {2}cli:\n/m,
    '  cli:\n    checks: { lint: true, build: false, test: false }\n',
  );
  expect(checked).not.toBe(config);
  await writeFile(file('stainless.yml'), checked);
  const description = await readFile(file('openapi.yml'), 'utf8');
  await writeFile(file('openapi.yml'), description.replace('title: ', 'title: New '));
  const build = await person.run(['build', '-m', 'A new title', '--pull', 'sdks', '--json']);
  expect(build, build.stderr).toMatchObject({ code: 0 });
  const second = buildOf(build.stdout);
  expect(second.id).not.toBe(first.id);
  expect((await stat(file('sdks/cli/README.md'))).isFile()).toBe(true);

  expect(await person.run(['watch', second.id])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^cli +(success|note|warning) +[0-9a-f]{7} +\d+ +✓/m),
  });
  expect(await person.run(['logs', second.id, 'cli', 'lint', '-f'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('exited with 0'),
  });
  expect(await person.run(['logs', second.id, 'cli', 'test'])).toMatchObject({ code: 5 });
  const diff = await person.run(['diff', first.id, 'main', '--patch']);
  expect(diff.code, diff.stderr).toBe(0);
  expect(diff.stdout).toMatch(/M README\.md {2}\+\d+ −\d+/);
  expect(diff.stdout).toMatch(/^\+.*New /m);
  expect(await person.run(['retry', second.id, 'cli', 'lint'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Retrying cli lint'),
  });
  const key = await person.run(['keys', 'create', 'laptop', '--remote', '--scopes', 'read']);
  expect(key.stdout).toMatch(/^kiln_[\w-]{32}$/);
  const listed = await person.run(['keys', 'list', '--remote']);
  const [, id = ''] = /^(\S+) +laptop +…\S{4} +read +never +valid$/m.exec(listed.stdout) ?? [];
  expect(await person.run(['keys', 'revoke', id, '--remote'])).toMatchObject({ code: 0 });
  expect(await person.run(['builds'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('A new title'),
  });
  expect((await person.run(['show'])).stdout).toContain(`${second.id}, started `);
  expect(await person.run(['build'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('kiln build --force'),
  });
  expect(await person.run(['show', 'nothing'])).toMatchObject({
    code: 5,
    stderr: expect.stringContaining('kiln builds'),
  });
});
