import { _iterSSEMessages, Stream } from '../../src/core/streaming';
import { LineDecoder } from '../../src/internal/decoders/line';
import { ReadableStreamFrom } from '../../src/internal/shims';

const encoder = new TextEncoder();
const response = (...chunks: readonly string[]) =>
  new Response(ReadableStreamFrom(chunks.map((chunk) => encoder.encode(chunk))));

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

test('splits lines regardless of chunk boundaries', () => {
  const text = 'a\r\nb\n\nc\rd';
  for (let at = 0; at <= text.length; at++) {
    const decoder = new LineDecoder();
    const lines = [
      ...decoder.decode(text.slice(0, at)),
      ...decoder.decode(text.slice(at)),
      ...decoder.flush(),
    ];
    expect(lines).toEqual(['a', 'b', '', 'c', 'd']);
  }
});

describe('streams', () => {
  test('events have a name and data, whose lines are joined', async () => {
    const source = response('event: a\ndata: 1\n', 'data: 2\n\n: comment\n\ndata:3\n\n');
    expect(await all(_iterSSEMessages(source, new AbortController()))).toMatchObject([
      { event: 'a', data: '1\n2' },
      { event: null, data: '3' },
    ]);
  });

  test('can be read by two readers, each at its own pace', async () => {
    const lines = new Response('{"n":1}\n{"n":2}\n').body as ReadableStream<Uint8Array>;
    const [left, right] = Stream.fromReadableStream<{ n: number }>(lines, new AbortController()).tee();
    expect(await all(left)).toEqual([{ n: 1 }, { n: 2 }]);
    expect(await all(right)).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test('convert to JSON lines and back', async () => {
    const source = response('{"n":1}\n', '{"n":2}\n').body as ReadableStream<Uint8Array>;
    const bytes = Stream.fromReadableStream(source, new AbortController()).toReadableStream();
    expect(await all(Stream.fromReadableStream(bytes, new AbortController()))).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test('abort the request when the reader leaves, and can be read only once', async () => {
    const controller = new AbortController();
    const stream = Stream.fromReadableStream(
      response('1\n', '2\n').body as ReadableStream<Uint8Array>,
      controller,
    );
    for await (const _ of stream) break;
    expect(controller.signal.aborted).toBe(true);
    await expect(all(stream)).rejects.toThrow('consumed');
  });
});
