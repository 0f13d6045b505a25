import { expect, inject, test } from 'vitest';
import { configFileJsonSchema } from '../../src/contract/config-file.ts';
import { client, newProject } from '../service.ts';

const base = () => inject('baseUrl');

test('the OpenAPI document describes the routes, and the reference page is there', async () => {
  const document = (await (await fetch(`${base()}/openapi.json`)).json()) as {
    paths: Record<string, unknown>;
    components: { schemas: Record<string, unknown> };
  };
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining(['/v0/builds', '/v0/builds/{id}', '/v0/projects', '/v0/orgs']),
  );
  expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(['Build', 'BuildTarget']));
  const page = await fetch(`${base()}/reference/`);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toContain('text/html');
});

test('editors get the schema of the config file without a key', async () => {
  const answer = await fetch(`${base()}/schemas/stainless.json`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual(configFileJsonSchema());
});

test('health: alive, and ready when the database, Temporal and a worker answer', async () => {
  expect((await fetch(`${base()}/healthz`)).status).toBe(200);
  const ready = await fetch(`${base()}/readyz`);
  expect(await ready.json()).toEqual({ ready: true, database: true, temporal: true, worker: true });
});

test('the published client reads projects and organisations', async () => {
  const slug = await newProject(['go']);
  const project = await client().projects.retrieve({ project: slug });
  expect(project).toEqual({
    object: 'project',
    org: 'acme',
    slug,
    display_name: slug,
    config_repo: `acme/${slug}-config`,
    targets: ['go'],
  });
  const seen: string[] = [];
  for await (const each of client().projects.list({ limit: 2 })) seen.push(each.slug);
  expect(seen).toContain(slug);
  expect(new Set(seen).size).toBe(seen.length);
  expect((await client().orgs.list()).data.map((org) => org.slug)).toEqual(['acme']);
  await expect(client().orgs.retrieve('other')).rejects.toMatchObject({ status: 404 });
  await expect(client().projects.retrieve({ project: 'none' })).rejects.toMatchObject({ status: 404 });
});

test('rejects a duplicate project and invalid files, and leaves nothing behind', async () => {
  const slug = await newProject(['go']);
  const body = { org: 'acme', slug, display_name: 'x', targets: ['go' as const], revision: {} };
  await expect(client().projects.create(body)).rejects.toMatchObject({ status: 400 });
  const bad = { ...body, slug: `${slug}-bad`, revision: { 'openapi.yml': { content: 'x: [' } } };
  await expect(client().projects.create(bad)).rejects.toMatchObject({ status: 400 });
  await expect(client().projects.retrieve({ project: bad.slug })).rejects.toMatchObject({ status: 404 });
});

test('an unchanged build answers 304 to its ETag', async () => {
  const slug = await newProject(['go']);
  const { id } = await client().builds.create({ project: slug, revision: 'main' });
  const headers = { authorization: `Bearer ${inject('apiKey')}` };
  let etag = '';
  await expect
    .poll(
      async () => {
        const answer = await fetch(`${base()}/v0/builds/${id}`, { headers });
        etag = answer.headers.get('etag') ?? '';
        const { targets } = (await answer.json()) as { targets: { go: { status: string } } };
        return targets.go.status;
      },
      { timeout: 60_000, interval: 200 },
    )
    .toBe('completed');
  await new Promise((resolve) => setTimeout(resolve, 500));
  etag = (await fetch(`${base()}/v0/builds/${id}`, { headers })).headers.get('etag') ?? '';
  const again = await fetch(`${base()}/v0/builds/${id}`, { headers: { ...headers, 'if-none-match': etag } });
  expect(again.status).toBe(304);
});

test('rejects a signed link that was modified', async () => {
  const slug = await newProject(['go']);
  const page = await client().builds.list({ project: slug });
  const id = page.data[0]?.id ?? '';
  const answer = await fetch(`${base()}/v0/builds/${id}/record?expires=${Date.now() + 1e6}&signature=x`);
  expect(answer.status).toBe(404);
});
