import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { exitCodeOfAdoption } from '../../../src/cli/commands/adopt.ts';
import { EXIT } from '../../../src/cli/people/exit.ts';
import { createProgram } from '../../../src/cli/program.ts';

/** The whole help of a command, on a terminal of 80 columns. */
function helpOf(command: Command): string[] {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => 80,
  });
  command.outputHelp();
  return text.trimEnd().split('\n');
}

const named = async (name: string): Promise<Command> => {
  const program = await createProgram(name);
  return program.commands.find((one) => one.name() === name) ?? expect.fail(`There is no ${name}.`);
};

test('the help of kiln names each command in one line, whole', async () => {
  const lines = helpOf(await createProgram());
  expect(lines.filter((line) => /…|\((?!.*\))/.test(line) || line.length > 100)).toEqual([]);
  expect(lines).toContain('  watch        Follow a build until it ends');
});

test.each(['webhooks', 'adopt', 'build'])('the help of %s fits 24 lines of 80 columns', async (name) => {
  const lines = helpOf(await named(name));
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines.length, lines.join('\n')).toBeLessThanOrEqual(24);
});

test.each([
  'lint',
  'builds',
  'show',
  'watch',
  'logs',
  'diagnostics',
  'cancel',
  'projects',
  'adoptions',
  'keys',
  'import',
])('the help of %s has an example', async (name) => {
  expect(helpOf(await named(name)).join('\n')).toMatch(new RegExp(`^Examples:\n {2}kiln ${name}\\b`, 'm'));
});

test('an adoption that conflicts has the exit code of a conflict', () => {
  expect(exitCodeOfAdoption({ state: 'merge_conflict', failure: null })).toBe(EXIT.conflict);
  expect(exitCodeOfAdoption({ state: 'failed', failure: 'unreachable' })).toBe(EXIT.failed);
  expect(exitCodeOfAdoption({ state: 'planned', failure: null })).toBe(EXIT.ok);
});
