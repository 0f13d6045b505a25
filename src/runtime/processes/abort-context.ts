import { AsyncLocalStorage } from 'node:async_hooks';

const signals = new AsyncLocalStorage<AbortSignal>();

/** Runs `work`; when `signal` is aborted, all programs end that it started, directly or indirectly. */
export function runUnder<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return signals.run(signal, work);
}

/** The signal of the current step; undefined outside of steps. */
export function stepSignal(): AbortSignal | undefined {
  return signals.getStore();
}
