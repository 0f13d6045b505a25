import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { git as checked } from '../src/git/store/git-command.ts';
import { git } from './git.ts';

export type Mode = '100644' | '100755' | '120000' | '160000' | '40000';
/** Mode, name in bytes, and content: text of a file or link, the id of a commit, or a folder's entries. */
export type RawEntry = readonly [mode: Mode, name: string | Buffer, content: string | readonly RawEntry[]];

/** Writes a tree without validation, however malformed. Returns its id. */
export async function rawTree(gitDir: string, entries: readonly RawEntry[]): Promise<string> {
  const parts: Buffer[] = [];
  for (const [mode, name, content] of entries) {
    const oid =
      typeof content !== 'string'
        ? await rawTree(gitDir, content)
        : mode === '160000'
          ? content
          : await object(gitDir, 'blob', content);
    parts.push(Buffer.from(`${mode} `), Buffer.from(name), Buffer.from([0]), Buffer.from(oid, 'hex'));
  }
  return object(gitDir, 'tree', Buffer.concat(parts));
}

async function object(gitDir: string, type: string, input: string | Buffer): Promise<string> {
  const args = ['hash-object', '-t', type, '-w', '--literally', '--stdin'];
  return (await checked(args, { gitDir, input })).stdout.trim();
}

/** A commit of a tree with parents. */
export function rawCommit(sdk: string, tree: string, ...parents: string[]): Promise<string> {
  const on = parents.flatMap((parent) => ['-p', parent]);
  return git(sdk, 'commit-tree', tree, ...on, '-m', 'by hand');
}

/** Git's output for a push, and whether it completed. */
export async function push(sdk: string, ...refspecs: string[]): Promise<{ ok: boolean; said: string }> {
  const child = spawn('git', ['push', '--porcelain', 'origin', ...refspecs], {
    cwd: sdk,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { ok: code === 0, said };
}

/**
 * Sends push commands without the validation of `git push`: refs of any spelling, to a commit that the server has.
 * Returns the response.
 */
export async function pushRaw(url: string, commands: readonly (readonly [to: string, ref: string])[]) {
  const at = new URL(url);
  const authorization = `Basic ${Buffer.from(`x:${at.password}`).toString('base64')}`;
  at.username = '';
  at.password = '';
  const lines = commands.map(([to, ref], i) => {
    const line = `${'0'.repeat(40)} ${to} ${ref}${i === 0 ? '\0report-status' : ''}`;
    return `${(Buffer.byteLength(line) + 4).toString(16).padStart(4, '0')}${line}`;
  });
  const empty = Buffer.from('PACK\0\0\0\x02\0\0\0\0', 'latin1');
  const sum = createHash('sha1').update(empty).digest();
  const response = await fetch(`${at.href}/git-receive-pack`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/x-git-receive-pack-request' },
    body: Buffer.concat([Buffer.from(`${lines.join('')}0000`), empty, sum]),
  });
  return response.text();
}
