import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FileTree } from '../../src/git/store/file-tree.ts';
import { childEnvironment } from '../../src/runtime/environments.ts';
import { CANARY } from './infect.ts';
import { blocksOf } from './parsers/blocks.ts';

export interface Ran {
  /** The programs that executed a text: empty if none. */
  readonly executed: readonly string[];
  /** The programs' output, by command. */
  readonly output: ReadonlyMap<string, string>;
}

/**
 * Runs everything in an SDK that a person would run in a shell: scripts with `--help`, completions as a shell sources
 * them, and the shell blocks of documents, with an otherwise empty PATH. The names in payloads are functions of these
 * shells that leave a file behind.
 */
export async function runShells(files: FileTree): Promise<Ran> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kiln-shell-'));
  const executed: string[] = [];
  const output = new Map<string, string>();
  try {
    for (const [name, { content, mode }] of files) {
      const whole = path.join(folder, 'sdk', name);
      await mkdir(path.dirname(whole), { recursive: true });
      await writeFile(whole, content, { mode: mode === '100755' ? 0o755 : 0o644 });
    }
    const canary = path.join(folder, 'canary');
    const run = async (title: string, script: string, programs: string): Promise<string> => {
      const printed = await bash(script, path.join(folder, 'sdk'), {
        PATH: programs,
        HOME: folder,
        KILN_CANARY: canary,
        [`BASH_FUNC_${CANARY}%%`]: '() { : > "$KILN_CANARY"; }',
      });
      output.set(title, printed);
      if (existsSync(canary)) {
        executed.push(title);
        await rm(canary);
      }
      return printed;
    };
    const programs = '/usr/local/bin:/usr/bin:/bin';
    for (const [name, { content, mode }] of files) {
      const text = content.toString('utf8');
      if (mode === '100755' && /^#!.*\bbash\b/.test(text) && !name.startsWith('test/')) {
        for (const flag of ['--help', '--about', '--version'])
          await run(`${name} ${flag}`, `bash ./${name} ${flag}`, programs);
      }
      if (/^completions\/.*\.bash$/.test(name)) {
        const script = `shopt -s extglob; source ./${name}; COMP_WORDS=(x ''); COMP_CWORD=1; for f in $(compgen -A function _); do $f; done`;
        await run(`source ${name}`, script, programs);
      }
      if (name.endsWith('.md')) {
        for (const [i, block] of shellBlocks(text).entries()) {
          await run(`${name}, block ${i}`, `command_not_found_handle() { :; }\n${block}`, '/nonexistent');
        }
      }
    }
    return { executed, output };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function shellBlocks(markdown: string): string[] {
  return blocksOf(markdown).flatMap(({ language, text }) =>
    /^(sh|bash|shell|console)$/.test(language) ? [text] : [],
  );
}

function bash(script: string, cwd: string, env: Record<string, string>): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      '/bin/bash',
      ['-c', script],
      { cwd, env: { ...childEnvironment(env) }, timeout: 20_000, maxBuffer: 16 * 1024 * 1024 },
      (_error, stdout, stderr) => resolve(stdout + stderr),
    ).stdin?.end();
  });
}
