import type { FastifyReply } from 'fastify';

/** Interval of keep-alive comments, in ms, so that proxies do not close a quiet connection. */
const SILENT_MS = 15_000;
/** Maximum buffered bytes of a client that does not read; beyond that its connection is closed, and it may resume. */
const WAITING_BYTES = 4 * 1024 * 1024;

/** Events as sent, cached for all streams that send the same one. */
const framesOf = new WeakMap<object, string>();

/** A response of server-sent events, until either side closes it. */
export class EventStream {
  readonly #raw: FastifyReply['raw'];
  /** Settles when the stream has ended. */
  readonly ended: Promise<void>;

  constructor(reply: FastifyReply) {
    reply.hijack();
    this.#raw = reply.raw;
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) this.#raw.setHeader(name, value);
    }
    this.#raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    this.#raw.flushHeaders();
    const timer = setInterval(() => this.#raw.write(':\n\n'), SILENT_MS);
    this.ended = new Promise((resolve) => {
      const over = () => {
        clearInterval(timer);
        resolve();
      };
      this.#raw.once('close', over);
      this.#raw.on('error', over);
    });
  }

  /** Sends events, each with its id, in one write. */
  send<Event extends object>(events: readonly Event[], idOf: (event: Event) => number): void {
    if (this.#raw.destroyed || this.#raw.writableEnded) return;
    if (this.#raw.writableLength > WAITING_BYTES) {
      this.#raw.destroy();
      return;
    }
    let frames = '';
    for (const event of events) {
      const frame = framesOf.get(event) ?? `id: ${idOf(event)}\ndata: ${JSON.stringify(event)}\n\n`;
      framesOf.set(event, frame);
      frames += frame;
    }
    this.#raw.write(frames);
  }

  end(): void {
    if (!this.#raw.writableEnded) this.#raw.end();
  }
}
