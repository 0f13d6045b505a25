import { ClientError } from '../client-error.ts';
import { ReadableStreamToAsyncIterable } from '../shims.ts';
import { type Bytes, LineDecoder } from './line.ts';

/** Values of a stream with one JSON document per line. */
export class JSONLDecoder<T> implements AsyncIterable<T> {
  controller: AbortController;
  readonly #chunks: AsyncIterable<Bytes>;

  constructor(chunks: AsyncIterable<Bytes>, controller: AbortController) {
    this.#chunks = chunks;
    this.controller = controller;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    const decoder = new LineDecoder();
    for await (const chunk of this.#chunks) {
      for (const line of decoder.decode(chunk)) if (line.trim() !== '') yield JSON.parse(line);
    }
    for (const line of decoder.flush()) if (line.trim() !== '') yield JSON.parse(line);
  }

  static fromResponse<T>(response: Response, controller: AbortController): JSONLDecoder<T> {
    if (!response.body) {
      controller.abort();
      throw new ClientError('Attempted to iterate over a response with no body');
    }
    return new JSONLDecoder(ReadableStreamToAsyncIterable(response.body), controller);
  }
}
