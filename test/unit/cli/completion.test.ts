import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createProgram } from '../../../src/cli/program.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kiln-completion-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The shells installed on this machine. KILN_TEST_SHELLS: a folder with more of them, like /usr/bin. */
const PATH = [process.env.KILN_TEST_SHELLS, process.env.PATH].filter((one) => one !== undefined).join(':');

const has = async (shell: string): Promise<boolean> => {
  const { failed } = await execa(shell, ['--version'], { env: { PATH }, reject: false });
  return !failed;
};
const shells = { bash: await has('bash'), zsh: await has('zsh'), fish: await has('fish') };

/** A file with the output of `kiln completion SHELL`. */
async function script(shell: string): Promise<string> {
  let out = '';
  const written = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    out += chunk.toString();
    return true;
  });
  try {
    const program = await createProgram('completion');
    await program.parseAsync(['completion', shell], { from: 'user' });
  } finally {
    written.mockRestore();
  }
  const file = path.join(folder, `kiln.${shell}`);
  await writeFile(file, out);
  return file;
}

async function run(shell: string, args: readonly string[]): Promise<string[]> {
  const ran = await execa(shell, args, {
    cwd: folder,
    env: { PATH, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, TERM: 'dumb' },
  });
  expect(ran.stderr).toBe('');
  return ran.stdout.split(/\r?\n/).filter((line) => line !== '');
}

/** Typed lines, with the expected and the forbidden completions. */
const CASES: readonly [line: string, offered: readonly string[], not: readonly string[]][] = [
  ['kiln con', ['conflicts'], ['completion', 'show']],
  ['kiln conflicts ', ['show', 'resolve'], ['login']],
  ['kiln conflicts show --j', [], ['--json']],
  ['kiln --url http://x conflicts re', ['resolve'], ['retry']],
  ['kiln keys tr', ['trust', 'trusted'], ['show']],
  ['kiln retry 01k ty', ['typescript'], ['terraform']],
  ['kiln show --j', ['--json'], []],
];

function judge(line: string, found: readonly string[]): void {
  const [, offered = [], not = []] = CASES.find(([one]) => one === line) ?? [];
  expect(found, line).toEqual(expect.arrayContaining([...offered]));
  for (const word of not) expect(found, line).not.toContain(word);
}

test('bash completes the commands and options that are valid at the cursor', async () => {
  const file = await script('bash');
  for (const [line] of CASES) {
    const words = line.split(' ');
    const ask = `source ${file}; COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _kiln; printf '%s\\n' "\${COMPREPLY[@]}"`;
    judge(line, await run('bash', ['--norc', '-c', ask]));
  }
});

test.runIf(shells.zsh)('zsh completes the commands and options that are valid at the cursor', async () => {
  const file = await script('zsh');
  for (const [line] of CASES) {
    const words = line.split(' ');
    // The function's call of _describe, as the completion system receives it.
    const stub = `_describe() { local w=$2; print -l -- \${(P)w%%:*}; }; _files() { :; }; compdef() { :; }`;
    const prefix = words.at(-1) ?? '';
    const ask = `${stub}; source ${file}; words=(${words.map((word) => `'${word}'`).join(' ')}); CURRENT=${words.length}; _kiln`;
    const all = await run('zsh', ['-f', '-c', ask]);
    judge(
      line,
      all.filter((word) => word.startsWith(prefix)),
    );
  }
});

test.runIf(shells.fish)('fish completes the commands and options that are valid at the cursor', async () => {
  const file = await script('fish');
  for (const [line] of CASES) {
    const found = await run('fish', ['--no-config', '-c', `source ${file}; complete -C '${line}'`]);
    judge(
      line,
      found.map((one) => one.split('\t')[0] ?? ''),
    );
  }
});
