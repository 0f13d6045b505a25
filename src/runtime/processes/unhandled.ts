import { AsyncLocalStorage } from 'node:async_hooks';

/** A piece of work of this process that can fail alone: a request, or a step of a build. */
export interface Work {
  /** For the log, e.g. `POST /v0/builds` or `prepare of build-01…`. */
  readonly name: string;
  /** Ends it, where it still runs. */
  fail(reason: unknown): void;
}

const running = new AsyncLocalStorage<Work>();

/** Runs `start`; a rejection that nobody handles, in whatever it begins, fails `work`. */
export function runAs<T>(work: Work, start: () => T): T {
  return running.run(work, start);
}

/**
 * From now on a rejection that nobody handles is logged with the work that it belongs to, and ends that alone. Without
 * this it ends the process, and with it everything else that runs there.
 */
export function containUnhandledRejections(log: (line: string) => void): void {
  process.on('unhandledRejection', (reason) => {
    const work = running.getStore();
    const words = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
    log(`unhandled rejection in ${work?.name ?? 'no request or step'}: ${words}`);
    work?.fail(reason);
  });
}
