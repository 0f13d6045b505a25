import type { BaseClient } from '../internal/base-client.ts';
import { JSONLDecoder } from '../internal/decoders/jsonl.ts';
import { type Bytes, LineDecoder } from '../internal/decoders/line.ts';
import { isAbortError } from '../internal/errors.ts';
import type { APIResponseProps } from '../internal/parse.ts';
import { ReadableStreamToAsyncIterable } from '../internal/shims.ts';
import { actionOf } from '../internal/stream-events.ts';
import { encodeUTF8 } from '../internal/utils/bytes.ts';
import { loggerFor } from '../internal/utils/log.ts';
import { isRecord, safeJSON } from '../internal/utils/values.ts';
import { APIError, ClientError } from './error.ts';

/** One message of an event stream. */
export interface ServerSentEvent {
  event: string | null;
  data: string;
  /** Its lines, unparsed. */
  raw: string[];
}

/** Items that arrive one by one. A stream can be read only once; `tee` splits it in two. */
export class Stream<Item> implements AsyncIterable<Item> {
  /** Aborts the request, as leaving a `for await` does. */
  controller: AbortController;
  readonly #iterator: () => AsyncIterator<Item>;
  readonly #client: BaseClient | undefined;

  constructor(iterator: () => AsyncIterator<Item>, controller: AbortController, client?: BaseClient) {
    this.#iterator = iterator;
    this.controller = controller;
    this.#client = client;
  }

  /** The stream of a response, in the format that its method has. */
  static fromResponse<Item>(props: APIResponseProps, client: BaseClient): Stream<Item> {
    const { response, controller, options } = props;
    if (options.__streamFormat === 'jsonl') {
      const lines = JSONLDecoder.fromResponse<Item>(response, controller);
      return new Stream(() => once(lines, controller), controller, client);
    }
    return Stream.fromSSEStream(response, controller, client, options.__streamFormat === 'text');
  }

  /**
   * Items of a response of server-sent events. `text`: data of the events is text; otherwise it is JSON.
   */
  static fromSSEStream<Item>(
    response: Response,
    controller: AbortController,
    client?: BaseClient,
    text = false,
  ): Stream<Item> {
    async function* items(): AsyncGenerator<Item> {
      for await (const sse of _iterSSEMessages(response, controller)) {
        const action = actionOf(sse);
        if (!action) continue;
        if (action.kind === 'done') return;
        if (action.kind === 'error') throw eventError(sse.data, response);
        const item = itemOf(sse, text, client);
        const error = action.errorProperty && isRecord(item) ? item[action.errorProperty] : undefined;
        if (error) {
          throw new APIError(
            undefined,
            isRecord(error) ? error : { message: error },
            undefined,
            response.headers,
          );
        }
        if (item !== undefined) yield item as Item;
      }
    }
    return new Stream(() => once({ [Symbol.asyncIterator]: items }, controller), controller, client);
  }

  /** Items of a stream with one JSON document per line, as produced by `toReadableStream`. */
  static fromReadableStream<Item>(
    readableStream: ReadableStream<Bytes>,
    controller: AbortController,
    client?: BaseClient,
  ): Stream<Item> {
    const lines = new JSONLDecoder<Item>(ReadableStreamToAsyncIterable(readableStream), controller);
    return new Stream(() => once(lines, controller), controller, client);
  }

  [Symbol.asyncIterator](): AsyncIterator<Item> {
    return this.#iterator();
  }

  /** Two streams of the same items, which can be read independently. */
  tee(): [Stream<Item>, Stream<Item>] {
    const source = this.#iterator();
    const queues: [Promise<IteratorResult<Item>>[], Promise<IteratorResult<Item>>[]] = [[], []];
    const branch = (queue: Promise<IteratorResult<Item>>[]): AsyncIterator<Item> => ({
      next: () => {
        if (queue.length === 0) {
          const result = source.next();
          for (const each of queues) each.push(result);
        }
        return queue.shift() as Promise<IteratorResult<Item>>;
      },
    });
    const [left, right] = queues;
    return [
      new Stream(() => branch(left), this.controller, this.#client),
      new Stream(() => branch(right), this.controller, this.#client),
    ];
  }

  /** A stream of bytes with one JSON document per line, e.g. to pass on to a browser; see `fromReadableStream`. */
  toReadableStream(): ReadableStream<Uint8Array> {
    const iterator = this[Symbol.asyncIterator]();
    return new ReadableStream({
      async pull(controller) {
        try {
          const { value, done } = await iterator.next();
          if (done) controller.close();
          else controller.enqueue(encodeUTF8(`${JSON.stringify(value)}\n`));
        } catch (error) {
          controller.error(error);
        }
      },
      async cancel() {
        await iterator.return?.();
      },
    });
  }
}

const consumed = new WeakSet<AbortController>();

/** Iterates at most once, ends silently when the request is aborted, and aborts it when its reader leaves early. */
async function* once<Item>(items: AsyncIterable<Item>, controller: AbortController): AsyncGenerator<Item> {
  if (consumed.has(controller)) {
    throw new ClientError('Cannot iterate over a consumed stream, use `.tee()` to split the stream.');
  }
  consumed.add(controller);
  let finished = false;
  try {
    yield* items;
    finished = true;
  } catch (error) {
    if (isAbortError(error)) return;
    throw error;
  } finally {
    if (!finished) controller.abort();
  }
}

function itemOf(sse: ServerSentEvent, text: boolean, client: BaseClient | undefined): unknown {
  if (text) {
    const value = safeJSON(sse.data);
    return typeof value === 'string' ? value : sse.data;
  }
  if (sse.data === '') return undefined; // A heartbeat.
  try {
    return JSON.parse(sse.data);
  } catch (error) {
    if (client)
      loggerFor(client).error('Could not parse message into JSON:', sse.data, 'From chunk:', sse.raw);
    throw error;
  }
}

function eventError(data: string, response: Response): APIError {
  const body = safeJSON(data);
  return isRecord(body)
    ? new APIError(undefined, body, undefined, response.headers)
    : new APIError(undefined, undefined, data, response.headers);
}

export async function* _iterSSEMessages(
  response: Response,
  controller: AbortController,
): AsyncGenerator<ServerSentEvent, void> {
  if (!response.body) {
    controller.abort();
    throw new ClientError('Attempted to iterate over a response with no body');
  }
  const events = new SSEDecoder();
  const lines = new LineDecoder();
  for await (const chunk of ReadableStreamToAsyncIterable<Bytes>(response.body)) {
    for (const line of lines.decode(chunk)) {
      const sse = events.decode(line);
      if (sse) yield sse;
    }
  }
  for (const line of lines.flush()) {
    const sse = events.decode(line);
    if (sse) yield sse;
  }
}

/** Assembles messages from the lines of an event stream (HTML standard, "server-sent events"). */
class SSEDecoder {
  #event: string | null = null;
  #data: string[] = [];
  #raw: string[] = [];

  decode(line: string): ServerSentEvent | null {
    if (line === '') {
      if (this.#event === null && this.#data.length === 0) return null;
      const sse = { event: this.#event, data: this.#data.join('\n'), raw: this.#raw };
      this.#event = null;
      this.#data = [];
      this.#raw = [];
      return sse;
    }
    this.#raw.push(line);
    if (line.startsWith(':')) return null;
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#event = value;
    if (field === 'data') this.#data.push(value);
    return null;
  }
}
