import { AsyncLocalStorage } from 'node:async_hooks';

const signals = new AsyncLocalStorage<AbortSignal>();

/** Runs `work`; programs that it starts, however deep, end when `signal` is aborted. */
export function runUnder<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return signals.run(signal, work);
}

/** What ends the step that runs here; undefined outside of one. */
export function stepSignal(): AbortSignal | undefined {
  return signals.getStore();
}
