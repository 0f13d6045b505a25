import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commitMessage } from '../../../src/activities/commit-message.ts';

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
];

test('Git finds the trailers, whatever message was given', () => {
  expect(trailersOf(commitMessage(build, 'go'))).toEqual(OURS);
  for (const given of [
    'feat: pets',
    'feat: pets\n\nA body: with a colon in it.\n',
    'Note: this is one line\n\n',
  ]) {
    const message = commitMessage({ ...build, commitMessage: given }, 'go');
    expect(message.startsWith(given.trim())).toBe(true);
    expect(trailersOf(message).slice(-3)).toEqual(OURS);
  }
  const signed = commitMessage({ ...build, commitMessage: 'feat: x\n\nSigned-off-by: Ada <a@b.c>' }, 'go');
  expect(trailersOf(signed)).toEqual(['Signed-off-by: Ada <a@b.c>', ...OURS]);
});

test('a message cannot pass for another build', () => {
  const message = commitMessage({ ...build, commitMessage: 'feat: x\n\nKiln-Build: b0\n' }, 'go');
  expect(trailersOf(message)).toEqual(OURS);
  expect(message).not.toContain('b0');
});

test("a target's own message wins", () => {
  const message = commitMessage(
    { ...build, commitMessage: 'all', targetCommitMessages: { go: 'mine' } },
    'go',
  );
  expect(message.split('\n')[0]).toBe('mine');
});
