/** Signals by which a person, a service manager or a closed terminal stops a process. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Calls `end` at the first of these signals. */
export function onceEnding(end: () => void): void {
  for (const signal of ENDING) process.once(signal, end);
}
