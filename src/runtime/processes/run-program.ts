import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { putBehindAsWe } from './priority.ts';
import { endWithUs } from './process-groups.ts';

export interface RunOptions {
  readonly cwd: string;
  /** The whole environment of the program: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Standard output and error together, up to `maxOutputBytes`. */
  readonly output: Writable;
  readonly maxOutputBytes?: number;
  /** Watches the program, and reports once which limit it exceeded. Returns a function that ends the watch. */
  readonly watch?: (pid: number, over: (why: string) => void) => () => void;
}

export type RunResult =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'timed_out' }
  /** It exceeded a limit; `why` completes a sentence that begins with its name. */
  | { readonly kind: 'exceeded'; readonly why: string }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'not_started'; readonly why: string };

const MAX_OUTPUT_BYTES = 8 * 1024 * 1024;
/** A program that writes this much is out of control. */
const ENDLESS_BYTES = 512 * 1024 * 1024;

/**
 * Runs a program without a shell, in its own process group, which is killed on timeout, on cancellation, and when
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
    const exceeded = (why: string) => killGroup({ kind: 'exceeded', why });
    const unwatch = child.pid === undefined ? undefined : options.watch?.(child.pid, exceeded);
    const onAbort = () => killGroup({ kind: 'cancelled' });
    options.signal?.addEventListener('abort', onAbort, { once: true });

    let written = 0;
    const limit = options.maxOutputBytes ?? MAX_OUTPUT_BYTES;
    const onData = (chunk: Buffer) => {
      if (written < limit) options.output.write(chunk.subarray(0, limit - written));
      if (written < limit && written + chunk.length >= limit)
        options.output.write('\n… output truncated here.\n');
      written += chunk.length;
      if (written > ENDLESS_BYTES) exceeded('exceeded the output limit');
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    const finish = (result: RunResult) => {
      clearTimeout(timer);
      unwatch?.();
      hasEnded();
      options.signal?.removeEventListener('abort', onAbort);
      resolve(ended ?? result);
    };
    child.on('error', (error) => finish({ kind: 'not_started', why: error.message }));
    child.on('close', (code) => {
      // Kills processes that the program left behind.
      if (ended === null) killGroup({ kind: 'exited', code: code ?? 1 });
      finish({ kind: 'exited', code: code ?? 1 });
    });
  });
}
