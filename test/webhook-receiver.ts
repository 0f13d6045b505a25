import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A received request, byte for byte. */
export interface Received {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A server that receives webhooks. It can be down, refusing connections, and come up again at the same address. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  /** Its responses from now on. */
  answer: { status: number; body: string; headers?: Record<string, string> } = { status: 204, body: '' };
  #server: Server | null = null;
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}/hook`;
  }

  /** Does nothing if it is up. */
  async up(): Promise<this> {
    if (this.#server !== null) return this;
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
          typeof value === 'string' ? [[name, value]] : [],
        );
        this.received.push({
          headers: Object.fromEntries(headers),
          body: Buffer.concat(chunks).toString('utf8'),
        });
        response.writeHead(this.answer.status, this.answer.headers).end(this.answer.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    this.#port = port;
    this.#server = server;
    return this;
  }

  async down(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    server?.closeAllConnections();
    await new Promise<void>((resolve) => (server === null ? resolve() : server.close(() => resolve())));
  }
}
