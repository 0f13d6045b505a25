import { execFileSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { differenceLines } from '../../../src/cli/commands/diff.ts';
import { AuthenticationError, BadRequestError, NotFoundError } from '../../../src/cli/kiln-sdk/index.ts';
import { countLine, findingLines, hasErrors, shownOf } from '../../../src/cli/people/excerpt.ts';
import { explained } from '../../../src/cli/people/failures.ts';
import { readLogins, saveLogins } from '../../../src/cli/people/logins.ts';
import { ago } from '../../../src/cli/people/print.ts';
import { saves } from '../../../src/cli/people/save-watch.ts';
import { createProgram } from '../../../src/cli/program.ts';
import { table } from '../../../src/cli/table.ts';

describe('table', () => {
  it('pads before it paints, and cuts the last column at the width of the terminal', () => {
    const text = table(
      ['A', 'B'],
      [
        ['x', 'a long message'],
        ['yy', 'z'],
      ],
      (cell, column) => (column === 0 ? `<${cell}>` : cell),
      14,
    );
    expect(text).toMatchInlineSnapshot(`
      "A   B
      <x>   a long me…
      <yy>  z
      "
    `);
  });
});

describe('findings', () => {
  const finding = {
    code: 'Name/Clash',
    level: 'warning',
    ignored: false,
    message: 'Two are alike.',
    config_ref: '#/targets',
    line: 2,
  } as const;

  it('are shown with the line that they refer to', () => {
    const sources = {
      description: null,
      config: { name: 'stainless.yml', text: 'a: 1\ntargets:\u001b[31m\n' },
    };
    expect(findingLines(finding, sources, false)).toEqual([
      'warning Name/Clash: Two are alike.',
      '  --> stainless.yml:2  #/targets',
      '    2 | targets:�[31m',
    ]);
  });

  it('are sorted by severity, without ignored ones', () => {
    const error = { ...finding, level: 'error' } as const;
    expect(shownOf([finding, { ...error, ignored: true }, error])).toEqual([error, finding]);
    expect(countLine([error, finding, finding])).toBe('1 error, 2 warnings.');
    expect(hasErrors([finding])).toBe(false);
  });
});

describe('explained', () => {
  const of = (
    Kind: typeof NotFoundError | typeof AuthenticationError | typeof BadRequestError,
    status: 400 | 401 | 404,
    message: string,
  ) =>
    explained(
      new Kind(status as never, { error: 'x', message }, undefined, new Headers()),
      'http://kiln.test',
    );

  it('says what to do next', () => {
    expect(of(AuthenticationError, 401, 'Authorization: wrong.')).toMatchObject({
      exitCode: 4,
      message: expect.stringContaining('kiln login --url http://kiln.test'),
    });
    expect(of(NotFoundError, 404, 'id: there is no build "x".')).toMatchObject({
      exitCode: 5,
      message: 'id: there is no build "x".\nList builds with "kiln builds".',
    });
    expect(of(BadRequestError, 400, 'branch: is wrong.')).toMatchObject({
      exitCode: 1,
      message: 'branch: is wrong.',
    });
  });
});

it('shows a diff by file, and by line on request', () => {
  const file = {
    path: 'src/a.ts',
    from: null,
    status: 'modified',
    additions: 1,
    deletions: 1,
    binary: false,
    hunks: '@@ -1 +1 @@\n-a\n+b\u001b\n',
  } as const;
  const found = { base: 'b', head: 'h', api: 'feat: one more', targets: { go: [file], cli: [] } };
  expect(differenceLines(found, false, false, 80)).toEqual([
    'feat: one more',
    '',
    'go',
    '  M src/a.ts  +1 −1',
    '',
    'cli',
    '  unchanged',
  ]);
  expect(differenceLines(found, false, true, 80)).toContain('+b�');
});

it.each([
  [5_000, '5s ago'],
  [120_000, '2m ago'],
  [7_200_000, '2h ago'],
  [400_000_000, '4d ago'],
])('ago(%d ms) is %s', (ms, text) => {
  expect(ago(new Date(1_000_000_000_000 - ms).toISOString(), 1_000_000_000_000)).toBe(text);
});

it('notices a save that happens before it waits, also if the file is replaced', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kiln-saves-'));
  const stop = new AbortController();
  try {
    const file = path.join(folder, 'openapi.yml');
    writeFileSync(file, 'a');
    const turns = saves([file], stop.signal)[Symbol.asyncIterator]();
    writeFileSync(`${file}.new`, 'b');
    renameSync(`${file}.new`, file);
    expect(await turns.next()).toMatchObject({ done: false });
    stop.abort();
    expect(await turns.next()).toMatchObject({ done: true });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('stores logins readable only by their owner', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kiln-logins-'));
  try {
    const env = { XDG_CONFIG_HOME: folder };
    expect(await readLogins(env)).toEqual({ current: null, keys: {} });
    const file = await saveLogins(env, { current: 'http://a', keys: { 'http://a': 'k' } });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await readLogins(env)).toEqual({ current: 'http://a', keys: { 'http://a': 'k' } });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('kiln', () => {
  it("prints help that fits one screen, with operators' commands separate", async () => {
    const help = (await createProgram()).helpInformation();
    const lines = help.split('\n');
    expect(lines.length).toBeLessThanOrEqual(40);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    const [people = '', operators = ''] = help.split('Run Kiln, as its operator:');
    expect(people).toMatch(/^ {2}build {2}/m);
    expect(people).not.toMatch(/^ {2}(up|worker|backup|restore) /m);
    expect(operators).toContain('up, demo, open');
  });

  it('completes commands, their commands and options in bash', async () => {
    const { addCompletion } = await import('../../../src/cli/commands/completion.ts');
    expect(addCompletion).toBeTypeOf('function');
    let script = '';
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (chunk) => {
      script += chunk.toString();
      return true;
    };
    try {
      await (await createProgram('completion')).parseAsync(['completion', 'bash'], { from: 'user' });
    } finally {
      process.stdout.write = write;
    }
    const complete = (...words: string[]) =>
      execFileSync(
        'bash',
        [
          '-c',
          `${script}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _kiln; echo "\${COMPREPLY[*]}"`,
        ],
        { encoding: 'utf8' },
      ).trim();
    expect(complete('kiln', 'dia')).toBe('diagnostics');
    expect(complete('kiln', 'conflicts', 're')).toBe('resolve');
    expect(complete('kiln', 'build', '--wa')).toBe('--wait');
    expect(complete('kiln', 'logs', 'b1', 'pyt')).toBe('python');
  });
});
