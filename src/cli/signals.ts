/** What a person, a service manager or a terminal that is closed asks a process to end by. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Calls `end` at the first signal to end. */
export function onceEnding(end: () => void): void {
  for (const signal of ENDING) process.once(signal, end);
}
