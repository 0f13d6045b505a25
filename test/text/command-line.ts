import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FileTree } from '../../src/git/store/file-tree.ts';
import { childEnvironment } from '../../src/runtime/environments.ts';
import { testGoEnvironment } from '../go.ts';
import { CANARY } from './infect.ts';

export interface Said {
  /** Runs of the program, or of a shell with its completions, that executed a text. */
  readonly executed: readonly string[];
  /** Output with control characters, candidates that are not one line, or lines of a manual that are requests. */
  readonly unclean: readonly string[];
  readonly commands: number;
  readonly flags: number;
  /** All help texts and manual pages. */
  readonly text: string;
}

/** Of a run that prints something else than text: line breaks and tabs are part of it. */
const CONTROL = /[^\P{Cc}\n\t]|[\u2028\u2029]/u;

/**
 * Builds a generated command line and asks it for everything that it says without calling an API: the help of each
 * command, what completes each of its words, in each shell of this machine, and its manual. The name in the texts is a
 * program that leaves a file behind.
 */
export async function askCommandLine(files: FileTree): Promise<Said> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kiln-cli-'));
  try {
    return await ask(folder, files);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function ask(folder: string, files: FileTree): Promise<Said> {
  const executed: string[] = [];
  const unclean: string[] = [];
  const texts: string[] = [];
  const programs = path.join(folder, 'programs');
  const canary = path.join(folder, 'canary');
  const name = await build(folder, files, programs);
  await writeFile(path.join(programs, CANARY), '#!/bin/sh\n: > "$KILN_CANARY"\n');
  await chmod(path.join(programs, CANARY), 0o755);
  const env = childEnvironment({
    PATH: `${programs}:/usr/local/bin:/usr/bin:/bin`,
    HOME: folder,
    KILN_CANARY: canary,
    TERM: 'xterm-256color',
  });
  const run = async (title: string, program: string, args: readonly string[]): Promise<string> => {
    const output = await outputOf(program, args, folder, env);
    if (existsSync(canary)) {
      executed.push(title);
      await rm(canary);
    }
    if (CONTROL.test(output)) unclean.push(`${title}: ${JSON.stringify(output.match(CONTROL)?.[0])}`);
    return output;
  };
  const say = async (...args: string[]) => {
    const output = await run(args.join(' '), name, args);
    texts.push(output);
  };
  const candidates = async (...words: string[]): Promise<string[]> => {
    const output = await run(`__complete ${words.join(' ')}`, name, ['__complete', ...words]);
    const rows = output.split('\n').slice(0, -1);
    for (const row of rows) {
      if (row.split('\t').length !== 2) unclean.push(`__complete ${words.join(' ')}: ${JSON.stringify(row)}`);
    }
    return rows.map((row) => row.split('\t', 1).join(''));
  };

  /** Everything that can be completed, as words before the cursor. */
  const lines: string[][] = [['']];
  let commands = 0;
  let flags = 0;
  await say('--help');
  await say('--version');
  for (const group of await candidates('')) {
    if (group.startsWith('@')) continue;
    await say(group, '--help');
    lines.push([group, '']);
    for (const command of await candidates(group, '')) {
      commands += 1;
      await say(group, command, '--help');
      for (const flag of await candidates(group, command, '--')) {
        flags += 1;
        lines.push([group, command, flag, '']);
        await candidates(group, command, flag, '');
        await candidates(group, command, `${flag}=`);
      }
      lines.push([group, command, '--']);
    }
  }
  for (const [shell, script] of Object.entries(completing(name, lines))) {
    await run(`completions of ${shell}`, shell, ['-c', script]);
  }
  const manual = path.join(folder, 'manual');
  await run('@manpages', name, ['@manpages', manual]);
  for (const page of await readdir(manual)) {
    const text = await readFile(path.join(manual, page), 'utf8');
    texts.push(text);
    // Each request of a manual page is in the first letters of a line. Texts begin with their word.
    for (const line of text.split('\n')) {
      if (
        /^[.']/.test(line) &&
        line
          .slice(0, 20)
          .replace(/^\.\w+ /, '')
          .startsWith(CANARY)
      )
        unclean.push(`${page}: ${line}`);
      if (/^['.]\s*(sy|open|opena|pi|so|nx|mso|cf|ab|rd|ex|trf|lf)\b/.test(line))
        unclean.push(`${page}: ${line}`);
    }
  }
  return { executed, unclean, commands, flags, text: texts.join('\n') };
}

/** Builds the program into a folder, and returns its name. */
async function build(folder: string, files: FileTree, into: string): Promise<string> {
  const source = path.join(folder, 'source');
  for (const [file, { content }] of files) {
    await mkdir(path.dirname(path.join(source, file)), { recursive: true });
    await writeFile(path.join(source, file), content);
  }
  await mkdir(into, { recursive: true });
  const name = (await readdir(path.join(source, 'cmd'))).join('');
  const env = testGoEnvironment(folder, { GOFLAGS: '-buildvcs=false' });
  await new Promise<void>((resolve, reject) => {
    execFile(
      'go',
      ['build', '-o', path.join(into, name), `./cmd/${name}`],
      { cwd: source, env },
      (error, _out, words) => (error === null ? resolve() : reject(new Error(words.slice(0, 3000)))),
    );
  });
  return name;
}

/** A script for each shell that sources the program's completions and completes each line with them. */
function completing(name: string, lines: readonly (readonly string[])[]): Record<string, string> {
  const quoted = (word: string) => `'${word.replace(/'/g, `'\\''`)}'`;
  const has = (program: string) =>
    ['/usr/local/bin', '/usr/bin', '/bin'].some((folder) => existsSync(path.join(folder, program)));
  const bash = lines.map(
    (words) =>
      `COMP_WORDS=(${[name, ...words].map(quoted).join(' ')}); COMP_CWORD=${words.length}; _${name}_complete; eval "set -- \${COMPREPLY[*]}"`,
  );
  const fish = lines.map((words) => `complete -C ${quoted([name, ...words].join(' '))} >/dev/null`);
  return {
    bash: [`source <(${name} @completion bash)`, ...bash].join('\n'),
    ...(has('fish') ? { fish: [`${name} @completion fish | source`, ...fish].join('\n') } : {}),
  };
}

function outputOf(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      program,
      args,
      { cwd, env, timeout: 60_000, maxBuffer: 64 * 1024 * 1024 },
      (_error, stdout, stderr) => resolve(stdout + stderr),
    ).stdin?.end();
  });
}
