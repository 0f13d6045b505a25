import { setTimeout as sleep } from 'node:timers/promises';
import type { BuildRecord } from '../records/builds.ts';
import { startBuild, type WorkflowDeps } from '../temporal/start-build.ts';

/** How long the response to a create waits for Temporal: usually 10 ms, much longer under load. */
const WAIT_MS = 50;

/**
 * Starts the workflows of recorded builds. A create is answered quickly even if Temporal is slow: the build is
 * durable by then, and the maintenance schedule starts the builds that could not be started here.
 */
export class StartQueue {
  readonly #running = new Set<Promise<unknown>>();

  /** Starts a build, and waits a limited time for that. */
  async start(deps: WorkflowDeps, build: BuildRecord): Promise<void> {
    const starting = startBuild(deps, build).finally(() => this.#running.delete(starting));
    this.#running.add(starting);
    const waited = new AbortController();
    await Promise.race([starting, sleep(WAIT_MS, undefined, { signal: waited.signal }).catch(() => {})]);
    waited.abort();
  }

  /** Settles when all pending starts have ended, within a few seconds. */
  get ended(): Promise<unknown> {
    return Promise.allSettled(this.#running);
  }
}
