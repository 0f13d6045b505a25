import { randomInt } from 'node:crypto';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { isLoopback } from './addresses.ts';

/** Where the UI itself listens. */
export interface UiPlace {
  readonly host: string;
  readonly port: number;
}

/** The UI as browsers of this machine reach it. */
export interface ServedUi {
  close(): void;
}

/**
 * An address of loopback for the UI that no page guesses: the UI asks nobody who they are, and takes whatever name it is
 * called by. Elsewhere than on Linux loopback has one address.
 */
export function hiddenHost(platform = process.platform): string {
  if (platform !== 'linux') return '127.0.0.1';
  return ['127', randomInt(1, 255), randomInt(256), randomInt(1, 255)].join('.');
}

/**
 * Serves the UI on a port of loopback, to whoever calls it by a name of loopback. Another name was pointed here by a
 * page, whose browser would let it read and end everything (DNS rebinding).
 */
export function serveUi(ui: UiPlace, port: number): Promise<ServedUi> {
  const server = createServer((asked, answer) => {
    const name = hostnameOf(asked.headers.host ?? '');
    if (name === null || !isLoopback(name)) {
      answer.writeHead(403, { 'content-type': 'text/plain' });
      answer.end('Host: is not a name of this server. Open the Temporal UI as 127.0.0.1 or localhost.\n');
      return;
    }
    pass(ui, asked, answer);
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, '127.0.0.1', () => {
      resolve({
        close() {
          server.close();
          server.closeAllConnections();
        },
      });
    });
  });
}

function hostnameOf(host: string): string | null {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : null;
}

/** Passes a request on, and its answer back. */
function pass({ host, port }: UiPlace, asked: IncomingMessage, answer: ServerResponse): void {
  const { method, url: path, headers } = asked;
  const onward = request({ host, port, method, path, headers }, (answered) => {
    answer.writeHead(answered.statusCode ?? 502, answered.headers);
    // Who goes away in the middle needs no answer.
    pipeline(answered, answer).catch(() => {});
  });
  onward.on('error', () => {
    if (!answer.headersSent) answer.writeHead(502, { 'content-type': 'text/plain' });
    answer.end('The Temporal server does not answer. Kiln starts it again by itself.\n');
  });
  pipeline(asked, onward).catch(() => {});
}
