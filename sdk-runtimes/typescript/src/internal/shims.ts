import type { Fetch } from './types.ts';

/** The platform's `fetch`. */
export function getDefaultFetch(): Fetch {
  if (typeof fetch === 'function') return fetch as Fetch;
  throw new Error(
    '`fetch` is not defined as a global; pass one to the client: `new Client({ fetch })`, or define `globalThis.fetch`',
  );
}

/** A stream of an iterable's items. */
export function ReadableStreamFrom<T>(source: Iterable<T> | AsyncIterable<T>): ReadableStream<T> {
  const iterator: Iterator<T> | AsyncIterator<T> =
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  return new ReadableStream<T>({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}

/** Iterates over a stream, even if the platform's streams are not iterable (Safari). */
export async function* ReadableStreamToAsyncIterable<T>(stream: ReadableStream<T>): AsyncGenerator<T, void> {
  const reader = stream.getReader();
  let finished = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        finished = true;
        return;
      }
      yield value;
    }
  } finally {
    if (!finished) await reader.cancel().catch(() => {});
    reader.releaseLock();
  }
}

/** Releases the connection of a response whose body is not read. */
export async function CancelReadableStream(stream: ReadableStream | null | undefined): Promise<void> {
  if (!stream || stream.locked) return;
  await stream.cancel().catch(() => {});
}
