import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, inject, test } from 'vitest';
import { description } from '../description.ts';
import { firstBuild, newProject, request } from '../service.ts';

const files = (operation: string) => ({ 'openapi.json': { content: description([operation]) } });
const create = (project: string, operation: string, more: object = {}) =>
  request('POST', '/v0/builds', { project, branch: 'main', revision: files(operation), ...more });
const many = <T>(count: number, work: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, i) => work(i)));
const statuses = (answers: readonly { readonly status: number }[]) =>
  [...new Set(answers.map(({ status }) => status))].sort();

const newBody = (slug: string) => ({
  org: inject('org'),
  slug,
  display_name: slug,
  targets: ['openapi'],
  revision: files('first'),
});

test('queues concurrent creates on one branch and completes all of them', async () => {
  const project = await newProject(['openapi']);
  const answers = await many(15, (i) => create(project, `op${i}`));
  expect(statuses(answers)).toEqual([200]);
  const commits = new Set(answers.map(({ body }) => body.config_commit));
  expect(commits.size).toBe(15);
});

test('concurrent requests with one Idempotency-Key return the same build', async () => {
  const project = await newProject(['openapi']);
  const body = JSON.stringify({ project, branch: 'main', revision: files('same') });
  const headers = {
    authorization: `Bearer ${inject('apiKey')}`,
    'content-type': 'application/json',
    'idempotency-key': 'once',
  };
  const answers = await many(15, async () => {
    const answer = await fetch(`${inject('baseUrl')}/v0/builds`, { method: 'POST', headers, body });
    return { status: answer.status, id: /"id":"([^"]+)"/.exec(await answer.text())?.[1] };
  });
  expect(statuses(answers)).toEqual([200]);
  expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
});

test('of concurrent creates with one slug, one succeeds and the others are answered 409', async () => {
  const slug = `once-${Date.now().toString(36)}`;
  const answers = await many(12, () => request('POST', '/v0/projects', newBody(slug)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(statuses(answers)).toEqual([200, 409]);
});

test('deletes a project while its builds are being created, and frees its slug', async () => {
  const project = await newProject(['openapi']);
  await firstBuild(project);
  const [deleted, ...answers] = await Promise.all([
    request('DELETE', `/v0/projects/${project}`),
    ...Array.from({ length: 15 }, (_, i) => create(project, `op${i}`)),
  ]);
  expect(deleted?.status).toBe(200);
  for (const { status, body } of answers) expect([200, 404], JSON.stringify(body)).toContain(status);
  expect((await request('GET', `/v0/projects/${project}`)).status).toBe(404);
  // The remains of an interrupted write: objects, but none of the files that make it a repository.
  const folder = path.join(inject('dataDir'), 'repositories', inject('org'), `${project}-config.git`);
  await mkdir(path.join(folder, 'objects', 'ab'), { recursive: true });
  await writeFile(path.join(folder, 'objects', 'ab', 'left'), 'x');
  const again = await request('POST', '/v0/projects', newBody(project));
  expect(again.status, JSON.stringify(again.body)).toBe(200);
  expect((await create(project, 'again')).status).toBe(200);
});
