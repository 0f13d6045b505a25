import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
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
    const own = await coreProgramsIn(path.join(folder, 'bin'));
    for (const [name, { content, mode }] of files) {
      const text = content.toString('utf8');
      if (mode === '100755' && /^#!.*\bbash\b/.test(text) && !name.startsWith('test/')) {
        for (const flag of ['--help', '--about', '--version'])
          await run(
            `${name} ${flag}`,
            `bash ./${name} ${flag}`,
            name.startsWith('scripts/') ? own : programs,
          );
      }
      if (/^completions\/.*\.bash$/.test(name)) {
        const script = `shopt -s extglob; source ./${name}; COMP_WORDS=(x ''); COMP_CWORD=1; for f in $(compgen -A function _); do $f; done`;
        await run(`source ${name}`, script, programs);
      }
      if (name.endsWith('.md')) {
        for (const [i, block] of shellBlocks(text).entries()) {
          await run(`${name}, block ${i}`, block, '/nonexistent');
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

/**
 * A PATH for the scripts of an SDK, which ignore flags like these: with what a shell needs to run them, and without what
 * they are for, such as package managers, test runners and servers.
 */
async function coreProgramsIn(folder: string): Promise<string> {
  await mkdir(folder);
  for (const name of [
    'bash',
    'basename',
    'cat',
    'cut',
    'dirname',
    'env',
    'grep',
    'head',
    'sed',
    'tail',
    'tr',
  ]) {
    const program = ['/usr/bin', '/bin'].map((bin) => path.join(bin, name)).find((each) => existsSync(each));
    if (program !== undefined) await symlink(program, path.join(folder, name));
  }
  return folder;
}

/** Runs a script for at most 20 s, and ends all that it started. Returns what it printed. */
async function bash(script: string, cwd: string, env: Record<string, string>): Promise<string> {
  const child = spawn('/bin/bash', ['-c', script], {
    cwd,
    env: childEnvironment({ ...env, 'BASH_FUNC_command_not_found_handle%%': '() { :; }' }),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
    });
  }
  const end = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // The group has ended by itself.
    }
  };
  const timer = setTimeout(end, 20_000);
  child.once('exit', end);
  await once(child, 'close');
  clearTimeout(timer);
  return printed;
}
