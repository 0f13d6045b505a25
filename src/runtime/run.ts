import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { endWithUs } from './groups.ts';
import { putBehindAsWe } from './priority.ts';

export interface RunOptions {
  readonly cwd: string;
  /** The whole environment of the program: nothing of ours is added. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Standard output and error, together, up to `maxOutputBytes`. */
  readonly output: Writable;
  readonly maxOutputBytes?: number;
}

export type RunResult =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'timed_out' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'not_started'; readonly why: string };

const MAX_OUTPUT_BYTES = 8 * 1024 * 1024;

/**
 * Runs a program without a shell, in a process group of its own that is killed as one on timeout, on cancel, and when
 * this process dies.
 */
export function run(argv: readonly [string, ...string[]], options: RunOptions): Promise<RunResult> {
  const [program, ...args] = argv;
  return new Promise((resolve) => {
    if (options.signal?.aborted) {
      resolve({ kind: 'cancelled' });
      return;
    }
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (child.pid !== undefined) putBehindAsWe(child.pid);
    const hasEnded = child.pid === undefined ? () => {} : endWithUs(child.pid);
    let ended: RunResult | null = null;
    const killGroup = (reason: RunResult) => {
      ended ??= reason;
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // The group has ended by itself.
      }
    };
    const timer = setTimeout(() => killGroup({ kind: 'timed_out' }), options.timeoutMs);
    const onAbort = () => killGroup({ kind: 'cancelled' });
    options.signal?.addEventListener('abort', onAbort, { once: true });

    let written = 0;
    const limit = options.maxOutputBytes ?? MAX_OUTPUT_BYTES;
    const onData = (chunk: Buffer) => {
      if (written < limit) options.output.write(chunk.subarray(0, limit - written));
      if (written < limit && written + chunk.length >= limit) options.output.write('\n… output cut here.\n');
      written += chunk.length;
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    const finish = (result: RunResult) => {
      clearTimeout(timer);
      hasEnded();
      options.signal?.removeEventListener('abort', onAbort);
      resolve(ended ?? result);
    };
    child.on('error', (error) => finish({ kind: 'not_started', why: error.message }));
    child.on('close', (code) => {
      // What the program started and left behind ends with it.
      if (ended === null) killGroup({ kind: 'exited', code: code ?? 1 });
      finish({ kind: 'exited', code: code ?? 1 });
    });
  });
}
