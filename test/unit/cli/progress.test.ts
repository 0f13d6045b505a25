import { describe, expect, it } from 'vitest';
import { clip, createPainter, type Output } from '../../../src/cli/painter.ts';
import {
  type Build,
  type BuildTarget,
  duration,
  isFinished,
  isWell,
  progressHeader,
  progressLines,
  type StepTime,
  type StepTimes,
} from '../../../src/cli/progress.ts';
import { getLines, resultLines } from '../../../src/cli/result.ts';

type CheckStep = NonNullable<BuildTarget['lint']>;
type CommitConclusion = Extract<BuildTarget['commit'], { status: 'completed' }>['conclusion'];
type CheckConclusion = Extract<CheckStep, { status: 'completed' }>['conclusion'];

const WAITING: CheckStep = { status: 'not_started' };

function check(conclusion: CheckConclusion, url: string | null = null): CheckStep {
  return { status: 'completed', conclusion, url, completed: { conclusion, url } };
}

function committed(
  conclusion: CommitConclusion,
  sha: string | null = '1f'.repeat(20),
): BuildTarget['commit'] {
  const result = {
    conclusion,
    commit:
      sha === null
        ? null
        : { sha, tree_oid: null, stats: null, repo: { owner: 'acme', name: 'shop-go', branch: 'main' } },
    merge_conflict_pr: null,
    note: null,
    completed_at: '2026-01-01T00:00:00Z',
  };
  return { status: 'completed', ...result, completed: result };
}

function target(change: Partial<BuildTarget>): BuildTarget {
  return {
    object: 'build_target',
    status: 'not_started',
    install_url: null,
    commit: { status: 'not_started' },
    lint: WAITING,
    build: WAITING,
    test: WAITING,
    ...change,
  };
}

function build(targets: Build['targets']): Build {
  return {
    id: 'bui_1',
    object: 'build',
    org: 'acme',
    project: 'shop',
    config_commit: 'ab'.repeat(20),
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    documented_spec: null,
    targets,
  };
}

const ok = check('success');
const done = target({ status: 'completed', commit: committed('success'), lint: ok, build: ok, test: ok });

const MIXED = build({
  go: target({
    status: 'completed',
    commit: committed('warning'),
    lint: ok,
    build: check('failure', 'http://kiln.example/logs/1'),
    test: { status: 'in_progress', url: null },
  }),
  typescript: target({ status: 'postgen' }),
  csharp: target({
    status: 'completed',
    commit: committed('noop'),
    lint: check('skipped'),
    build: check('skipped'),
    test: check('skipped'),
  }),
  java: target({
    status: 'completed',
    commit: committed('fatal', null),
    lint: check('skipped'),
    build: check('skipped'),
    test: check('skipped'),
  }),
  python: target({}),
});

const TIMES: StepTimes = new Map<string, Map<string, StepTime>>([
  [
    'go',
    new Map<string, StepTime>([
      ['codegen', { status: 'completed', ms: 84 }],
      ['postgen', { status: 'completed', ms: 4 }],
      ['commit', { status: 'completed', conclusion: 'warning', ms: 61 }],
      ['lint', { status: 'completed', conclusion: 'success', ms: 2_310 }],
      ['build', { status: 'completed', conclusion: 'failure', ms: 65_000 }],
      ['test', { status: 'in_progress', ms: 1_200 }],
    ]),
  ],
  ['python', new Map([['codegen', { status: 'in_progress', ms: 12 }]])],
]);

