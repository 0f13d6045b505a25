/** A signal that is aborted at the first Ctrl-C or SIGTERM; the next one ends the process as usual. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort());
  return controller.signal;
}
