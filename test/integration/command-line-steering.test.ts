import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Database, openDatabase } from '../../src/records/database.ts';
import { Person } from '../person.ts';
import { conflicting } from '../scenes.ts';
import { client, completed, description } from '../service.ts';

let person: Person;
let db: Database;
beforeAll(async () => {
  db = openDatabase(inject('databaseUrl'), 3);
  person = await Person.arrive(inject('baseUrl'));
  await person.run(['login', '--with-key'], { input: `${inject('apiKey')}\n` });
});
afterAll(async () => {
  await person.leave();
  await db.$disconnect();
});

const name = (what: string) => `${what}-${process.pid}-${Date.now().toString(36)}`;
const file = (of: string) => path.join(person.folder, of);
const said = (stdout: string | RegExp) => ({
  code: 0,
  stdout: typeof stdout === 'string' ? expect.stringContaining(stdout) : expect.stringMatching(stdout),
});

test('follows a log while its check runs, until the build is cancelled', async () => {
  const project = name('long');
  const shell = (line: string) => [['bash', '-c', line]];
  const ticks = 'for i in $(seq 600); do echo tick $i ✓; sleep 0.2; done';
  const checks = { prepare: false, lint: shell('true'), build: shell('true'), test: shell(ticks) };
  await client().projects.create({
    org: inject('org'),
    slug: project,
    display_name: project,
    targets: ['typescript'],
    revision: {
      'openapi.json': { content: description() },
      'stainless.yml': {
        content: JSON.stringify({ organization: { name: 'Pets' }, targets: { typescript: { checks } } }),
      },
    },
  });
  const [build] = (await client().builds.list({ project })).data;
  const id = build?.id ?? '';
  const log = person.start(['logs', id, 'typescript', 'test', '--follow']);
  await expect.poll(() => log.said.stdout, { timeout: 120_000 }).toContain('tick 3 ✓');
  const another = person.start(['logs', id, 'typescript', 'test', '-f']);
  await expect.poll(() => another.said.stdout, { timeout: 60_000 }).toContain('tick 3 ✓');
  another.interrupt();
  expect(await another.ended).toMatchObject({ code: 0, stderr: '' });

  expect(await person.run(['cancel', id])).toMatchObject(said(`Cancelled ${id}.`));
  const ended = await log.ended;
  expect(ended, ended.stderr).toMatchObject({ code: 0 });
  expect(ended.stdout).not.toContain('tick 600');
  const { targets } = await completed(id);
  expect(targets.typescript?.test).toMatchObject({ conclusion: 'cancelled' });
  expect(await person.run(['cancel', id])).toMatchObject(said(`Cancelled ${id}.`));
  expect(await person.run(['cancel', 'nothing'])).toMatchObject({ code: 5 });
}, 300_000);

test('lists, shows and resolves conflicts, and the build resumes', async () => {
  const project = name('torn');
  await conflicting(
    { baseUrl: inject('baseUrl'), apiKey: inject('apiKey'), org: inject('org'), db },
    project,
  );
  const here = ['--project', project];
  expect(await person.run(['conflicts', ...here])).toMatchObject(
    said(/^typescript +1 +main +open .*README\.md/m),
  );
  const show = await person.run(['conflicts', 'show', 'typescript', '1', ...here]);
  expect(show).toMatchObject(said('kiln conflicts resolve typescript 1 --take ours'));
  expect(show.stdout).toContain(`git clone -b kiln/conflict-1 ${inject('baseUrl')}/git/`);
  expect(await person.run(['conflicts', 'show', 'typescript', '9', ...here])).toMatchObject({ code: 5 });
  expect(
    await person.run(['conflicts', 'resolve', 'typescript', '1', '--take', 'mine', ...here]),
  ).toMatchObject({ code: 2 });
  const done = await person.run(['conflicts', 'resolve', 'typescript', '1', '--take', 'ours', ...here]);
  expect(done, done.stderr).toMatchObject(said('The build resumes: kiln watch '));
  const [, build = ''] = /kiln watch (\S+)/.exec(done.stdout) ?? [];
  const watched = await person.run(['watch', build]);
  expect(await person.run(['cancel', build])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('has already ended'),
  });
  expect(watched.stdout).toMatch(/^typescript +(success|note|warning)/m);
  expect(await person.run(['conflicts', ...here])).toMatchObject(said('has no open conflicts'));
  expect(await person.run(['conflicts', '--all', ...here])).toMatchObject(
    said(/^typescript +1 +main +closed/m),
  );
}, 300_000);

test('sets, runs, pauses and deletes schedules', async () => {
  const project = name('nightly');
  await client().projects.create({
    org: inject('org'),
    slug: project,
    display_name: project,
    targets: ['openapi'],
    revision: { 'openapi.json': { content: description() } },
  });
  const schedules = (...args: string[]) => person.run(['schedules', ...args, '--project', project]);
  expect(await schedules()).toMatchObject(said('has no schedules. Create one'));
  expect(
    await schedules('set', 'night', '--cron', '0 3 * * *', '--time-zone', 'Europe/Berlin'),
  ).toMatchObject(said(/^night +0 3 \* \* \* Europe\/Berlin +main +\d{4}-\d\d-\d\d \d\d:00/m));
  expect(await schedules('set', 'night')).toMatchObject({ code: 2 });
  expect(await schedules('set', 'night', '--cron', 'at night')).toMatchObject({ code: 1 });
  expect(await schedules('pause', 'night')).toMatchObject(said(/^night .* paused/m));
  expect(await schedules('resume', 'night')).toMatchObject(said(/^night .* \d\d:00/m));
  expect((await schedules('run', 'night')).code).toBe(0);
  const row = async () => (await schedules()).stdout;
  await expect.poll(row, { timeout: 60_000, interval: 2_000 }).toMatch(/^night .* [0-9a-z]{26}$/m);
  expect(await schedules('delete', 'night')).toMatchObject(said('Deleted night.'));
  expect(await schedules('run', 'night')).toMatchObject({ code: 5 });
}, 300_000);

test('preview --watch builds after a save, skips invalid files, and ends on Ctrl-C', async () => {
  const project = name('watched');
  await writeFile(file('openapi.json'), description());
  const init = await person.run(['init', '--project', project, '--target', 'openapi']);
  expect(init, init.stderr).toMatchObject({ code: 0 });
  const watching = person.start(['preview', '--watch', '--patch', '--branch', 'trying']);
  const { said: heard } = watching;
  await expect.poll(() => heard.stderr, { timeout: 120_000 }).toContain('Watching; press Ctrl-C to stop.');
  const text = await readFile(file('openapi.json'), 'utf8');
  await writeFile(file('openapi.json'), '{ "openapi": ');
  await expect.poll(() => heard.stderr, { timeout: 60_000 }).toContain('Fix it and save again');
  const before = heard.stdout.length;
  await writeFile(file('openapi.json'), text.replace(/"title":\s*"/, '$&Much newer '));
  await expect.poll(() => heard.stdout.slice(before), { timeout: 120_000 }).toMatch(/^\+.*Much newer /m);
  watching.interrupt();
  expect(await watching.ended).toMatchObject({ code: 0 });
}, 300_000);
