import { expect, test } from 'vitest';
import { adoptionLines } from '../../../src/cli/adoption-text.ts';
import type { Adoption } from '../../../src/contract/adoptions.ts';
import { PLAN } from '../../adoption-plan.ts';

const adoption: Adoption = {
  object: 'adoption',
  id: '01kb3v6q5y8gz0t4m2w7xndhcr',
  project: 'pets',
  target: 'typescript',
  project_branch: 'main',
  repository: 'https://git.example.test/acme/pets-typescript.git',
  state: 'planned',
  failure: null,
  note: null,
  plan: PLAN,
  build: null,
  commit: null,
  conflict: null,
  pushed_branch: null,
  pull_request: null,
  created_at: '2026-11-28T09:30:00.000Z',
};

test('a plan fits 80 columns, states its confidence, and has no control characters', () => {
  const lines = adoptionLines(adoption);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  const text = lines.join('\n');
  expect(text).not.toMatch(/[^\P{C}\n]/u);
  for (const said of [
    'found by the branch `generated`: certain',
    'main at aaaaaaaaaa: 1,657 commits, 1 tag',
    'custom     12 files: kept byte for byte',
    'and 4 more',
    'client.ts +3 -1',
    'deleted    none',
    'README.md (yours)',
    'src/client.ts: The team edited lines',
    '1.26.0 is released; 1.27.0 follows',
  ])
    expect(text).toContain(said);
});

test('of a path that does not fit, the end is shown', () => {
  const long = `acme-java-example/src/main/java/${'org/'.repeat(10)}acme/example/Agencies.java`;
  const files = { ...PLAN.files, custom: { count: 1, paths: [long] } };
  const lines = adoptionLines({ ...adoption, plan: { ...PLAN, files } });
  const line = lines.find((one) => one.endsWith('/acme/example/Agencies.java'));
  expect(line).toMatch(/^ {13}….{66}$/);
  const odd = { ...PLAN.files, custom: { count: 1, paths: [`docs/${'🔥'.repeat(60)}.md`] } };
  const shown = adoptionLines({ ...adoption, plan: { ...PLAN, files: odd } }).join('\n');
  expect(shown).toContain('🔥.md');
  expect(shown.isWellFormed()).toBe(true);
});
