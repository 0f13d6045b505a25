import type { AdoptionPlan } from '../src/contract/adoptions.ts';

const long = `src/${'resources/'.repeat(12)}index.ts`;

/** A plan with some of everything, for tests of its views. */
export const PLAN: AdoptionPlan = {
  team: { branch: 'main', sha: 'a'.repeat(40), default_branch: 'main', commits: 1657, tags: 1 },
  snapshot: { tree: 'b'.repeat(40), files: 150 },
  base: {
    commit: 'c'.repeat(40),
    tree: 'd'.repeat(40),
    adopted_tree: 'e'.repeat(40),
    evidence: 'generated_branch',
    confidence: 'certain',
    reasons: [
      'cccccccccc has the author date and subject of ffffffffff in the branch, and is the newest such commit.',
    ],
  },
  files: {
    unchanged: 140,
    custom: { count: 12, paths: Array.from({ length: 12 }, (_, i) => `src/lib/helper-${i}.ts`) },
    edited: { count: 1, files: [{ path: 'src/\u001b[31mclient.ts', additions: 3, deletions: 1 }] },
    deleted: { count: 0, paths: [] },
    obsolete: { count: 1, paths: [long] },
    kept: [{ path: 'README.md', because: 'owned_by_team' }],
    moved: [],
  },
  conflicts: [
    { path: 'src/client.ts', why: 'The team edited lines that Kiln generates differently than before.' },
  ],
  version: { released: '1.26.0', generated: '0.1.0', follows: '1.27.0' },
};
