import { setTimeout as sleep } from 'node:timers/promises';
import type { BuildRecord } from '../records/builds.ts';
import { startBuild, type WorkflowDeps } from '../workflows/client.ts';

/** How long the answer to a create waits for Temporal. It takes some 10 ms, and many times that where much is built. */
const WAIT_MS = 100;

/**
 * Starts the workflows of builds that are in the record. A create is answered soon, also where Temporal takes its time:
 * the build is not lost any more, and what cannot be started here the reconciler starts.
 */
export class Starts {
  readonly #running = new Set<Promise<unknown>>();

  /** Starts a build, and waits for that a moment. */
  async start(deps: WorkflowDeps, build: BuildRecord): Promise<void> {
    const starting = startBuild(deps, build).finally(() => this.#running.delete(starting));
    this.#running.add(starting);
    const waited = new AbortController();
    await Promise.race([starting, sleep(WAIT_MS, undefined, { signal: waited.signal }).catch(() => {})]);
    waited.abort();
  }

  /** Settles when every start that was begun has ended, which takes some seconds at most. */
  get ended(): Promise<unknown> {
    return Promise.allSettled(this.#running);
  }
}
