import { watch } from 'node:fs';
import path from 'node:path';

/** An editor writes a file in several steps: changes within this time are one save. */
const TOGETHER_MS = 150;

/**
 * Yields after each save of one of these files, until the signal is aborted. Watches folders instead of files,
 * because editors replace the file. Saves during the caller's work count as one.
 */
export function saves(files: readonly string[], signal: AbortSignal): AsyncIterable<void> {
  let isSaved = false;
  let wake = () => {};
  let timer: NodeJS.Timeout | undefined;
  const names = new Set(files.map((file) => path.resolve(file)));
  const watchers = [...new Set([...names].map((file) => path.dirname(file)))].map((folder) =>
    watch(folder, (_event, name) => {
      if (name === null || !names.has(path.join(folder, name))) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        isSaved = true;
        wake();
      }, TOGETHER_MS);
    }),
  );
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    for (const one of watchers) one.close();
    wake();
  });
  return (async function* () {
    while (!signal.aborted) {
      if (!isSaved) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (signal.aborted) return;
      isSaved = false;
      yield;
    }
  })();
}
