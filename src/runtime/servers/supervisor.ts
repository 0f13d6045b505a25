import type { ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import type { Say } from '../toolchains/programs.ts';

/** A server that runs as a separate process. */
export interface RunningServer {
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** It ended during its start, or a server that it depends on is not ready: restarting it may help. */
export class EndedEarly extends Error {
  override readonly name = 'EndedEarly';
}

const FIRST_STARTS = 10;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 15_000;
/** A server that ran this long has recovered: its next end counts as the first. */
const STEADY_MS = 30_000;

/**
 * Supervises servers: one that exits is restarted, after a delay that doubles while it keeps exiting; on stop all are
 * ended in reverse order.
 */
export class Supervisor {
  readonly #say: Say;
  readonly #running = new Map<string, RunningServer>();
  /** Starts under way, of the first time and later: `stop` waits for them, so that none leaves a server behind. */
  readonly #starts = new Set<Promise<unknown>>();
  #stopping = false;

  constructor(say: Say) {
    this.#say = say;
  }

  /** Starts a server for the first time. The caller handles a failure, except `EndedEarly`. */
  start<S extends RunningServer>(name: string, start: () => Promise<S>): Promise<S> {
    return this.#track(this.#startFirst(name, start));
  }

  async #startFirst<S extends RunningServer>(name: string, start: () => Promise<S>): Promise<S> {
    for (let again = 1; ; again++) {
      try {
        const server = await start();
        this.#watch(name, server, start, FIRST_DELAY_MS);
        return server;
      } catch (error) {
        if (!(error instanceof EndedEarly) || again === FIRST_STARTS || this.#stopping) throw error;
        this.#say(`${name} exited during start-up; restarting it.`);
        await wait(Math.min(FIRST_DELAY_MS * 2 ** again, LONGEST_DELAY_MS));
      }
    }
  }

  #watch(name: string, server: RunningServer, start: () => Promise<RunningServer>, delayMs: number): void {
    this.#running.set(name, server);
    const startedAt = Date.now();
    const onExit = () => {
      if (this.#stopping) return;
      this.#say(`${name} exited; restarting it.`);
      this.#restart(name, start, Date.now() - startedAt > STEADY_MS ? FIRST_DELAY_MS : delayMs);
    };
    // It may have ended before anybody listened.
    if (server.process.exitCode !== null || server.process.signalCode !== null) onExit();
    else server.process.once('exit', onExit);
  }

  #restart(name: string, start: () => Promise<RunningServer>, delayMs: number): void {
    const next = Math.min(delayMs * 2, LONGEST_DELAY_MS);
    setTimeout(() => {
      if (this.#stopping) return;
      void this.#track(
        start().then(
          (server) => this.#watch(name, server, start, next),
          (error: unknown) => {
            this.#say(`${name} could not be started: ${error instanceof Error ? error.message : error}`);
            this.#restart(name, start, next);
          },
        ),
      );
    }, delayMs);
  }

  #track<T>(starting: Promise<T>): Promise<T> {
    this.#starts.add(starting);
    const forget = () => this.#starts.delete(starting);
    starting.then(forget, forget);
    return starting;
  }

  /** Ends all servers, also those that are still starting. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.allSettled(this.#starts);
    for (const server of [...this.#running.values()].reverse()) await server.stop();
  }
}

/** Ends a process by a signal, and by SIGKILL if it takes longer than the grace period. */
export async function endProcess(
  child: ChildProcess,
  signal: NodeJS.Signals,
  graceMs: number,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(timer);
}
