import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commitMessage } from '../../../../src/activities/committing/commit-message.ts';

const build = {
  id: 'b1',
  configCommit: 'c'.repeat(40),
  descriptionOid: 'd'.repeat(40),
  commitMessage: null,
  targetCommitMessages: {},
};

const trailersOf = (message: string) =>
  execFileSync('git', ['interpret-trailers', '--parse'], { input: message, encoding: 'utf8' })
    .trim()
    .split('\n');
const OURS = [
  `Kiln-Build: b1`,
  `Kiln-Config-Commit: ${'c'.repeat(40)}`,
  `Kiln-Description: ${'d'.repeat(40)}`,
  'Kiln-Version: 1.2.0',
];

test('Git finds the trailers in any commit message', () => {
  expect(trailersOf(commitMessage(build, 'go', '1.2.0'))).toEqual(OURS);
  for (const given of [
    'feat: pets',
    'feat: pets\n\nA body: with a colon in it.\n',
    'Note: this is one line\n\n',
  ]) {
    const message = commitMessage({ ...build, commitMessage: given }, 'go', '1.2.0');
    expect(message.startsWith(given.trim())).toBe(true);
    expect(trailersOf(message).slice(-4)).toEqual(OURS);
  }
  const signed = commitMessage(
    { ...build, commitMessage: 'feat: x\n\nSigned-off-by: Ada <a@b.c>' },
    'go',
    '1.2.0',
  );
  expect(trailersOf(signed)).toEqual(['Signed-off-by: Ada <a@b.c>', ...OURS]);
});

test('a commit message cannot forge the trailers of another build', () => {
  const message = commitMessage({ ...build, commitMessage: 'feat: x\n\nKiln-Build: b0\n' }, 'go', '1.2.0');
  expect(trailersOf(message)).toEqual(OURS);
  expect(message).not.toContain('b0');
});

test("a target's own message takes precedence", () => {
  const message = commitMessage(
    { ...build, commitMessage: 'all', targetCommitMessages: { go: 'mine' } },
    'go',
    '1.2.0',
  );
  expect(message.split('\n')[0]).toBe('mine');
});
