import { describe, expect, it } from 'vitest';
import { createPainter, isLive, type Output, screenLines } from '../../../src/cli/painter.ts';
import type { Build, BuildTarget } from '../../../src/cli/progress.ts';

const CHECKED = { status: 'completed', conclusion: 'success', url: null } as const;
const COMMIT = {
  conclusion: 'success',
  commit: {
    sha: '1f'.repeat(20),
    tree_oid: null,
    stats: { additions: 12, deletions: 3, total: 15 },
    repo: { owner: 'acme', name: 'shop', branch: 'main' },
  },
  merge_conflict_pr: null,
  note: null,
  completed_at: '2026-01-01T00:00:00Z',
} as const;
const STEP = { ...CHECKED, completed: { conclusion: 'success', url: null } } as const;
const DONE: BuildTarget = {
  object: 'build_target',
  status: 'completed',
  install_url: null,
  commit: { status: 'completed', ...COMMIT, completed: COMMIT },
  lint: STEP,
  build: STEP,
  test: STEP,
};
const RUNNING: BuildTarget = { ...DONE, status: 'postgen', test: { status: 'in_progress', url: null } };

function build(targets: Build['targets']): Build {
  return {
    id: 'b1',
    object: 'build',
    org: 'acme',
    project: 'shop',
    config_commit: 'c',
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    documented_spec: null,
    targets,
  };
}

describe('screenLines', () => {
  const both = build({ typescript: DONE, go: RUNNING });
  const lines = (columns: number, rows = 24) => screenLines(both, new Map(), columns, rows, {}).join('\n');

  it('shows every step at 80 columns', () => {
    expect(lines(80)).toMatchInlineSnapshot(`
      "           codegen    postgen    commit     lint       build      test
      typescript ✓          ✓          ✓          ✓          ✓          ✓
      go         ✓          ⠋          ✓          ✓          ✓          ⠋"
    `);
  });

  it('shows the running step, or the commit, on a narrow terminal', () => {
    expect(lines(40)).toMatchInlineSnapshot(`
      "typescript ✓ commit
      go         ⠋ postgen"
    `);
  });

  it('shows the commit on a wide terminal', () => {
    expect(lines(120)).toContain('1f1f1f1  +12 −3');
  });

  it('never has more lines than the terminal, and shows running targets first', () => {
    const shown = lines(80, 4).split('\n');
    expect(shown).toHaveLength(3);
    expect(shown[1]).toMatch(/^go /);
    expect(shown[2]).toBe('… and 1 more');
  });
});

it.each([
  [true, {}, true],
  [true, { CI: 'true' }, false],
  [true, { CI: 'false' }, true],
  [false, {}, false],
])('redraws lines only on a terminal outside CI: terminal %s, %o', (isTTY, env, live) => {
  expect(isLive({ isTTY, write: () => {} }, env)).toBe(live);
});

it('prints a target once it has committed, if the command waits for commits', () => {
  let text = '';
  const out: Output = { write: (more) => (text += more) };
  createPainter(out, 'all', {}).update(build({ go: RUNNING }), new Map());
  expect(text).toBe('');
  createPainter(out, 'commit', {}).update(build({ go: RUNNING }), new Map());
  expect(text).toContain('go         ✓');
});
