import { readFileSync } from 'node:fs';
import path from 'node:path';
import type Stainless from '@stainless-api/sdk';
import { expect, inject, test } from 'vitest';
import { LANGUAGE_TARGETS } from '../../src/contract/targets.ts';
import { PACKAGE_ROOT } from '../../src/runtime/package-root.ts';
import { client, completed, firstBuild } from '../service.ts';

const example = (name: string) => readFileSync(path.join(PACKAGE_ROOT, 'examples/bookstore', name), 'utf8');

test('builds the example in all eleven targets; a second build changes nothing', async () => {
  const slug = `bookstore-${Date.now().toString(36)}`;
  const targets: Stainless.Target[] = [...LANGUAGE_TARGETS];
  await client().projects.create({
    org: inject('org'),
    slug,
    display_name: 'Bookstore',
    targets,
    revision: {
      'openapi.yml': { content: example('openapi.yml') },
      'stainless.yml': { content: example('stainless.yml') },
    },
  });
  const first = await firstBuild(slug);
  expect(Object.keys(first.targets).sort()).toEqual([...targets].sort());
  for (const [name, target] of Object.entries(first.targets)) {
    const { commit } = target;
    expect(commit.status === 'completed' && commit.conclusion, name).toMatch(/^(success|note|warning)$/);
    expect(commit.status === 'completed' && commit.commit?.stats?.additions, name).toBeGreaterThan(100);
    expect(target.lint, name).toMatchObject({ status: 'completed', conclusion: 'skipped' });
  }
  const again = await completed((await client().builds.create({ project: slug, revision: 'main' })).id);
  for (const [name, target] of Object.entries(again.targets)) {
    expect(target.commit.status === 'completed' && target.commit.conclusion, name).toBe('noop');
  }
});
