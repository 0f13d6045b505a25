import { spawn } from 'node:child_process';
import { childEnvironment } from '../runtime/config.ts';
import { stepSignal } from '../runtime/step-signal.ts';

export class GitError extends Error {
  override readonly name = 'GitError';
  readonly exitCode: number | null;
  readonly stderr: string;
  constructor(args: readonly string[], exitCode: number | null, stderr: string) {
    super(`git ${args[0] ?? ''} failed (${exitCode ?? 'killed'}): ${stderr.trim().slice(0, 2000)}`);
    this.exitCode = exitCode;
    this.stderr = stderr.slice(0, 10_000);
  }
}

export interface GitOptions {
  readonly gitDir?: string;
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are answers and not failures; 0 always is. */
  readonly accept?: readonly number[];
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Environment for Git that reads no configuration of the machine or a person, and asks nobody anything. */
export function gitEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  return childEnvironment({
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    // An object is what it is: whoever may push a ref puts no other in its place.
    GIT_NO_REPLACE_OBJECTS: '1',
    LC_ALL: 'C',
    ...extra,
  });
}

export interface GitResult {
  readonly stdout: string;
  /** Standard output as it came: files are not always UTF-8. */
  readonly bytes: Buffer;
  readonly stderr: string;
  readonly code: number;
}

/** Runs native Git without a shell and without hooks. Gives what it printed. Throws `GitError`. */
export function git(args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const where = options.gitDir === undefined ? [] : [`--git-dir=${options.gitDir}`];
    const all = ['-c', 'core.hooksPath=/dev/null', ...where, ...args];
    const child = spawn('git', all, {
      env: gitEnvironment(options.env),
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: options.timeoutMs ?? 120_000,
      killSignal: 'SIGKILL',
      // Refs that move are not stopped halfway: that takes moments.
      signal: options.signal ?? (args[0] === 'update-ref' ? undefined : stepSignal()),
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const bytes = Buffer.concat(out);
      const stderr = Buffer.concat(err).toString('utf8');
      if (code !== null && (code === 0 || options.accept?.includes(code))) {
        resolve({ stdout: bytes.toString('utf8'), bytes, stderr, code });
      } else {
        reject(new GitError(args, code, stderr));
      }
    });
    child.stdin.on('error', () => {});
    child.stdin.end(options.input);
  });
}
