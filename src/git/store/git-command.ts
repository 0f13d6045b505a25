import { type ChildProcess, spawn } from 'node:child_process';
import { childEnvironment } from '../../runtime/environments.ts';
import { stepSignal } from '../../runtime/processes/abort-context.ts';
import { endWithUs } from '../../runtime/processes/process-groups.ts';

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
  /** The folder that it runs in. */
  readonly cwd?: string;
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are results, not failures; 0 always is. */
  readonly accept?: readonly number[];
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Whether to kill it with its whole process group, as programs that talk to a remote. */
  readonly group?: boolean;
  /** Maximum output kept in memory; more ends Git with an error. Default 512 MB. */
  readonly maxBytes?: number;
}

/** A few pushed trees that contain each other many times have more paths than fit in memory. */
const MAX_BYTES = 512 * 1024 * 1024;

/** An environment in which Git reads no configuration of the machine or user, and never prompts. */
export function gitEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  return childEnvironment({
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    // Ignore replace refs: somebody who may push a ref must not substitute objects.
    GIT_NO_REPLACE_OBJECTS: '1',
    LC_ALL: 'C',
    ...extra,
  });
}

/** A Git setting, named as in `git config`. */
export type Setting = readonly [key: string, value: string];

/** Settings as environment variables for Git: numbered pairs. */
export function settings(pairs: readonly Setting[]): Record<string, string> {
  return Object.fromEntries([
    ['GIT_CONFIG_COUNT', String(pairs.length)],
    ...pairs.flatMap(([key, value], i) => [
      [`GIT_CONFIG_KEY_${i}`, key],
      [`GIT_CONFIG_VALUE_${i}`, value],
    ]),
  ]);
}

export interface GitResult {
  readonly stdout: string;
  /** Standard output in bytes: files are not always UTF-8. */
  readonly bytes: Buffer;
  readonly stderr: string;
  readonly code: number;
}

/** Runs native Git without a shell and without hooks. Returns its output. Throws `GitError`. */
export function git(args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const where = options.gitDir === undefined ? [] : [`--git-dir=${options.gitDir}`];
    const timeoutMs = options.timeoutMs ?? 120_000;
    // Moving refs is not interrupted: it takes moments.
    const signal = options.signal ?? (args[0] === 'update-ref' ? undefined : stepSignal());
    const all = ['-c', 'core.hooksPath=/dev/null', ...where, ...args];
    const child = spawn('git', all, {
      cwd: options.cwd,
      env: gitEnvironment(options.env),
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: options.group === true,
      ...(options.group === true ? {} : { timeout: timeoutMs, killSignal: 'SIGKILL', signal }),
    });
    const release = options.group === true ? endAsGroup(child, timeoutMs, signal) : () => {};
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= (options.maxBytes ?? MAX_BYTES)) out.push(chunk);
      else child.kill('SIGKILL');
    });
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      release();
      const bytes = Buffer.concat(out);
      const long = size > (options.maxBytes ?? MAX_BYTES) ? 'its output was too long' : '';
      const stderr = long || Buffer.concat(err).toString('utf8');
      if (long === '' && code !== null && (code === 0 || options.accept?.includes(code))) {
        resolve({ stdout: bytes.toString('utf8'), bytes, stderr, code });
      } else {
        reject(new GitError(args, code, stderr));
      }
    });
    child.stdin.on('error', () => {});
    child.stdin.end(options.input);
  });
}

/** Ends a process and its descendants at the time limit, on the signal, or when this process exits. */
function endAsGroup(child: ChildProcess, timeoutMs: number, signal: AbortSignal | undefined): () => void {
  const { pid } = child;
  // It did not start, which is reported by another event.
  if (pid === undefined) return () => {};
  const forget = endWithUs(pid);
  const kill = () => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // All have ended.
    }
  };
  const timer = setTimeout(kill, timeoutMs);
  signal?.addEventListener('abort', kill, { once: true });
  if (signal?.aborted === true) kill();
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', kill);
    kill();
    forget();
  };
}
