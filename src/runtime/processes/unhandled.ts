import { AsyncLocalStorage } from 'node:async_hooks';

/** Work of this process that can fail by itself: a request, or a step of a build. */
export interface Work {
  /** For the log, e.g. `POST /v0/builds` or `prepare of build-01…`. */
  readonly name: string;
  /** Aborts it if it is still running. */
  fail(reason: unknown): void;
}

const running = new AsyncLocalStorage<Work>();

/** Runs `start`; an unhandled rejection in anything that it starts fails `work`. */
export function runAs<T>(work: Work, start: () => T): T {
  return running.run(work, start);
}

/**
 * From now on, an unhandled rejection is logged with the work that it belongs to, and aborts only that. Otherwise
 * Node.js would end the process, and all other work with it.
 */
export function containUnhandledRejections(log: (line: string) => void): void {
  process.on('unhandledRejection', (reason) => {
    const work = running.getStore();
    const words = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
    log(`unhandled rejection in ${work?.name ?? 'no request or step'}: ${words}`);
    work?.fail(reason);
  });
}