describe('progressLines', () => {
  it('has one line per target, in the order of the contract', () => {
    expect([progressHeader(), ...progressLines(MIXED, TIMES)].join('\n')).toMatchInlineSnapshot(`
      "           codegen    postgen    commit     lint       build      test
      typescript ✓          ⠋          ·          ·          ·          ·
      python     ⠋ 12 ms    ·          ·          ·          ·          ·
      go         ✓ 84 ms    ✓ 4 ms     ! 61 ms    ✓ 2.3 s    ✗ 1m05s    ⠋ 1.2 s
      java       ✓          ✓          ✗ fatal    – skipped  – skipped  – skipped
      csharp     ✓          ✓          = noop     – skipped  – skipped  – skipped"
    `);
  });

  it('stays within 80 columns', () => {
    for (const line of progressLines(MIXED, TIMES)) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('uses colours only if requested', () => {
    expect(progressLines(build({ go: done }), new Map(), { colors: true })[0]).toContain('\u001b[32m✓');
    expect(progressLines(build({ go: done }), new Map())[0]).not.toContain('\u001b');
  });

  it('does not go back if the events lag behind the build', () => {
    const behind: StepTimes = new Map([['go', new Map([['lint', { status: 'in_progress', ms: 5 }]])]]);
    expect(progressLines(build({ go: done }), behind)[0]).toContain('✓ 5 ms');
  });
});

const SUMMARY = {
  targets: {
    typescript: {
      clone_url: 'http://kiln:token@127.0.0.1:8080/git/acme/shop-typescript.git',
      install_command: `npm install 'git+http://kiln:token@127.0.0.1:8080/git/acme/shop-typescript.git#${'1f'.repeat(20)}'`,
      files: 104,
      notes: {},
    },
    go: {
      clone_url: 'http://kiln:token@127.0.0.1:8080/git/acme/shop-go.git',
      install_command: `git clone http://kiln:token@127.0.0.1:8080/git/acme/shop-go.git ./shop && git -C ./shop checkout ${'1f'.repeat(20)} && go get example.com/acme/shop-go`,
      files: 104,
      notes: {},
    },
    csharp: {
      clone_url: 'http://kiln:token@127.0.0.1:8080/git/acme/shop-csharp.git',
      install_command: null,
      files: 88,
      notes: Object.fromEntries(
        ['lint', 'build', 'test'].map((step) => [
          step,
          'Not installed on this worker: .NET SDK. To install it: apt-get install dotnet-sdk-8.0.',
        ]),
      ),
    },
  },
};

describe('resultLines', () => {
  it('prints the table, and why checks failed', () => {
    expect(resultLines(MIXED, SUMMARY).join('\n')).toMatchInlineSnapshot(`
      "target      conclusion      commit   files  lint  build  test
      typescript  not_started     –          104  ·     ·      ·
      python      not_started     –            –  ·     ·      ·
      go          warning         1f1f1f1    104  ✓     ✗      ⠋
      java        fatal           –            –  –     –      –
      csharp      noop            1f1f1f1     88  –     –      –

      go: build failure: no reason was recorded.
        http://kiln.example/logs/1
      java: lint, build, test skipped: no reason was recorded.
      csharp: lint, build, test skipped: Not installed on this worker: .NET SDK. To
        install it: apt-get install dotnet-sdk-8.0."
    `);
  });

  it('works without a summary', () => {
    expect(resultLines(build({ go: done }), null).join('\n')).toMatchInlineSnapshot(`
      "target      conclusion      commit   files  lint  build  test
      go          success         1f1f1f1      –  ✓     ✓      ✓"
    `);
  });
});

describe('getLines', () => {
  it('prints shell commands in lines that fit a terminal', () => {
    const lines = getLines(build({ ...MIXED.targets, typescript: done }), SUMMARY, 'kiln_key');
    expect(lines.join('\n')).toMatchInlineSnapshot(`
      "Get them:

      KEY=kiln_key
      KILN=http://kiln:$KEY@127.0.0.1:8080/git/acme

      typescript  git clone $KILN/shop-typescript.git
                  npm install "git+$KILN/shop-typescript.git#1f1f1f1f1f1f"
      go          git clone $KILN/shop-go.git ./shop &&
                    git -C ./shop checkout 1f1f1f1f1f1f &&
                    go get example.com/acme/shop-go
      csharp      git clone $KILN/shop-csharp.git"
    `);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('omits targets without a commit', () => {
    expect(getLines(build({ java: MIXED.targets.java }), SUMMARY, 'kiln_key')).toEqual([]);
  });
});

describe('isWell', () => {
  it.each(['success', 'note', 'warning', 'noop', 'version_bump'] as const)('accepts %s', (conclusion) => {
    expect(isWell({ ...done, commit: committed(conclusion) })).toBe(true);
  });

  it.each(['error', 'fatal', 'merge_conflict', 'timed_out', 'cancelled'] as const)(
    'rejects %s',
    (conclusion) => {
      expect(isWell({ ...done, commit: committed(conclusion, null) })).toBe(false);
    },
  );

  it('accepts skipped checks but not failed ones', () => {
    expect(isWell({ ...done, test: check('skipped') })).toBe(true);
    expect(isWell({ ...done, test: check('failure') })).toBe(false);
    expect(isWell({ ...done, test: check('timed_out') })).toBe(false);
  });
});

it('isFinished waits for the checks', () => {
  expect(isFinished(done)).toBe(true);
  expect(isFinished({ ...done, status: 'postgen' })).toBe(false);
});

it.each([
  [0, '0 ms'],
  [999.6, '1.0 s'],
  [59_949, '59.9 s'],
  [59_960, '1m00s'],
  [3_840_000, '1h04m'],
])('duration(%d) is %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

it('clip counts visible characters', () => {
  expect(clip('\u001b[32mgreen\u001b[0m and more', 7)).toBe('\u001b[32mgreen\u001b[0m a');
});

describe('createPainter', () => {
  function screen(isTTY: boolean): Output & { text: string } {
    return {
      isTTY,
      columns: 80,
      text: '',
      write(text: string) {
        this.text += text;
      },
    };
  }

  it('writes each finished target once if there is no terminal', () => {
    const out = screen(false);
    const painter = createPainter(out, 'all', {});
    painter.update(MIXED, TIMES);
    painter.update(build({ ...MIXED.targets, typescript: done }), TIMES);
    painter.update(build({ ...MIXED.targets, typescript: done }), TIMES);
    expect(out.text).toMatchInlineSnapshot(`
      "           codegen    postgen    commit     lint       build      test
      go         ✓ 84 ms    ✓ 4 ms     ! 61 ms    ✓ 2.3 s    ✗ 1m05s    ⠋ 1.2 s
      java       ✓          ✓          ✗ fatal    – skipped  – skipped  – skipped
      csharp     ✓          ✓          = noop     – skipped  – skipped  – skipped
      typescript ✓          ✓          ✓          ✓          ✓          ✓
      "
    `);
  });

  it('moves up and redraws the lines on a terminal', () => {
    const out = screen(true);
    const painter = createPainter(out, 'all', {});
    painter.update(build({ go: done }), new Map());
    expect(out.text).not.toContain('\u001b[2A');
    painter.update(build({ go: done }), new Map());
    expect(out.text).toContain('\u001b[2A\r\u001b[2K');
  });
});
